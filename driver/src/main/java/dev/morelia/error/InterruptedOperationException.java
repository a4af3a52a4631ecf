package dev.morelia.error;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted, or the future cancelled, during an operation. */
public final class InterruptedOperationException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * An operation that was interrupted.
     *
     * @param server the server in use, or null
     * @param tried what was tried, as in {@code insert on app.people}
     * @param retryAdvice {@link RetryAdvice#SAFE} if nothing was sent
     * @param cause the cause, or null
     */
    public InterruptedOperationException(
            @Nullable ServerAddress server, String tried, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        super(tried + " was interrupted" + on(server) + "; ", server, retryAdvice, cause, true);
    }

    private InterruptedOperationException(InterruptedOperationException original) {
        super(original);
    }

    @Override
    InterruptedOperationException copy() {
        return new InterruptedOperationException(this);
    }
}
