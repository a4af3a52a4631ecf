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
import dev.morelia.internal.seedlist.SeedlistLookup;
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
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a deployment can be used, and if not, why: makes the topology check every server, and meanwhile probes
 * each host on a separate thread. Runs on the caller's thread; for one use.
 */
public final class Verifier {
    private final Env env;
    private final Topology topology;
    private final ConnectionFactory connections;
    private final List<HostProbe> probes = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();

    /** Creates a verifier for the deployment of a client. */
    public Verifier(Env env, Topology topology, ConnectionFactory connections) {
        this.env = env;
        this.topology = topology;
        this.connections = connections;
    }

    /**
     * Checks every server once; does not wait for an election or for a server that may become available.
     *
     * @param readPreference the read preference to check
     * @param timeout the maximum time to wait
     */
    public Verification verify(ReadPreference readPreference, Duration timeout) {
        long begunNanos = env.nanoTime();
        Deadline deadline = Deadline.after(begunNanos, timeout.toNanos());
        SeedlistLookup lookup = topology.settings().lookup();
        Verification.Srv srv =
                lookup == null ? null : new SeedlistProbe(env, topology.settings(), lookup, deadline).run();
        try {
            if (srv == null
                    || srv.problem() == Problem.NONE
                    || topology.seedlist().pending() == null) {
                probe(begunNanos, deadline);
                join();
                topology.requireOpen();
            }
        } finally {
            // The caller no longer needs the results: its thread was interrupted or the client closed.
            probes.forEach(HostProbe::cancel);
        }
        return report(readPreference, begunNanos, srv);
    }

    private ClientSettings settings() {
        return topology.settings().current();
    }

    private void probe(long begunNanos, Deadline deadline) {
        if (topology.settings().lookup() != null) {
            var unused = topology.await(now -> true, deadline);
        }
        settings().topology().hosts().forEach(host -> probe(host, deadline));
        while (true) {
            TopologyDescription known =
                    topology.await(now -> !unprobed(now).isEmpty() || isCheckedSince(now, begunNanos), deadline);
            List<ServerAddress> found = unprobed(known);
            if (found.isEmpty() || deadline.hasPassed(env.nanoTime())) {
                break;
            }
            found.forEach(host -> probe(host, deadline));
        }
    }

