package dev.morelia.internal.selection;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.command.Compatibility;
import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * The criteria for selecting a server: which servers are suitable, and which of those to use. Pure and immutable.
 *
 * @param selector the servers that can execute the operation
 * @param deprioritized servers to use only if no other is suitable
 * @param custom the application's own filter of suitable servers; the identity if there is none. It must be pure and
 *     return only servers that were passed to it
 * @param localThreshold how much longer than the fastest server's a server's average round-trip time may be
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#server-selection-algorithm">Server Selection: algorithm</a>
 */
public record Selection(
        ServerSelector selector,
        Set<ServerAddress> deprioritized,
        UnaryOperator<List<ServerDescription>> custom,
        Duration localThreshold) {

    /** Checks that nothing is null. */
    public Selection {
        Argument.notNull("selector", selector);
        deprioritized = Set.copyOf(deprioritized);
        Argument.notNull("custom", custom);
        Argument.duration("localThreshold", localThreshold);
    }

    /** Creates criteria without deprioritized servers and without a custom filter. */
    public static Selection of(ServerSelector selector, Duration localThreshold) {
        return new Selection(selector, Set.of(), UnaryOperator.identity(), localThreshold);
    }

    /**
     * Returns all suitable servers; none if the deployment is not compatible with this driver.
     *
     * @throws IllegalArgumentException if the criteria can never be met, for example because maxStaleness is too low
     */
    public List<ServerDescription> suitable(TopologyDescription topology) {
        if (!topology.isCompatible()) {
            return List.of();
        }
        List<ServerDescription> candidates = candidates(topology);
        List<ServerDescription> selected = selector.select(topology, candidates);
        return customized(selected);
    }

    /** Applies the application's filter, unless the list is empty. */
    private List<ServerDescription> customized(List<ServerDescription> selected) {
        if (selected.isEmpty()) {
            return selected;
        }
        List<ServerDescription> left = custom.apply(selected);
        // The nullness checker does not check the application's code.
        if (left == null || !left.stream().allMatch(each -> each != null && selected.contains(each))) {
            throw new IllegalStateException("the server selector in the settings must return a list of servers that"
                    + " were passed to it, " + selected + ", but returned " + left);
        }
        return left;
    }

    /** Returns all servers except the deprioritized ones, or with them if no other is suitable. */
    private List<ServerDescription> candidates(TopologyDescription topology) {
        if (deprioritized.isEmpty()) {
            return topology.servers();
        }
        List<ServerDescription> others = topology.servers().stream()
                .filter(server -> !deprioritized.contains(server.address()))
                .toList();
        return selector.select(topology, others).isEmpty() ? topology.servers() : others;
    }

    /** Returns the suitable servers within the latency window. */
    public List<ServerDescription> inWindow(List<ServerDescription> suitable) {
        if (suitable.size() < 2) {
            return suitable;
        }
        Duration slowest = fastest(suitable).plus(localThreshold);
        return suitable.stream()
                .filter(server -> roundTripTime(server).compareTo(slowest) <= 0)
                .toList();
    }

    private static Duration fastest(List<ServerDescription> servers) {
        return servers.stream()
                .map(Selection::roundTripTime)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Duration roundTripTime(ServerDescription server) {
        return Objects.requireNonNullElse(server.roundTripTime(), Duration.ZERO);
    }

    /**
     * Picks two servers at random and returns the one with fewer operations in progress, so that a server that has
     * become slow is used less long before its checks show it.
     *
     * @param inWindow the servers to choose from, in any representation; at least one
     * @param operationCounts the number of operations in progress on a server
     * @param random 64 random bits
     */
    public static <S> S choose(List<S> inWindow, ToIntFunction<S> operationCounts, long random) {
        int size = inWindow.size();
        if (size == 1) {
            return inWindow.getFirst();
        }
        int first = Math.floorMod((int) (random >>> 32), size);
        int second = Math.floorMod((int) random, size - 1);
        S one = inWindow.get(first);
        S other = inWindow.get(second < first ? second : second + 1);
        return operationCounts.applyAsInt(one) <= operationCounts.applyAsInt(other) ? one : other;
    }

    /**
     * Explains for each server, in the order of the topology, why it is or is not eligible.
     *
     * @param topology the topology
     * @param nanos the current time on the client's monotonic clock
     */
    public List<Verdict> explain(TopologyDescription topology, long nanos) {
        List<ServerDescription> candidates = candidates(topology);
        List<ServerDescription> selected = selector.select(topology, candidates);
        List<ServerDescription> suitable = customized(selected);
        List<ServerDescription> inWindow = inWindow(suitable);
        var verdicts = new ArrayList<Verdict>();
        for (ServerDescription server : topology.servers()) {
            String incompatibility = Compatibility.error(server);
            if (!server.isKnown()) {
                verdicts.add(unknown(server, nanos));
            } else if (incompatibility != null) {
                verdicts.add(new Verdict(server.address(), Reason.INCOMPATIBLE, incompatibility));
            } else if (inWindow.contains(server)) {
                verdicts.add(eligible(topology, server));
            } else if (suitable.contains(server)) {
                verdicts.add(slow(server, fastest(suitable)));
            } else if (selected.contains(server)) {
                verdicts.add(new Verdict(
                        server.address(),
                        Reason.FILTERED_OUT,
                        "was filtered out by the server selector in the settings"));
            } else if (!candidates.contains(server)) {
                verdicts.add(new Verdict(
                        server.address(),
                        Reason.DEPRIORITIZED,
                        "failed an earlier attempt, and other servers are suitable"));
            } else {
                verdicts.add(selector.verdict(topology, candidates, server));
            }
        }
        return verdicts;
    }

    private static Verdict eligible(TopologyDescription topology, ServerDescription server) {
        return topology.isCompatible()
                ? new Verdict(server.address(), Reason.ELIGIBLE, "is eligible")
                : new Verdict(
                        server.address(),
                        Reason.INCOMPATIBLE,
                        "is suitable, but another server is not compatible with this driver");
    }

    private Verdict slow(ServerDescription server, Duration fastest) {
        return new Verdict(
                server.address(),
                Reason.SLOW,
                "has an average round-trip time of " + Candidates.milliseconds(roundTripTime(server))
                        + ", the fastest has " + Candidates.milliseconds(fastest) + ", and localThreshold allows "
                        + Candidates.milliseconds(localThreshold) + " more");
    }

    private static Verdict unknown(ServerDescription server, long nanos) {
        Duration since = Duration.ofNanos(Math.max(0, nanos - server.sinceNanos()));
        String message = server.error() == null
                ? "has not replied yet, after " + Candidates.seconds(since)
                : "has been unknown for " + Candidates.seconds(since) + ": " + server.reason();
        return new Verdict(server.address(), Reason.UNKNOWN, message);
    }
}
