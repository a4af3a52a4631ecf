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
 * An error of an operation that may affect the known state of its server. Immutable.
 *
 * @param server the server
 * @param phase the phase of the connection
 * @param kind the kind of error
 * @param generation the generation of the connection in its pool
 * @param serviceId the service behind a load balancer that the connection led to; null if none, or not known yet
 * @param reply the server's reply if the kind is {@link Kind#REPLY}; otherwise null
 * @param overloaded whether it has the label {@code SystemOverloadedError}
 * @param nanos when it happened, on the client's monotonic clock
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

    /** The phase of a connection. */
    public enum Phase {
        /** Connecting, including TLS, and {@code hello}. */
        OPENING,
        /** Authenticating. */
        AUTHENTICATING,
        /** In use by operations. */
        IN_USE
    }

    /** The kind of an error. */
    public enum Kind {
        /** The server replied with an error of the command or of its write concern. */
        REPLY,
        /** A network timeout. */
        TIMEOUT,
        /** Another network error. */
        NETWORK,
        /** None of these: an unknown host name, wrong credentials, a malformed handshake reply. */
        OTHER
    }

    /** Whether it is a network error, including timeouts. */
    boolean isNetwork() {
        return kind == Kind.NETWORK || kind == Kind.TIMEOUT;
    }

    /**
     * Returns the error of a connection in use; null if it does not affect the state of the server.
     *
     * @param generation the generation of the connection
     * @param serviceId the service behind a load balancer that the connection leads to; null if none
     * @param nanos the current time
     */
    public static @Nullable ApplicationError inUse(
            ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId, long nanos) {
        var draft = new Draft(server, Phase.IN_USE, generation, serviceId, nanos);
        return switch (failure) {
            case ServerException error -> draft.of(Kind.REPLY, error.reply(), failure);
            case OperationTimeoutException timeout -> draft.of(Kind.TIMEOUT, null, failure);
            case ConnectionLostException lost -> draft.of(Kind.NETWORK, null, failure);
            default -> null;
        };
    }

    /**
     * Returns the error of establishing a connection; null if it does not affect the state of the server.
     *
     * @param generation the generation of the connection
     * @param serviceId the service behind a load balancer that the connection leads to; null if none, or if the
     *     handshake has failed
     * @param nanos the current time
     */
    public static @Nullable ApplicationError opening(
            ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId, long nanos) {
        var authenticating = new Draft(server, Phase.AUTHENTICATING, generation, serviceId, nanos);
        return switch (failure) {
            case ServerException error -> authenticating.of(Kind.REPLY, error.reply(), failure);
            case AuthenticationException rejected -> authenticating.of(Kind.OTHER, null, failure);
            case ConnectionOpenException open -> {
                // A service is known once the handshake is complete.
                var opening =
                        serviceId != null ? authenticating : new Draft(server, Phase.OPENING, generation, null, nanos);
                yield open.getCause() instanceof ServerException rejected
                        ? opening.of(Kind.REPLY, rejected.reply(), failure)
                        : opening.of(kind(open), null, failure);
            }
            default -> null;
        };
    }

    private record Draft(
            ServerAddress server,
            Phase phase,
            long generation,
            @Nullable ObjectId serviceId,
            long nanos) {
        ApplicationError of(Kind kind, @Nullable RawDocument reply, MongoException cause) {
            boolean overloaded = cause.hasErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR);
            return new ApplicationError(server, phase, kind, generation, serviceId, reply, overloaded, nanos, cause);
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

    /** Whether the failure is a network timeout. */
    public static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperationTimeoutException || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The root cause, which determines the kind of problem. */
    public static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }
}
