package dev.morelia.internal.sdam;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An error that an operation met on a server, as far as it may tell something of the server's state. Immutable.
 *
 * @param server where
 * @param phase how far the connection had come
 * @param kind what sort of error
 * @param generation of the connection that met it, in its pool
 * @param serviceId the service behind a load balancer that the connection led to; null if none, or not known yet
 * @param reply what the server answered, where the kind is {@link Kind#REPLY}; otherwise null
 * @param overloaded whether it bears the label {@code SystemOverloadedError}
 * @param nanos when, on the client's monotonic clock
 * @param cause the exception
 */
public record ApplicationError(
        ServerAddress server,
        Phase phase,
        Kind kind,
        long generation,
        @Nullable ObjectId serviceId,
        @Nullable RawDocument reply,
        boolean overloaded,
        long nanos,
        Throwable cause) {

    /** How far a connection had come. */
    public enum Phase {
        /** Connecting, with TLS, and {@code hello}. */
        OPENING,
        /** Logging in. */
        AUTHENTICATING,
        /** In use by operations. */
        IN_USE
    }

    /** What sort of error. */
    public enum Kind {
        /** The server answered that something is wrong, with the command or with its write concern. */
        REPLY,
        /** The network did not answer in time. */
        TIMEOUT,
        /** The network failed in another way. */
        NETWORK,
        /** None of these: an unknown host name, wrong credentials, a handshake that nobody could read. */
        OTHER
    }

    /** A failure of the network, or a time-out. */
    boolean isNetwork() {
        return kind == Kind.NETWORK || kind == Kind.TIMEOUT;
    }

    /**
     * The failure of a connection in use; null if it tells nothing of the server.
     *
     * @param generation of the connection
     * @param nanos now
     */
    public static @Nullable ApplicationError inUse(
            ServerAddress server, MongoException failure, long generation, long nanos) {
        var draft = new Draft(server, Phase.IN_USE, generation, nanos);
        return switch (failure) {
            case ServerException error -> draft.of(Kind.REPLY, error.reply(), failure);
            case OperationTimeoutException timeout -> draft.of(Kind.TIMEOUT, null, failure);
            case ConnectionLostException lost -> draft.of(Kind.NETWORK, null, failure);
            default -> null;
        };
    }

    /** The failure to open a connection; null if it tells nothing of the server. */
    public static @Nullable ApplicationError opening(
            ServerAddress server, MongoException failure, long generation, long nanos) {
        var authenticating = new Draft(server, Phase.AUTHENTICATING, generation, nanos);
        return switch (failure) {
            case ServerException error -> authenticating.of(Kind.REPLY, error.reply(), failure);
            case AuthenticationException refused -> authenticating.of(Kind.OTHER, null, failure);
            case ConnectionOpenException open -> {
                var opening = new Draft(server, Phase.OPENING, generation, nanos);
                yield open.getCause() instanceof ServerException refused
                        ? opening.of(Kind.REPLY, refused.reply(), failure)
                        : opening.of(kind(open), null, failure);
            }
            default -> null;
        };
    }

    private record Draft(ServerAddress server, Phase phase, long generation, long nanos) {
        ApplicationError of(Kind kind, @Nullable RawDocument reply, MongoException cause) {
            boolean overloaded = cause.hasErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR);
            return new ApplicationError(server, phase, kind, generation, null, reply, overloaded, nanos, cause);
        }
    }

    private static Kind kind(ConnectionOpenException failure) {
        return switch (origin(failure)) {
            case UnknownHostException unknown -> Kind.OTHER;
            case SSLException tls -> Kind.OTHER;
            case IOException network -> isTimeout(failure) ? Kind.TIMEOUT : Kind.NETWORK;
            default -> Kind.OTHER;
        };
    }

    /** Whether the network did not answer in time. */
    public static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperationTimeoutException || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The last in the chain of causes, which tells the kind of problem. */
    public static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }
}
