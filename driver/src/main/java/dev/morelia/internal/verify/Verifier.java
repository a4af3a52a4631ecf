package dev.morelia.internal.verify;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.command.Compatibility;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.internal.sdam.Dropped;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.SelectionRules;
import dev.morelia.internal.topology.Problems;
import dev.morelia.internal.topology.SelectionReport;
import dev.morelia.internal.topology.Topology;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Host;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a deployment can be used, and if not, why: has the topology look at every server, and tries each
 * host by itself meanwhile, on a thread for each. Runs on the caller's thread; for one use.
 */
public final class Verifier {
    private final Env env;
    private final Topology topology;
    private final ConnectionFactory connections;
    private final ClientSettings settings;
    private final List<HostProbe> probes = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();

    /** Verifies the deployment of a client of these settings. */
    public Verifier(Env env, Topology topology, ConnectionFactory connections, ClientSettings settings) {
        this.env = env;
        this.topology = topology;
        this.connections = connections;
        this.settings = settings;
    }

    /**
     * Looks at every server once; does not wait for an election or a server that may come back.
     *
     * @param readPreference for which reads
     * @param timeout when to stop looking
     */
    public Verification verify(ReadPreference readPreference, Duration timeout) {
        long begunNanos = env.nanoTime();
        try {
            probe(begunNanos, Deadline.after(begunNanos, timeout.toNanos()));
            join();
        } finally {
            // Nobody wants to know any more where this thread was interrupted, or the client is closed.
            probes.forEach(HostProbe::cancel);
        }
        return report(readPreference, begunNanos);
    }

    private void probe(long begunNanos, Deadline deadline) {
        settings.topology().hosts().forEach(host -> probe(host, deadline));
        while (true) {
            TopologyDescription known =
                    topology.await(now -> !unprobed(now).isEmpty() || isLookedAtSince(now, begunNanos), deadline);
            List<ServerAddress> found = unprobed(known);
            if (found.isEmpty() || deadline.hasPassed(env.nanoTime())) {
                break;
            }
            found.forEach(host -> probe(host, deadline));
        }
    }

    /**
     * Whether each server is known, or has failed to answer since then: an older failure may be over. One that is
     * unknown for what it answered is not asked again before it has something else to tell.
     */
    private static boolean isLookedAtSince(TopologyDescription topology, long nanos) {
        return topology.servers().stream()
                .allMatch(server -> server.isKnown()
                        || (server.error() != null
                                && (server.cause() == null || server.lastUpdateNanos() - nanos > 0)));
    }

    private List<ServerAddress> unprobed(TopologyDescription known) {
        return known.servers().stream()
                .map(ServerDescription::address)
                .filter(address ->
                        probes.stream().noneMatch(probe -> probe.address().equals(address)))
                .toList();
    }

    /** A host that no thread can be had for is a finding like others. */
    private void probe(ServerAddress host, Deadline deadline) {
        var probe = new HostProbe(env, connections, host, deadline);
        probes.add(probe);
        try {
            workers.add(env.start("morelia-verify-" + host, ThreadKind.PLATFORM_DAEMON, probe::run));
        } catch (OutOfMemoryError refused) {
            probe.refused(refused);
        }
    }

