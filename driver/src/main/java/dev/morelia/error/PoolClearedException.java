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
        super(
                "Connection pool for " + server + " was cleared because another operation failed" + because(cause)
                        + ". Nothing was sent: try again once the server is back",
                server,
                RetryAdvice.SAFE,
                cause);
    }
}
