/** Histories of cursors that read ahead, and the bugs that they find. */
@NullMarked
package dev.morelia.simulation.cursor;

import org.jspecify.annotations.NullMarked;
