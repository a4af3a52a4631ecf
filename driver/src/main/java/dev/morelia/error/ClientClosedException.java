package dev.morelia.error;

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
        super(
                tried + " failed: the client is closed. Open one client for the whole program and close it last; ",
                null,
                retryAdvice,
                null,
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
