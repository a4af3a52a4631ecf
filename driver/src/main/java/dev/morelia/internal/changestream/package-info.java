/**
 * What a change stream knows and decides without any I/O: which command opens it, up to where its program has read, and
 * which failures it survives. The cursor that it reads from is in {@code dev.morelia.internal.cursor}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md">Change Streams</a>
 */
@NullMarked
package dev.morelia.internal.changestream;

import org.jspecify.annotations.NullMarked;
