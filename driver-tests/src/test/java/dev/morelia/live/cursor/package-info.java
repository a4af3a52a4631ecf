/** Cursors, against scripted servers. */
@NullMarked
package dev.morelia.live.cursor;

import org.jspecify.annotations.NullMarked;
