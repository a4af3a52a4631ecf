package dev.morelia.internal.topology;

import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyDescription;
import dev.morelia.event.TopologyType;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.Verdict;
import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.result.Problem;
import dev.morelia.settings.ServerAddress;
import dev.morelia.settings.TopologySettings;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why no server was found, server by server, and the next step. Pure.
 *
 * @param topology what is known of the deployment
 * @param settings what was asked for
 * @param dropped a sentence for each server that answered and was dropped
 */
record SelectionReport(TopologyDescription topology, TopologySettings settings, List<String> dropped) {

    /** The whole report. */
    String text(Selection selection, long nowNanos) {
        if (topology.compatibilityError() != null) {
            return topology.compatibilityError();
        }
        List<Verdict> verdicts = selection.explain(topology, nowNanos);
        String servers = Stream.concat(verdicts.stream().map(Verdict::toString), dropped.stream())
                .collect(Collectors.joining("; "));
        return "Servers: " + (servers.isEmpty() ? "none is left" : servers) + ". Next step: "
                + problem(verdicts).nextStep();
    }

    /** What keeps the wish from being fulfilled, if none of the servers can fulfil it. */
    Problem problem(Selection selection, long nowNanos) {
        return problem(selection.explain(topology, nowNanos));
    }

    private Problem problem(List<Verdict> verdicts) {
        if (!topology.isCompatible()) {
            return Problem.INCOMPATIBLE;
        }
        if (topology.servers().isEmpty() || (!dropped.isEmpty() && !anyKnown())) {
            return settings.replicaSet() == null ? Problem.NO_SERVER : Problem.WRONG_SET_NAME;
        }
        if (topology.servers().stream().allMatch(server -> server.type() == ServerType.RS_GHOST)) {
            return Problem.NOT_INITIATED;
        }
        if (verdicts.stream().allMatch(verdict -> verdict.reason() == Reason.UNKNOWN)) {
            return problemOfUnknown();
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.TAGS)) {
            return Problem.TAGS;
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.STALE)) {
            return Problem.STALE;
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.REFUSED)) {
            return Problem.LEFT_OUT;
        }
        if (topology.type().isReplicaSet() && topology.primary() == null) {
            return Problem.NO_PRIMARY;
        }
        return Problem.NO_MATCH;
    }

    private Problem problemOfUnknown() {
        Throwable cause = cause(topology);
        if (cause != null) {
            return ServerFailures.problem(cause);
        }
        // The one server of a direct connection is not dropped, but unknown for as long as its set has another name.
        boolean refused = topology.type() == TopologyType.SINGLE && isLookedAt(topology);
        return refused && settings.replicaSet() != null ? Problem.WRONG_SET_NAME : Problem.NOT_ANSWERED;
    }

    private boolean anyKnown() {
        return topology.servers().stream().anyMatch(ServerDescription::isKnown);
    }

    /** The exception behind the first server that is unknown because of one; null if there is none. */
    static @Nullable Throwable cause(TopologyDescription topology) {
        return topology.servers().stream()
                .map(ServerDescription::cause)
                .filter(cause -> cause != null)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether waiting cannot help as far as anybody can tell: every server has answered, or failed for a reason that
     * does not go away by itself.
     */
    static boolean isHopeless(TopologyDescription topology) {
        return topology.servers().stream().allMatch(SelectionReport::isSettled)
                && (topology.primary() != null || !topology.type().isReplicaSet() || noneKnown(topology));
    }

    /** Whether each server has answered, or failed to. */
    static boolean isLookedAt(TopologyDescription topology) {
        return topology.servers().stream().allMatch(SelectionReport::isLookedAt);
    }

    /** Whether a server has answered, or failed to; one that nobody knows once all of the others have. */
    static boolean isLookedAt(TopologyDescription topology, ServerAddress address) {
        ServerDescription server = topology.server(address);
        return server == null ? isLookedAt(topology) : isLookedAt(server);
    }

    static boolean isLookedAt(ServerDescription server) {
        return server.isKnown() || server.error() != null;
    }

    private static boolean noneKnown(TopologyDescription topology) {
        return topology.servers().stream().noneMatch(ServerDescription::isKnown);
    }

    private static boolean isSettled(ServerDescription server) {
        if (server.type() != ServerType.UNKNOWN) {
            return true;
        }
        Throwable cause = server.cause();
        if (cause == null) {
            // It was refused for what it said, or nothing was heard of it yet.
            return server.error() != null;
        }
        Throwable origin = ServerFailures.origin(cause);
        return origin instanceof UnknownHostException || origin instanceof SSLException;
    }
}
