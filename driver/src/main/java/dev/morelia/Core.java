package dev.morelia;

import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.cursor.AbandonedCursors;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.session.ImplicitSession;

/**
 * What the views of one client share.
 *
 * @param executor carries operations out
 * @param abandonedCursors closes forgotten cursors
 */
record Core(Executor executor, AbandonedCursors abandonedCursors) {
    /** Runs an operation that is answered with a cursor. */
    <T> MongoCursor<T> open(
            Operation<CursorBatch> operation, ExecutionContext context, Codec<T> codec, GetMoreOptions getMore) {
        var session = new ImplicitSession(executor.sessions());
        ExecutionContext inSession = context.in(session);
        boolean opened = false;
        try {
            CursorBatch first = executor.execute(operation, inSession);
            opened = true;
            return new MongoCursor<>(new BatchCursor(executor, inSession, first, getMore, abandonedCursors), codec);
        } finally {
            if (!opened) {
                session.end();
            }
        }
    }
}
