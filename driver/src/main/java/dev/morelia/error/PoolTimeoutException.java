package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No connection became free in time, or too many operations wait for one already. Nothing was sent. */
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
                "Timed out after " + Argument.shown(waited) + " while checking out a connection to " + server + ". "
                        + report,
                server,
                RetryAdvice.SAFE,
                cause);
    }

    /**
     * No connection was waited for, as too many operations wait for one already.
     *
     * @param server whose pool it is
     * @param waiting how many operations wait
     * @param report who holds the connections, and the next step
     */
    public PoolTimeoutException(ServerAddress server, int waiting, String report) {
        super(
                "Too many operations wait for a connection to " + server + " already: " + waiting
                        + ", the most that waitQueueMultiple allows. " + report,
                server,
                RetryAdvice.SAFE,
                null);
    }

    private PoolTimeoutException(PoolTimeoutException original) {
        super(original);
    }

    @Override
    PoolTimeoutException copy() {
        return new PoolTimeoutException(this);
    }
}
