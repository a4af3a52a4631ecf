package dev.morelia.internal.cursor;

import dev.morelia.internal.exec.Executor;

/**
 * What the cursors of a client share.
 *
 * @param executor executes their commands
 * @param abandoned closes those that nobody closes
 * @param memory limits what they read ahead
 */
public record CursorResources(Executor executor, AbandonedCursors abandoned, ReadAheadMemory memory) {}
