package dev.morelia.internal.sdam;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.sdam.ApplicationError.Kind;
import dev.morelia.internal.sdam.ApplicationError.Phase;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import dev.morelia.topology.TopologyVersion;
import org.jspecify.annotations.Nullable;

/**
 * Decides how errors of operations affect the known state of their servers. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#error-handling">Server Discovery and Monitoring: error handling</a>
 */
public final class ErrorHandling {
    private ErrorHandling() {}

    /**
     * What to do, all of it under the lock of the topology.
     *
     * @param description the server's description after the error, for {@link Discovery#update}; null for no change
     * @param clearPool whether to clear the pool of the server; behind a load balancer only that of the service
     * @param checkNow whether to request a check immediately: the server is available, but its state has changed
     * @param cancelCheck whether to cancel the check in progress: its connection probably failed too, or it waits for a
     *     change that has already happened
     */
    public record Decision(
            @Nullable ServerDescription description, boolean clearPool, boolean checkNow, boolean cancelCheck) {
        /** Nothing to do. */
        public static final Decision NONE = new Decision(null, false, false, false);
    }

    /**
     * Decides what an error means.
     *
     * @param topology the current description of the topology
     * @param failure the error
     * @param poolGeneration the current generation of the server's pool; behind a load balancer that of the service
     */
    public static Decision onError(TopologyDescription topology, ApplicationError failure, long poolGeneration) {
        ServerDescription known = topology.server(failure.server());
        if (known == null || failure.generation() < poolGeneration) {
            return Decision.NONE;
        }
        TopologyVersion reported = topologyVersion(failure);
        if (isStale(known.topologyVersion(), reported)) {
            return Decision.NONE;
        }
        if (topology.type() == TopologyType.LOAD_BALANCED) {
            return ofService(failure);
        }
        ServerState state = ServerState.of(failure);
        if (state != null) {
            var description = failed(failure, state.message(), reported);
            // Without a topology version in the error the server's state need not have changed: a streaming check would
            // keep waiting, and the server would stay unknown for that long.
            boolean waitsInVain = known.topologyVersion() != null && reported == null;
            boolean clearPool = state.shuttingDown() || failure.phase() != Phase.IN_USE;
            return new Decision(description, clearPool, true, waitsInVain);
        }
        if (failure.overloaded() || !meansUnusable(failure)) {
            return Decision.NONE;
        }
        return new Decision(failed(failure, message(failure), reported), true, false, true);
    }

    /**
     * A load balancer never becomes unknown, and the most that an error means is that the connections to one service
     * are unusable. Before the reply to the handshake the service is not known, so errors until then mean nothing.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/load-balancers/load-balancers.md#error-handling">Load balancers: error handling</a>
     */
    private static Decision ofService(ApplicationError failure) {
        if (failure.serviceId() == null || failure.phase() == Phase.OPENING) {
            return Decision.NONE;
        }
        ServerState state = ServerState.of(failure);
        boolean clears = state != null ? state.shuttingDown() : !failure.overloaded() && meansUnusable(failure);
        return new Decision(null, clears, false, false);
    }

    /** The topology version of the server's reply; null if there is none. */
    private static @Nullable TopologyVersion topologyVersion(ApplicationError failure) {
        try {
            return failure.reply() == null ? null : HelloReply.topologyVersion(failure.reply());
        } catch (BsonException malformed) {
            return null;
        }
    }

    /** Each change of state increments the version, so an equal one is outdated too. */
    private static boolean isStale(@Nullable TopologyVersion known, @Nullable TopologyVersion reported) {
        return known != null && (known.equals(reported) || known.isNewerThan(reported));
    }

    /**
     * Whether an error without state information makes the server unusable. A timeout in use may be a slow operation; a
     * network error while connecting may be an overloaded server.
     */
    private static boolean meansUnusable(ApplicationError failure) {
        return switch (failure.phase()) {
            case OPENING -> !failure.isNetwork();
            case AUTHENTICATING -> true;
            case IN_USE -> failure.kind() == Kind.NETWORK;
        };
    }

    private static ServerDescription failed(
            ApplicationError failure, String message, @Nullable TopologyVersion topologyVersion) {
        return ServerDescription.failed(failure.server(), failure.nanos(), message, failure.cause(), topologyVersion);
    }

    private static String message(ApplicationError failure) {
        String message = failure.cause().getMessage();
        String what = message == null || message.isBlank()
                ? failure.cause().getClass().getSimpleName()
                : message;
        return switch (failure.phase()) {
            case OPENING -> "a connection could not be established: " + what;
            case AUTHENTICATING -> "authentication failed: " + what;
            case IN_USE -> "a connection failed: " + what;
        };
    }

    /**
     * A reply that shows that the server is not in the state that the client assumed.
     *
     * @param shuttingDown whether the server is shutting down
     * @param message the server's message
     */
    private record ServerState(boolean shuttingDown, String message) {

        /** The state that the server's reply shows; null if it shows none. */
        static @Nullable ServerState of(ApplicationError failure) {
            RawDocument reply = failure.reply();
            if (failure.kind() != Kind.REPLY || reply == null) {
                return null;
            }
            try {
                RawDocument error = reply.float64("ok", 0) == 1 ? reply.documentOrNull("writeConcernError") : reply;
                return error == null ? null : of(failure.phase(), error);
            } catch (BsonException malformed) {
                // The operation reports it; nothing can be concluded from it here.
                return null;
            }
        }

        private static @Nullable ServerState of(Phase phase, RawDocument error) {
            int code = error.int32("code", 0);
            String errmsg = error.stringOrNull("errmsg");
            String message = errmsg == null ? "" : errmsg;
            if (!(code == 0 ? isStateChange(message) : ErrorCode.isStateChange(code))) {
                return null;
            }
            return new ServerState(
                    ErrorCode.isShutdown(code),
                    (phase == Phase.IN_USE ? "an operation failed: " : "the handshake of a connection failed: ")
                            + message
                            + (code == 0 ? "" : " (code " + code + ")"));
        }

        /** Old servers sent no code; this also matches "not master or secondary". */
        private static boolean isStateChange(String message) {
            return message.contains("not master") || message.contains("node is recovering");
        }
    }
}
