package dev.morelia.error;

import dev.morelia.bson.BsonException;
import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * What came from the other end is no valid message, or not of the shape that the command promises. The connection of an
 * invalid message was closed and is not used again.
 */
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
        this(tried, "is no valid message", server, problem, cause);
    }

    private ProtocolException(
            String tried, String is, @Nullable ServerAddress server, String problem, @Nullable Throwable cause) {
        super(
                "The reply to " + tried + " " + is + on(server) + ": " + problem
                        + ". Check that a MongoDB server listens there; as to " + tried + ": ",
                server,
                RetryAdvice.OUTCOME_UNKNOWN,
                cause,
                true);
    }

    /**
     * A message that is valid but not what the command promises. For the driver.
     *
     * @param server the other end
     * @param tried the command, as in {@code insert on app.people}
     * @param problem tells the field and the type met there
     */
    public static ProtocolException ofShape(ServerAddress server, String tried, BsonException problem) {
        return new ProtocolException(
                tried, "is not what that promises", server, String.valueOf(problem.getMessage()), problem);
    }
}