    /**
     * Whether each server is known, or has failed a check since then: an older failure may be outdated. A server that
     * is unknown because of its reply is not checked again until it has changed.
     */
    private static boolean isCheckedSince(TopologyDescription topology, long nanos) {
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

    /** A host for which no thread can be started is a result like any other. */
    private void probe(ServerAddress host, Deadline deadline) {
        var probe = new HostProbe(env, connections, host, deadline);
        probes.add(probe);
        try {
            workers.add(env.start("morelia-verify-" + host, ThreadKind.PLATFORM_DAEMON, probe::run));
        } catch (OutOfMemoryError noThread) {
            probe.notStarted(noThread);
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

    private Verification report(ReadPreference readPreference, long begunNanos, Verification.@Nullable Srv srv) {
        SelectionReport report = topology.report();
        TopologyDescription known = report.topology();
        long nowNanos = env.nanoTime();
        var hosts = new ArrayList<Host>();
        for (HostProbe probe : probes) {
            hosts.add(host(probe, known, nowNanos));
        }
        var rules = SelectionRules.of(settings());
        Selection reads = rules.selection(readPreference, Set.of());
        Selection writes = rules.selection(null, Set.of());
        Set<ServerAddress> unreadable = closed(hosts, Privileges::read);
        Set<ServerAddress> unwritable = closed(hosts, Privileges::write);
        // A load balancer is always known, so only the probe tells whether there is one.
        boolean reachable = known.type() != TopologyType.LOAD_BALANCED
                || hosts.stream()
                        .map(Host::problem)
                        .allMatch(each -> each == Problem.NONE || each == Problem.PRIVILEGES);
        boolean readable = reachable
                && reads.suitable(known).stream()
                        .anyMatch(server -> acceptsReads(server) && !unreadable.contains(server.address()));
        boolean writable = reachable
                && writes.suitable(known).stream()
                        .anyMatch(server -> acceptsWrites(server) && !unwritable.contains(server.address()));
        Problem lookUp = srv == null || report.pending() == null ? Problem.NONE : srv.problem();
        Problem problem = readable && writable ? Problem.NONE : lookUp != Problem.NONE ? lookUp : common(hosts);
        if (problem == null) {
            problem = hosts.stream()
                    .map(Host::problem)
                    .filter(each -> each == Problem.PRIVILEGES || concernsAuthentication(each))
                    .findFirst()
                    .orElse(null);
        }
        if (problem == null) {
            problem = writes.suitable(known).isEmpty() || writable
                    ? report.problem(readable ? writes : reads, nowNanos)
                    : Problem.NOT_PRIMARY;
        }
        return new Verification(
                known.type(),
                known.setName(),
                srv,
                hosts,
                readable,
                writable,
                problem,
                Duration.ofNanos(nowNanos - begunNanos));
    }

    private static boolean concernsAuthentication(Problem problem) {
        return switch (problem) {
            case LOGIN_REQUIRED, AUTHENTICATION, UNKNOWN_USER, PASSWORD, CERTIFICATE_USER, MECHANISM -> true;
            default -> false;
        };
    }

    /** The hosts that require authentication for everything and did not get it, or whose user lacks a privilege. */
    private Set<ServerAddress> closed(List<Host> hosts, Predicate<Privileges> sufficient) {
        var closed = new HashSet<ServerAddress>();
        for (int i = 0; i < hosts.size(); i++) {
            if (concernsAuthentication(hosts.get(i).problem())
                    || !sufficient.test(probes.get(i).privileges())) {
                closed.add(hosts.get(i).address());
            }
        }
        return closed;
    }

    /** A direct connection sends everything to its one server, whatever its type. */
    private static boolean acceptsReads(ServerDescription server) {
        return server.type() != ServerType.RS_ARBITER && server.type() != ServerType.RS_GHOST;
    }

    private static boolean acceptsWrites(ServerDescription server) {
        return switch (server.type()) {
            case RS_SECONDARY, RS_ARBITER, RS_OTHER, RS_GHOST, UNKNOWN -> false;
            case STANDALONE, RS_PRIMARY, MONGOS, LOAD_BALANCER -> true;
        };
    }

    /** The problem that all hosts have in common; null if they differ. */
    private static @Nullable Problem common(List<Host> hosts) {
        if (hosts.isEmpty()) {
            return null;
        }
        Problem first = hosts.getFirst().problem();
        return first != Problem.NONE && hosts.stream().allMatch(host -> host.problem() == first) ? first : null;
    }

    private Host host(HostProbe probe, TopologyDescription topology, long nowNanos) {
        ServerDescription monitored = topology.server(probe.address());
        ServerDescription description = probe.description();
        ServerType probed = description != null ? description.type() : ServerType.UNKNOWN;
        ServerType type = monitored != null ? monitored.type() : probed;
        Duration unknownFor = monitored == null || monitored.isKnown()
                ? null
                : Duration.ofNanos(Math.max(0, nowNanos - monitored.sinceNanos()));
        Throwable failure = probe.failure();
        if (failure != null || description == null) {
            Problem problem = switch (failure) {
                case null -> Problem.NOT_ANSWERED;
                case OutOfMemoryError noThread -> Problem.NO_THREAD;
                case HostProbe.MissingPrivileges none -> Problem.PRIVILEGES;
                default -> probe.endedAtProxy() ? Problem.PROXY : Problems.of(failure);
            };
            return new Host(
                    probe.address(),
                    type,
                    unknownFor,
                    probe.steps(),
                    problem,
                    failure == null ? "the probe did not complete in time" : probe.message(),
                    problem.nextStep());
        }
        Problem problem = problem(description, monitored != null);
        if (problem == Problem.NONE && !probe.privileges().equals(Privileges.ALL)) {
            problem = Problem.PRIVILEGES;
        }
        var dropped = Dropped.reason(description, settings().topology().replicaSet());
        return new Host(
                probe.address(),
                type,
                unknownFor,
                probe.steps(),
                problem,
                problem == Problem.PRIVILEGES ? probe.privileges().toString() : message(problem, description, dropped),
                problem == Problem.WRONG_SET_NAME ? dropped.nextStep() : problem.nextStep());
    }

    private Problem problem(ServerDescription description, boolean member) {
        String replicaSet = settings().topology().replicaSet();
        if (!description.isKnown()) {
            return Problem.OTHER;
        }
        if (Compatibility.error(description) != null) {
            return Problem.INCOMPATIBLE;
        }
        if (description.type() == ServerType.RS_GHOST) {
            return Problem.NOT_INITIATED;
        }
        if (replicaSet != null && !replicaSet.equals(description.member().setName())) {
            return Problem.WRONG_SET_NAME;
        }
        return member ? Problem.NONE : Problem.NOT_A_MEMBER;
    }

    private static String message(Problem problem, ServerDescription description, Dropped.Reason dropped) {
        return switch (problem) {
            case NONE -> "";
            case OTHER -> String.valueOf(description.error());
            case INCOMPATIBLE -> String.valueOf(Compatibility.error(description));
            case NOT_INITIATED -> "it was started with --replSet, but its replica set is not initiated";
            default -> "it " + dropped.reason();
        };
    }
}
