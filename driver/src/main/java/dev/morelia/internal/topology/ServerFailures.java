package dev.morelia.internal.topology;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.topology.ServerFailure.Kind;
import dev.morelia.internal.topology.ServerFailure.Phase;
import dev.morelia.internal.wire.WireException;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the driver's exceptions tell of the server they come from. Pure. */
final class ServerFailures {
    private static final int UNAUTHORIZED = 13;

    private ServerFailures() {}

    /**
     * The failure of a connection in use; null if it tells nothing of the server.
     *
     * @param generation of the connection
     * @param nanos now
     */
    static @Nullable ServerFailure inUse(ServerAddress server, MongoException failure, long generation, long nanos) {
        var draft = new Draft(server, Phase.IN_USE, generation, nanos);
        return switch (failure) {
            case ServerException error -> draft.of(Kind.REPLY, error.reply(), failure);
            case OperationTimeoutException timeout -> draft.of(Kind.TIMEOUT, null, failure);
            case ConnectionLostException lost -> draft.of(Kind.NETWORK, null, failure);
            default -> null;
        };
    }

    /** The failure to open a connection; null if it tells nothing of the server. */
    static @Nullable ServerFailure opening(ServerAddress server, MongoException failure, long generation, long nanos) {
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
        ServerFailure of(Kind kind, @Nullable RawDocument reply, MongoException cause) {
            boolean overloaded = cause.hasErrorLabel("SystemOverloadedError");
            return new ServerFailure(server, phase, kind, generation, null, reply, overloaded, nanos, cause);
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
    static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperationTimeoutException || cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The last in the chain of causes, which tells the kind of problem. */
    static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }

    /** Whether a server does nothing for this client before it has logged in. */
    static boolean wantsLogin(Throwable failure) {
        return failure instanceof CommandException refused && refused.code() == UNAUTHORIZED;
    }

    /** What sort of problem it is that a server cannot be reached or used. */
    static Problem problem(Throwable failure) {
        Throwable origin = origin(failure);
        return switch (origin) {
            case UnknownHostException unknown -> Problem.DNS;
            case SSLException tls -> Problem.TLS;
            case NoRouteToHostException unreachable -> Problem.UNREACHABLE;
            case WireException unreadable -> Problem.NOT_MONGODB;
            case ConnectException failed -> problem(String.valueOf(failed.getMessage()));
            default -> problem(failure, origin);
        };
    }

    /** The system has one exception for several errors of connecting, and tells them apart in words only. */
    private static Problem problem(String connectMessage) {
        if (connectMessage.contains("nreachable")) {
            return Problem.UNREACHABLE;
        }
        return connectMessage.contains("timed out") ? Problem.TIMED_OUT : Problem.REFUSED;
    }

    private static Problem problem(Throwable failure, Throwable origin) {
        if (failure instanceof AuthenticationException) {
            return Problem.AUTHENTICATION;
        }
        if (wantsLogin(failure)) {
            return Problem.LOGIN_REQUIRED;
        }
        if (isTimeout(failure)) {
            return Problem.TIMED_OUT;
        }
        boolean network = origin instanceof ConnectionException || origin instanceof IOException;
        return network ? Problem.CONNECTION_LOST : Problem.OTHER;
    }
}
