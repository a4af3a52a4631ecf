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
 * One wish for a server: which would do, and which of these to take. Pure and immutable.
 *
 * @param selector which servers can serve the operation
 * @param deprioritized servers to take only if no other can
 * @param custom the application's own filter of those that can; the identity if it has none. It must be pure, and give
 *     back only what it was given
 * @param localThreshold how much slower than the fastest a server may be on average and still be taken
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

    /** A wish without servers to avoid and without filter of the application. */
    public static Selection of(ServerSelector selector, Duration localThreshold) {
        return new Selection(selector, Set.of(), UnaryOperator.identity(), localThreshold);
    }

    /**
     * All servers that can serve the operation; none if the deployment is not compatible with this driver.
     *
     * @throws IllegalArgumentException if the wish can never be fulfilled, such as a limit on staleness that is too low
     */
    public List<ServerDescription> suitable(TopologyDescription topology) {
        if (!topology.isCompatible()) {
            return List.of();
        }
        List<ServerDescription> candidates = candidates(topology);
        List<ServerDescription> selected = selector.select(topology, candidates);
        return customized(selected);
    }

    /** Those that the application's filter leaves; it is not asked about nothing. */
    private List<ServerDescription> customized(List<ServerDescription> selected) {
        if (selected.isEmpty()) {
            return selected;
        }
        List<ServerDescription> left = custom.apply(selected);
        // Whatever the checker believes of code that is not checked.
        if (left == null || !left.stream().allMatch(each -> each != null && selected.contains(each))) {
            throw new IllegalStateException("the server selector of the settings must give back a list of servers that"
                    + " it was given, " + selected + ", and gave " + left);
        }
        return left;
    }

    /** All servers without those to avoid; with them where none of the others can serve the operation. */
    private List<ServerDescription> candidates(TopologyDescription topology) {
        if (deprioritized.isEmpty()) {
            return topology.servers();
        }
        List<ServerDescription> others = topology.servers().stream()
                .filter(server -> !deprioritized.contains(server.address()))
                .toList();
        return selector.select(topology, others).isEmpty() ? topology.servers() : others;
    }

    /** Those of the suitable servers that answer about as fast as the fastest of them. */
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
     * Chooses two servers at random and takes the one with fewer operations under way, so that a server that has become
     * slow gets less to do long before its checks tell.
     *
     * @param inWindow the servers to choose from, however they are represented; at least one
     * @param operationCounts operations under way on a server
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
     * Why each server of the deployment was, or was not, eligible, in the order of the deployment.
     *
     * @param topology the deployment
     * @param nanos now, on the client's monotonic clock
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
                        server.address(), Reason.REFUSED, "was left out by the server selector of the settings"));
            } else if (!candidates.contains(server)) {
                verdicts.add(new Verdict(
                        server.address(), Reason.DEPRIORITIZED, "failed this operation before, and others are there"));
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
                        "would do, but is not used together with a server that this driver cannot talk to");
    }

    private Verdict slow(ServerDescription server, Duration fastest) {
        return new Verdict(
                server.address(),
                Reason.SLOW,
                "answers in " + Candidates.milliseconds(roundTripTime(server)) + " on average, the fastest in "
                        + Candidates.milliseconds(fastest) + ", and localThreshold allows "
                        + Candidates.milliseconds(localThreshold) + " more");
    }

    private static Verdict unknown(ServerDescription server, long nanos) {
        Duration since = Duration.ofNanos(Math.max(0, nanos - server.sinceNanos()));
        String message = server.error() == null
                ? "has not answered yet, after " + Candidates.seconds(since)
                : "has been unknown for " + Candidates.seconds(since) + ": " + server.reason();
        return new Verdict(server.address(), Reason.UNKNOWN, message);
    }
}
