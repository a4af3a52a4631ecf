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
 * What errors met by operations mean for what is known of their servers. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#error-handling">Server Discovery and Monitoring: error handling</a>
 */
public final class ErrorHandling {
    private ErrorHandling() {}

    /**
     * What must happen, all of it under the lock of the topology.
     *
     * @param description the server as the error leaves it, for {@link Discovery#update}; null to leave its state alone
     * @param clearPool whether to clear the pool of the server; of the failure's service alone behind a load balancer
     * @param checkNow whether to ask the monitor for a check at once: the server is there, and differs from what we
     *     thought
     * @param cancelCheck whether to break off the check under way: its connection is likely broken, too, or it waits
     *     for a change that has happened already
     */
    public record Decision(
            @Nullable ServerDescription description, boolean clearPool, boolean checkNow, boolean cancelCheck) {
        /** Nothing is to be done. */
        public static final Decision NONE = new Decision(null, false, false, false);
    }

    /**
     * What an error means.
     *
     * @param topology what is known now
     * @param failure the error
     * @param poolGeneration the generation of the server's pool now; behind a load balancer that of the service
     */
    public static Decision onError(TopologyDescription topology, ApplicationError failure, long poolGeneration) {
        ServerDescription known = topology.server(failure.server());
        if (known == null || failure.generation() < poolGeneration) {
            return Decision.NONE;
        }
        TopologyVersion told = topologyVersion(failure);
        if (isStale(known.topologyVersion(), told)) {
            return Decision.NONE;
        }
        boolean balanced = topology.type() == TopologyType.LOAD_BALANCED;
        ServerState state = ServerState.of(failure);
        if (state != null) {
            var description = balanced ? null : failed(failure, state.message(), told);
            // A server that did not say how fresh its answer is need not have changed: a check that waits for a change
            // would wait on, and the server stay unknown for as long.
            boolean waitsInVain = known.topologyVersion() != null && told == null;
            boolean clearPool = state.shuttingDown() || (!balanced && failure.phase() != Phase.IN_USE);
            return new Decision(description, clearPool, !balanced, !balanced && waitsInVain);
        }
        if (failure.overloaded() || !meansUnusable(failure)) {
            return Decision.NONE;
        }
        if (balanced) {
            return new Decision(null, failure.serviceId() != null, false, false);
        }
        return new Decision(failed(failure, message(failure), told), true, false, true);
    }

    /** How fresh the server's answer is; null if it does not say, or there is none. */
    private static @Nullable TopologyVersion topologyVersion(ApplicationError failure) {
        try {
            return failure.reply() == null ? null : HelloReply.topologyVersion(failure.reply());
        } catch (BsonException malformed) {
            return null;
        }
    }

    /** Each change of state gives a greater version, so an equal one is outdated, too. */
    private static boolean isStale(@Nullable TopologyVersion known, @Nullable TopologyVersion told) {
        return known != null && (known.equals(told) || known.isNewerThan(told));
    }

    /**
     * Whether a failure that tells no state makes the server unusable. A time-out in use may be a slow operation; a
     * network that fails while a connection opens may be a server that has too much to do.
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
            case OPENING -> "a connection could not be opened: " + what;
            case AUTHENTICATING -> "authentication failed: " + what;
            case IN_USE -> "a connection failed: " + what;
        };
    }

    /**
     * An answer by which a server tells that it is not, or not now, what the client takes it for.
     *
     * @param shuttingDown whether it will be gone soon
     * @param message what the server said
     */
    private record ServerState(boolean shuttingDown, String message) {

        /** What the server's answer tells of its state; null if it tells nothing. */
        static @Nullable ServerState of(ApplicationError failure) {
            RawDocument reply = failure.reply();
            if (failure.kind() != Kind.REPLY || reply == null) {
                return null;
            }
            try {
                RawDocument error = reply.float64("ok", 0) == 1 ? reply.documentOrNull("writeConcernError") : reply;
                return error == null ? null : of(failure.phase(), error);
            } catch (BsonException malformed) {
                // The operation reports it; nothing can be told from it here.
                return null;
            }
        }

        private static @Nullable ServerState of(Phase phase, RawDocument error) {
            int code = error.int32("code", 0);
            String errmsg = error.stringOrNull("errmsg");
            String message = errmsg == null ? "" : errmsg;
            if (!(code == 0 ? tells(message) : ErrorCode.isStateChange(code))) {
                return null;
            }
            return new ServerState(
                    ErrorCode.isShutdown(code),
                    (phase == Phase.IN_USE ? "an operation met: " : "the handshake of a connection met: ")
                            + message
                            + (code == 0 ? "" : " (code " + code + ")"));
        }

        /** Servers of old gave no code; "not master or secondary" is found by its first half. */
        private static boolean tells(String message) {
            return message.contains("not master") || message.contains("node is recovering");
        }
    }
}
