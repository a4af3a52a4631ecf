package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An operation did not end within the time that the caller allowed. */
public final class OperationTimeoutException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param server where it was, or null
     * @param tried what was tried, as in {@code insert on app.people}
     * @param timeout the time allowed
     * @param retryAdvice {@link RetryAdvice#SAFE} if nothing was sent
     */
    public OperationTimeoutException(
            @Nullable ServerAddress server,
            String tried,
            Duration timeout,
            RetryAdvice retryAdvice,
            @Nullable Throwable cause) {
        super(
                tried + " did not end within the timeout of " + Argument.shown(timeout) + on(server) + reason(cause)
                        + "; ",
                server,
                retryAdvice,
                cause,
                true);
    }

    /** That the time was up stands there already. */
    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ExecutionTimeoutException) {
            // The program has set no maxTime that it could change.
            return ": the server gave up when that time was over";
        }
        return cause != null && "timed out".equals(cause.getMessage()) ? "" : because(cause);
    }

    private OperationTimeoutException(OperationTimeoutException original) {
        super(original);
    }

    @Override
    OperationTimeoutException copy() {
        return new OperationTimeoutException(this);
    }
}
