package dev.morelia.internal.topology;

import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.sdam.Dropped;
import dev.morelia.internal.sdam.PrimaryAbsence;
import dev.morelia.internal.seedlist.PendingSeedlist;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.Verdict;
import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.result.Problem;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why no server was selected, server by server, and the next step. Pure.
 *
 * @param topology the topology
 * @param settings the settings
 * @param dropped the servers that replied but are not used, and why
 * @param primaryAbsence since when there has been no primary, if there is none
 * @param pending the state of the lookup of the hosts; null once they are known
 */
public record SelectionReport(
        TopologyDescription topology,
        TopologySettings settings,
        Map<ServerAddress, Dropped.Reason> dropped,
        PrimaryAbsence primaryAbsence,
        @Nullable PendingSeedlist pending) {

    private static final String OTHER_NAMES = ". These are the addresses in the replica set's configuration: make them"
            + " resolvable here with DNS or the hosts file, or set directConnection=true to use a single server";

    /** The whole report. */
    String text(Selection selection, long nowNanos) {
        if (pending != null) {
            return pending.report(nowNanos);
        }
        if (topology.compatibilityError() != null) {
            return topology.compatibilityError();
        }
        List<Verdict> verdicts = selection.explain(topology, nowNanos);
        Stream<String> left = dropped.entrySet().stream()
                .filter(entry -> topology.server(entry.getKey()) == null)
                .map(entry -> entry.getKey() + " " + entry.getValue().reason());
        String servers =
                Stream.concat(verdicts.stream().map(Verdict::toString), left).collect(Collectors.joining("; "));
        return withoutPrimary(nowNanos) + "Servers: " + (servers.isEmpty() ? "none is left" : servers) + ". Next step: "
                + nextStep(problem(verdicts)) + (isKnownByOtherNames() ? OTHER_NAMES : "");
    }

    /** The next step for a wrong set name, if it is the same for all servers: their replies contain the right name. */
    private String nextStep(Problem problem) {
        List<String> steps = problem != Problem.WRONG_SET_NAME
                ? List.of()
                : dropped.values().stream()
                        .filter(reason -> reason.kind() == Dropped.Kind.WRONG_SET)
                        .map(Dropped.Reason::nextStep)
                        .distinct()
                        .toList();
        return steps.size() == 1 ? steps.getFirst() : problem.nextStep();
    }

    /** Since when there has been no primary; empty if there is one, or nothing is known about a replica set. */
    private String withoutPrimary(long nowNanos) {
        boolean lacksPrimary = topology.type().isReplicaSet()
                && topology.primary() == null
                && (primaryAbsence.last() != null || anyKnown());
        return lacksPrimary ? primaryAbsence.message(nowNanos) + " " : "";
    }

    /** Whether servers could be reached, but not under the names in their replica set's configuration. */
    private boolean isKnownByOtherNames() {
        return !anyKnown() && isDroppedFor(Dropped.Kind.OTHER_NAME) && !isDroppedFor(Dropped.Kind.WRONG_SET);
    }

    private boolean isDroppedFor(Dropped.Kind kind) {
        return dropped.values().stream().anyMatch(reason -> reason.kind() == kind);
    }

    /** The problem that prevents the selection, if no server is suitable. */
    public Problem problem(Selection selection, long nowNanos) {
        return problem(selection.explain(topology, nowNanos));
    }

    private Problem problem(List<Verdict> verdicts) {
        if (pending != null) {
            return pending.problem();
        }
        if (!topology.isCompatible()) {
            return Problem.INCOMPATIBLE;
        }
        boolean misled = !dropped.isEmpty() && !anyKnown() && !isKnownByOtherNames();
        if (topology.servers().isEmpty() || misled) {
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
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.FILTERED_OUT)) {
            return Problem.LEFT_OUT;
        }
        if (topology.type().isReplicaSet() && topology.primary() == null) {
            return Problem.NO_PRIMARY;
        }
        return Problem.NO_MATCH;
    }

    private Problem problemOfUnknown() {
        Throwable cause = cause(topology);
        return cause == null ? Problem.NOT_ANSWERED : Problems.of(cause);
    }

    private boolean anyKnown() {
        return topology.servers().stream().anyMatch(ServerDescription::isKnown);
    }

    /** The exception that ended the last lookup, or because of which the first server is unknown; null for none. */
    @Nullable
    Throwable cause() {
        if (pending == null) {
            return cause(topology);
        }
        // The message of the last failure is in the report; its cause is what the resolver threw.
        return pending.last() == null ? null : pending.last().getCause();
    }

    private static @Nullable Throwable cause(TopologyDescription topology) {
        return topology.servers().stream()
                .map(ServerDescription::cause)
                .filter(cause -> cause != null)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether waiting cannot help as far as can be known: every server has replied, or failed for a reason that does
     * not disappear by itself.
     */
    static boolean isHopeless(TopologyDescription topology) {
        return topology.servers().stream().allMatch(SelectionReport::isSettled)
                && (topology.primary() != null || !topology.type().isReplicaSet() || noneKnown(topology));
    }

    /** Whether each server has replied, or failed to. */
    static boolean isChecked(TopologyDescription topology) {
        return topology.servers().stream().allMatch(SelectionReport::isChecked);
    }

    /**
     * Whether a server has replied, or failed to; for one that is not part of the topology, whether all others have.
     */
    static boolean isChecked(TopologyDescription topology, ServerAddress address) {
        ServerDescription server = topology.server(address);
        return server == null ? isChecked(topology) : isChecked(server);
    }

    static boolean isChecked(ServerDescription server) {
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
            // It was dropped because of its reply, or was not checked yet.
            return server.error() != null;
        }
        Throwable origin = ApplicationError.origin(cause);
        return origin instanceof UnknownHostException || origin instanceof SSLException;
    }
}
