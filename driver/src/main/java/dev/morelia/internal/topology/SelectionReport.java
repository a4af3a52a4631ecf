package dev.morelia.internal.topology;

import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyDescription;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.Verdict;
import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.settings.TopologySettings;
import java.net.ConnectException;
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
        return "Servers: " + (servers.isEmpty() ? "none is left" : servers) + ". Next step: " + advice(verdicts);
    }

    private String advice(List<Verdict> verdicts) {
        if (topology.servers().isEmpty() || (!dropped.isEmpty() && !anyKnown())) {
            return settings.replicaSet() == null
                    ? "check the hosts of the connection string"
                    : "check the name in replicaSet and the hosts of the connection string";
        }
        if (topology.servers().stream().allMatch(server -> server.type() == ServerType.RS_GHOST)) {
            return "the replica set is not initiated, or still starts: look at rs.status(), call rs.initiate() once";
        }
        if (verdicts.stream().allMatch(verdict -> verdict.reason() == Reason.UNKNOWN)) {
            return unreachable();
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.TAGS)) {
            return "check the tags of the read preference against those of the members, or end them with an empty set";
        }
        if (verdicts.stream().anyMatch(verdict -> verdict.reason() == Reason.STALE)) {
            return "allow more staleness, or find out why the secondaries lag behind";
        }
        if (topology.type().isReplicaSet() && topology.primary() == null) {
            return "the replica set has no primary: look at rs.status(); an election takes some 10 seconds, and needs"
                    + " a majority of the members";
        }
        return "compare the read preference with the servers above";
    }

    private boolean anyKnown() {
        return topology.servers().stream().anyMatch(ServerDescription::isKnown);
    }

    private String unreachable() {
        Throwable cause = cause(topology);
        return switch (cause == null ? null : ServerFailures.origin(cause)) {
            case null -> "check that the servers run and can be reached from here";
            case UnknownHostException unknown -> "check the spelling of the host names, and DNS";
            case ConnectException refused -> "check that the servers run, and their ports";
            case SSLException tls -> "check that both sides use TLS, and the certificates";
            default -> "check that the servers run, and firewalls in between";
        };
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
