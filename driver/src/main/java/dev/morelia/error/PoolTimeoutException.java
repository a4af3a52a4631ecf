package dev.morelia.error;

import dev.morelia.settings.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No connection became free in time. Nothing was sent. */
public final class PoolTimeoutException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param server whose pool it is
     * @param waited how long
     * @param report who holds the connections, and the next step
     */
    public PoolTimeoutException(ServerAddress server, Duration waited, String report, @Nullable Throwable cause) {
        super(
                "Timed out after " + waited.toMillis() + " ms while checking out a connection to " + server + ". "
                        + report,
                server,
                RetryAdvice.SAFE,
                cause);
    }
}
