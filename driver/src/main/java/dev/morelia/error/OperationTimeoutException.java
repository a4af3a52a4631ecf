package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An operation did not complete within its timeout. */
public final class OperationTimeoutException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * An operation that ran out of time.
     *
     * @param server the server in use, or null
     * @param tried what was tried, as in {@code insert on app.people}
     * @param timeout the time allowed
     * @param retryAdvice {@link RetryAdvice#SAFE} if nothing was sent
     * @param cause the cause, or null
     */
    public OperationTimeoutException(
            @Nullable ServerAddress server,
            String tried,
            Duration timeout,
            RetryAdvice retryAdvice,
            @Nullable Throwable cause) {
        super(
                tried + " did not complete within the timeout of " + Argument.shown(timeout) + on(server)
                        + reason(cause) + "; ",
                server,
                retryAdvice,
                cause,
                true);
    }

    /** The message already says that the timeout expired. */
    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ExecutionTimeoutException) {
            // The program has set no maxTime that it could change.
            return ": the server stopped it when that time was over";
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
