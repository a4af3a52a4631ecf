package dev.morelia;

import dev.morelia.internal.cursor.AbandonedCursors;
import dev.morelia.internal.exec.Executor;

/**
 * What the views of one client share.
 *
 * @param executor carries operations out
 * @param abandonedCursors closes forgotten cursors
 */
record Core(Executor executor, AbandonedCursors abandonedCursors) {}
