package dev.morelia.spec.unified.operation;

import dev.morelia.error.MongoException;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.match.Absent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Iteration of cursors opened by an earlier operation. */
final class CursorOperations {
    private static final long BACKGROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private CursorOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(CursorApi.class, "iterateUntilDocumentOrError", CursorOperations::iterateUntilDocumentOrError)
                .add(CursorApi.class, "iterateOnce", CursorOperations::iterateOnce)
                .add(CursorApi.class, "close", CursorOperations::close);
    }

    private static Object iterateUntilDocumentOrError(CursorApi cursor, Arguments arguments) {
        arguments.finish();
        return cursor.next();
    }

    private static @Nullable Object iterateOnce(CursorApi cursor, Arguments arguments) {
        arguments.finish();
        return cursor.tryNext();
    }

    private static Object close(CursorApi cursor, Arguments arguments) {
        var timeout = arguments.timeoutOrNull();
        arguments.finish();
        try {
            if (timeout == null) {
                cursor.close();
            } else {
                cursor.close(timeout);
            }
        } catch (MongoException | com.mongodb.MongoException e) {
            // The format requires errors of closing to be suppressed; events show the outcome of killCursors.
        }
        // After a request without a reply the driver closes the cursor in the background.
        LockSupport.parkNanos(BACKGROUND_NANOS);
        return Absent.ABSENT;
    }
}
