package dev.morelia.internal.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
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
public record ServerFailure(
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
}
