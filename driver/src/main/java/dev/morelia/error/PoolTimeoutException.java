package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No connection became free in time, or too many operations were already waiting for one. Nothing was sent. */
public final class PoolTimeoutException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A wait for a connection that took too long.
     *
     * @param server whose pool it is
     * @param waited how long it was waited for a connection
     * @param report who holds the connections, and the next step
     * @param cause the cause, or null
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
     * The operation did not wait, as too many operations are already waiting.
     *
     * @param server whose pool it is
     * @param waiting how many operations are waiting
     * @param report who holds the connections, and the next step
     */
    public PoolTimeoutException(ServerAddress server, int waiting, String report) {
        super(
                "Too many operations are already waiting for a connection to " + server + ": " + waiting
                        + ", the maximum that waitQueueMultiple allows. " + report,
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
