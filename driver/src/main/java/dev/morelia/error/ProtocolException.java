package dev.morelia.error;

import dev.morelia.bson.BsonException;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A reply is not a valid message, or malformed: it lacks a required field. The connection of an invalid message was
 * closed and is not used again.
 */
public final class ProtocolException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A reply that is not a valid message.
     *
     * @param server the other end, or null
     * @param tried what the connection was used for, as in {@code insert on app.people}
     * @param problem what is wrong with the message
     * @param cause the cause, or null
     */
    public ProtocolException(@Nullable ServerAddress server, String tried, String problem, @Nullable Throwable cause) {
        this(tried, "is not a valid message", server, problem, cause);
    }

    /**
     * A malformed reply: a valid message that lacks a required field.
     *
     * @param server the other end
     * @param tried the command, as in {@code insert on app.people}
     * @param problem names the field and the type found there
     */
    public ProtocolException(ServerAddress server, String tried, BsonException problem) {
        this(tried, "is malformed", server, String.valueOf(problem.getMessage()), problem);
    }

    /**
     * A reply to the handshake that is not a valid message, so that the other end is unlikely to be a MongoDB
     * server.
     *
     * @param server the other end
     * @param problem what is wrong with the message
     */
    public ProtocolException(ServerAddress server, Throwable problem) {
        super(
                "The reply to the handshake is not a valid message" + on(server) + because(problem),
                server,
                RetryAdvice.SAFE,
                problem);
    }

    private ProtocolException(
            String tried, String is, @Nullable ServerAddress server, String problem, @Nullable Throwable cause) {
        super(
                "The reply to " + tried + " " + is + on(server) + ": " + problem
                        + ". Check that a MongoDB server listens there. Retry of " + tried + ": ",
                server,
                RetryAdvice.OUTCOME_UNKNOWN,
                cause,
                true);
    }

    private ProtocolException(ProtocolException original) {
        super(original);
    }

    @Override
    ProtocolException copy() {
        return new ProtocolException(this);
    }
}
