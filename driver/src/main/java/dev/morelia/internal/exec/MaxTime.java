package dev.morelia.internal.exec;

import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import java.util.concurrent.TimeUnit;

/**
 * The {@code maxTimeMS} of a command: how long the server may take. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#command-execution">Client Side Operations Timeout: command execution</a>
 */
final class MaxTime {
    private MaxTime() {}

    /**
     * The limit of a command of a call with a timeout, which replaces the {@code maxTime} of the operation.
     *
     * @param limitsServer whether the call tells the server how much time is left
     * @param leftNanos what is left without the way to the server and back, so that its reply arrives in time and the
     *     connection can be used again; {@link Long#MAX_VALUE} for no limit
     * @return milliseconds; 0 for no limit
     */
    static long millis(Operation<?> operation, boolean limitsServer, long leftNanos) {
        if (!limitsServer || !operation.takesMaxTime()) {
            return 0;
        }
        // Of a cursor it is not a limit, but how long the server waits for new documents.
        long awaitMillis = operation.kind() == OperationKind.CURSOR ? operation.maxTimeMillis() : 0;
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos));
        if (leftMillis > Integer.MAX_VALUE) {
            // The server takes no longer times; they are as good as none.
            return awaitMillis;
        }
        return awaitMillis > 0 ? Math.min(awaitMillis, leftMillis) : leftMillis;
    }
}
