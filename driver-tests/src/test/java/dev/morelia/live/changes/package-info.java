/** Change streams: on real replica sets whose members fail, and against scripted servers. */
@NullMarked
package dev.morelia.live.changes;

import org.jspecify.annotations.NullMarked;
