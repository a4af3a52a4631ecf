package dev.morelia.error;

import org.jspecify.annotations.Nullable;

/** The client was closed before or during the operation. */
public final class ClientClosedException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param tried what was tried, as in {@code insert on app.people}
     * @param retryAdvice {@link RetryAdvice#UNSAFE} if nothing was sent: a closed client stays closed
     */
    public ClientClosedException(String tried, RetryAdvice retryAdvice) {
        this(tried, retryAdvice, null);
    }

    /**
     * For the driver.
     *
     * @param tried what was tried, as in {@code insert on app.people}
     * @param retryAdvice {@link RetryAdvice#OUTCOME_UNKNOWN} for a write that was sent, otherwise
     *     {@link RetryAdvice#UNSAFE}
     * @param cause what the operation met as the client was closed
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
