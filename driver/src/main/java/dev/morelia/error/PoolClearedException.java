package dev.morelia.error;

import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * No connection was handed out because another operation, or a check, has just found the server unusable.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#connection-pool-errors">Connection Monitoring and Pooling: errors</a>
 */
public final class PoolClearedException extends ConnectionException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param cause what the other operation met
     */
    public PoolClearedException(ServerAddress server, @Nullable Throwable cause) {
        this(
                server,
                cleared(
                        cause instanceof ConnectionOpenException
                                ? "no connection could be opened"
                                : "another operation failed",
                        cause),
                cause);
    }

    /**
     * For the driver: a check of the server has failed.
     *
     * @param cause what the check met
     */
    public static PoolClearedException byCheck(ServerAddress server, @Nullable Throwable cause) {
        return new PoolClearedException(server, cleared("a check of the server failed", cause), cause);
    }

    private static String cleared(String why, @Nullable Throwable cause) {
        return "was cleared because " + why + because(told(cause))
                + ". Nothing was sent: try again once the server is back";
    }

    private PoolClearedException(ServerAddress server, String what, @Nullable Throwable cause) {
        super("Connection pool for " + server + " " + what, server, RetryAdvice.SAFE, cause);
    }

    /** For the driver: the pool is gone, and the client goes on. */
    public static PoolClearedException closed(ServerAddress server) {
        return new PoolClearedException(
                server,
                "was closed because the server has left the deployment or the client was disconnected. Nothing was"
                        + " sent: try again",
                null);
    }

    /** What the error of the other operation says of its own outcome would be taken for this one's. */
    private static @Nullable Throwable told(@Nullable Throwable cause) {
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
