package dev.morelia.error;

import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * No connection was handed out because another operation has just found the server unusable.
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
                "was cleared because another operation failed" + because(told(cause))
                        + ". Nothing was sent: try again once the server is back",
                cause);
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
