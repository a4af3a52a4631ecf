package dev.morelia.spec.unified.operation;

import dev.morelia.error.MongoException;
import dev.morelia.spec.unified.face.CursorFace;
import dev.morelia.spec.unified.match.Absent;
import org.jspecify.annotations.Nullable;

/** Iteration of cursors that an earlier operation left open. */
final class CursorOperations {
    private CursorOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(CursorFace.class, "iterateUntilDocumentOrError", CursorOperations::iterateUntilDocumentOrError)
                .add(CursorFace.class, "iterateOnce", CursorOperations::iterateOnce)
                .add(CursorFace.class, "close", CursorOperations::close);
    }

    private static Object iterateUntilDocumentOrError(CursorFace cursor, Arguments arguments) {
        arguments.finish();
        return cursor.next();
    }

    private static @Nullable Object iterateOnce(CursorFace cursor, Arguments arguments) {
        arguments.finish();
        return cursor.tryNext();
    }

    private static Object close(CursorFace cursor, Arguments arguments) {
        arguments.finish();
        try {
            cursor.close();
        } catch (MongoException e) {
            // The format wants errors of closing suppressed; events tell how killCursors fared.
        }
        return Absent.ABSENT;
    }
}
