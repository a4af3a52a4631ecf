package dev.morelia.error;

import dev.morelia.bson.BsonException;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * What came from the other end is no valid message, or not of the form that the command requires. The connection of an
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

    /**
     * What came was no valid reply to the handshake, so the other end is unlikely to be a MongoDB server. For the
     * driver.
     *
     * @param server the other end
     * @param problem what is wrong with the message
     */
    public static ProtocolException ofHandshake(ServerAddress server, Throwable problem) {
        return new ProtocolException(server, problem);
    }

    private ProtocolException(ServerAddress server, Throwable problem) {
        super(
                "The reply to the handshake is no valid message" + on(server) + because(problem),
                server,
                RetryAdvice.SAFE,
                problem);
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
     * A message that is valid but lacks what every reply to the command has. For the driver.
     *
     * @param server the other end
     * @param tried the command, as in {@code insert on app.people}
     * @param problem tells the field and the type met there
     */
    public static ProtocolException ofShape(ServerAddress server, String tried, BsonException problem) {
        return new ProtocolException(tried, "is malformed", server, String.valueOf(problem.getMessage()), problem);
    }

    private ProtocolException(ProtocolException original) {
        super(original);
    }

    @Override
    ProtocolException copy() {
        return new ProtocolException(this);
    }
}
