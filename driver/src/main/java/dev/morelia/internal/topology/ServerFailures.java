package dev.morelia.internal.topology;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.topology.ServerFailure.Kind;
import dev.morelia.internal.topology.ServerFailure.Phase;
import dev.morelia.settings.ServerAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the driver's exceptions tell of the server they come from. Pure. */
final class ServerFailures {
    private ServerFailures() {}

    /**
     * The failure of a connection in use; null if it tells nothing of the server.
     *
     * @param generation of the connection
     * @param nanos now
     */
    static @Nullable ServerFailure inUse(ServerAddress server, MongoException failure, long generation, long nanos) {
        return switch (failure) {
            case ServerException error ->
                of(server, Phase.IN_USE, Kind.REPLY, generation, error.reply(), nanos, failure);
            case OperationTimeoutException timeout ->
                of(server, Phase.IN_USE, Kind.TIMEOUT, generation, null, nanos, failure);
            case ConnectionLostException lost ->
                of(server, Phase.IN_USE, Kind.NETWORK, generation, null, nanos, failure);
            default -> null;
        };
    }

    /** The failure to open a connection; null if it tells nothing of the server. */
    static @Nullable ServerFailure opening(ServerAddress server, MongoException failure, long generation, long nanos) {
        return switch (failure) {
            case ServerException error ->
                of(server, Phase.AUTHENTICATING, Kind.REPLY, generation, error.reply(), nanos, failure);
            case AuthenticationException refused ->
                of(server, Phase.AUTHENTICATING, Kind.OTHER, generation, null, nanos, failure);
            case ConnectionOpenException open ->
                of(server, Phase.OPENING, kind(open), generation, null, nanos, failure);
            default -> null;
        };
    }

    private static ServerFailure of(
            ServerAddress server,
            Phase phase,
            Kind kind,
            long generation,
            @Nullable RawDocument reply,
            long nanos,
            MongoException cause) {
        return new ServerFailure(
                server,
                phase,
                kind,
                generation,
                null,
                reply,
                cause.hasErrorLabel("SystemOverloadedError"),
                nanos,
                cause);
    }

    private static Kind kind(ConnectionOpenException failure) {
        return switch (origin(failure)) {
            case UnknownHostException unknown -> Kind.OTHER;
            case SSLException tls -> Kind.OTHER;
            case SocketTimeoutException silent -> Kind.TIMEOUT;
            default -> isTimeout(failure) ? Kind.TIMEOUT : Kind.NETWORK;
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
}
