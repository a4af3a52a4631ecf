package dev.morelia.error;

import org.jspecify.annotations.Nullable;

/** The client was closed before or during the operation. */
public final class ClientClosedException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * An operation on a closed client.
     *
     * @param tried what was tried, as in {@code insert on app.people}
     * @param retryAdvice {@link RetryAdvice#UNSAFE} if nothing was sent: a closed client stays closed
     */
    public ClientClosedException(String tried, RetryAdvice retryAdvice) {
        this(tried, retryAdvice, null);
    }

    /**
     * An operation that was cut off as the client was closed.
     *
     * @param tried what was tried, as in {@code insert on app.people}
     * @param retryAdvice {@link RetryAdvice#OUTCOME_UNKNOWN} for a write that was sent, otherwise
     *     {@link RetryAdvice#UNSAFE}
     * @param cause the failure of the operation as the client was closed, or null
     */
    public ClientClosedException(String tried, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        super(
                tried + " failed: the client is closed. Open one client for the whole program and close it last; ",
                null,
                retryAdvice,
                cause,
                true);
    }

    private ClientClosedException(ClientClosedException original) {
        super(original);
    }

    @Override
    ClientClosedException copy() {
        return new ClientClosedException(this);
    }
}
