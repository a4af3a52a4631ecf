package dev.morelia.error;

import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/** What came from the other end is no valid message. The connection was closed and is not used again. */
public final class ProtocolException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * For the driver.
     *
     * @param server the other end, or null
     * @param tried what the connection was used for, as in {@code insert on app.people}
     * @param problem what is wrong with the message
     */
    public ProtocolException(@Nullable ServerAddress server, String tried, String problem, @Nullable Throwable cause) {
        super(
                "The reply to " + tried + " is no valid message" + on(server) + ": " + problem
                        + ". Check that a MongoDB server listens there; as to " + tried + ": ",
                server,
                RetryAdvice.OUTCOME_UNKNOWN,
                cause,
                true);
    }
}
