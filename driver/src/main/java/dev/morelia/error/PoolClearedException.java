package dev.morelia.error;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * No connection was checked out because another operation, or a heartbeat, has just found the server unusable.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#connection-pool-errors">Connection Monitoring and Pooling: errors</a>
 */
public final class PoolClearedException extends ConnectionException {
    private static final long serialVersionUID = 1;

    /**
     * The pool was cleared because an operation failed, or because no connection could be opened.
     *
     * @param server whose pool it is
     * @param cause the failure; a {@link ConnectionOpenException} where no connection could be opened
     */
    public PoolClearedException(ServerAddress server, @Nullable Throwable cause) {
        this(
                server,
                cause instanceof ConnectionOpenException ? "no connection could be opened" : "another operation failed",
                cause);
    }

    /**
     * The pool was cleared.
     *
     * @param server whose pool it is
     * @param reason why, as in {@code another operation failed}
     * @param cause the failure, or null
     */
    public PoolClearedException(ServerAddress server, String reason, @Nullable Throwable cause) {
        super(
                "Connection pool for " + server + " was cleared because " + reason + because(reported(cause))
                        + ". Nothing was sent: try again once the server is back",
                server,
                RetryAdvice.SAFE,
                cause);
    }

    /**
     * The pool was closed, and the client goes on.
     *
     * @param server whose pool it was
     */
    public PoolClearedException(ServerAddress server) {
        super(
                "Connection pool for " + server + " was closed because the server has left the deployment or the client"
                        + " was disconnected. Nothing was sent: try again",
                server,
                RetryAdvice.SAFE,
                null);
    }

    /** What the other operation's error says about its own outcome would be taken for this one's. */
    private static @Nullable Throwable reported(@Nullable Throwable cause) {
        return cause instanceof ConnectionOpenException ? cause : origin(cause);
    }

    private PoolClearedException(PoolClearedException original) {
        super(original);
    }

    @Override
    PoolClearedException copy() {
        return new PoolClearedException(this);
    }
}