    /** Each step of a probe has the deadline, so this ends soon after it. */
    private void join() {
        try {
            for (Worker worker : workers) {
                worker.join(Long.MAX_VALUE);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(null, "verifying the hosts", RetryAdvice.SAFE, interrupted);
        }
    }

    private Verification report(ReadPreference readPreference, long begunNanos) {
        SelectionReport report = topology.report();
        TopologyDescription known = report.topology();
        long nowNanos = env.nanoTime();
        var hosts = new ArrayList<Host>();
        for (HostProbe probe : probes) {
            hosts.add(host(probe, known, nowNanos));
        }
        var rules = SelectionRules.of(settings);
        Selection reads = rules.selection(readPreference, Set.of());
        Selection writes = rules.selection(null, Set.of());
        Set<ServerAddress> barred = barred(hosts);
        boolean readable = reads.suitable(known).stream()
                .anyMatch(server -> takesReads(server) && !barred.contains(server.address()));
        boolean writable = writes.suitable(known).stream()
                .anyMatch(server -> takesWrites(server) && !barred.contains(server.address()));
        Problem problem = readable && writable ? Problem.NONE : common(hosts);
        if (problem == null && !barred.isEmpty()) {
            problem = Problem.LOGIN_REQUIRED;
        }
        if (problem == null) {
            problem = writes.suitable(known).isEmpty() || writable
                    ? report.problem(readable ? writes : reads, nowNanos)
                    : Problem.NOT_PRIMARY;
        }
        return new Verification(
                known.type(),
                known.setName(),
                hosts,
                readable,
                writable,
                problem,
                Duration.ofNanos(nowNanos - begunNanos));
    }

    /** Those that do nothing for a client without a login. */
    private static Set<ServerAddress> barred(List<Host> hosts) {
        return hosts.stream()
                .filter(host -> host.problem() == Problem.LOGIN_REQUIRED)
                .map(Host::address)
                .collect(Collectors.toSet());
    }

    /** A direct connection sends everything to its one server, whatever that is. */
    private static boolean takesReads(ServerDescription server) {
        return server.type() != ServerType.RS_ARBITER && server.type() != ServerType.RS_GHOST;
    }

    private static boolean takesWrites(ServerDescription server) {
        return switch (server.type()) {
            case RS_SECONDARY, RS_ARBITER, RS_OTHER, RS_GHOST, UNKNOWN -> false;
            case STANDALONE, RS_PRIMARY, MONGOS, LOAD_BALANCER -> true;
        };
    }

    /** The problem that all hosts have; null if they do not have the same one. */
    private static @Nullable Problem common(List<Host> hosts) {
        Problem first = hosts.getFirst().problem();
        return first != Problem.NONE && hosts.stream().allMatch(host -> host.problem() == first) ? first : null;
    }

    private Host host(HostProbe probe, TopologyDescription topology, long nowNanos) {
        ServerDescription watched = topology.server(probe.address());
        ServerDescription told = probe.description();
        ServerType type = watched != null ? watched.type() : told != null ? told.type() : ServerType.UNKNOWN;
        Duration unknownFor = watched == null || watched.isKnown()
                ? null
                : Duration.ofNanos(Math.max(0, nowNanos - watched.sinceNanos()));
        Throwable failure = probe.failure();
        if (failure != null || told == null) {
            Problem problem = switch (failure) {
                case null -> Problem.NOT_ANSWERED;
                case OutOfMemoryError refused -> Problem.NO_THREAD;
                default -> Problems.of(failure);
            };
            return new Host(
                    probe.address(),
                    type,
                    unknownFor,
                    probe.steps(),
                    problem,
                    failure == null ? "it was not tried to the end" : probe.message(),
                    problem.nextStep());
        }
        Problem problem = problem(told, watched != null);
        var dropped = Dropped.reason(told, settings.topology().replicaSet());
        return new Host(
                probe.address(),
                type,
                unknownFor,
                probe.steps(),
                problem,
                message(problem, told, dropped),
                problem == Problem.WRONG_SET_NAME ? dropped.nextStep() : problem.nextStep());
    }

    private Problem problem(ServerDescription told, boolean member) {
        String wanted = settings.topology().replicaSet();
        if (!told.isKnown()) {
            return Problem.OTHER;
        }
        if (Compatibility.error(told) != null) {
            return Problem.INCOMPATIBLE;
        }
        if (told.type() == ServerType.RS_GHOST) {
            return Problem.NOT_INITIATED;
        }
        if (wanted != null && !wanted.equals(told.member().setName())) {
            return Problem.WRONG_SET_NAME;
        }
        return member ? Problem.NONE : Problem.NOT_A_MEMBER;
    }

    private static String message(Problem problem, ServerDescription told, Dropped.Reason dropped) {
        return switch (problem) {
            case NONE -> "";
            case OTHER -> String.valueOf(told.error());
            case INCOMPATIBLE -> String.valueOf(Compatibility.error(told));
            case NOT_INITIATED -> "it was started as a member of a replica set, and knows of none";
            default -> "it " + dropped.reason();
        };
    }
}
