package dev.morelia.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.TopologyListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.monitor.MonitorContext;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.topology.Topology;
import dev.morelia.internal.topology.TopologyEvents;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.simulation.fault.ForgetfulListener;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history of the driver's topology, with its monitors and pools, over a replica set whose members die, freeze, are
 * isolated, step down, leave and return. It checks every server selection, every event, the state some time after
 * recovery, and that nothing is left at the end.
 */
final class TopologyHistory {

    /** Bugs that can be planted into the topology or its environment, to test the test. */
    enum Bug {
        NONE,
        /** The last selected primary is selected again while its pool is ready. */
        STALE_PRIMARY_ACCEPTED,
        /** Members do not report their election id. */
        ELECTIONS_UNKNOWN,
        /** Server selection uses the timeout of the settings, whatever the operation's deadline. */
        DEADLINE_IGNORED,
        /** Some events are not published. */
        EVENT_LOST,
        /** The topology is not closed at the end. */
        MONITORS_LEFT,
        /** One connection is not checked in. */
        CONNECTION_LEAKED
    }

    private static final Duration SLACK = Duration.ofMillis(100);
    private static final Duration CALM = Duration.ofSeconds(20);
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Command INSERT = Command.of(
            "insert",
            "app",
            output -> output.string("insert", "numbers")
                    .name("documents")
                    .startArray()
                    .index(0)
                    .startDocument()
                    .endDocument()
                    .endArray());

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Bug bug;
    private final SimulatedReplicaSet set;
    private final Chaos chaos;
    private final ClientSettings settings;
    private final Background background;
    private final ConnectionFactory connections;
    private final EventLog events;
    private final Topology topology;
    private final List<SimulatedThread> users = new ArrayList<>();
    private @Nullable Server remembered;
    private boolean closing;
    private int acknowledged;
    private int disconnections;

    private TopologyHistory(Simulation simulation, Bug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        String[] hosts = Chaos.hosts(random);
        this.set = bug == Bug.ELECTIONS_UNKNOWN
                ? SimulatedReplicaSet.startWithoutElectionIds(simulation, "rs", hosts)
                : SimulatedReplicaSet.start(simulation, "rs", hosts);
        this.chaos = new Chaos(simulation, set, this::disconnect, users);
        this.settings = ClientSettings.of(Chaos.uri(random, set));
        this.background = new Background(simulation.env());
        this.connections = new ConnectionFactory(background, settings);
        this.events = new EventLog(simulation);
        TopologyListener listener = bug == Bug.EVENT_LOST ? new ForgetfulListener(events) : events;
        var topologyEvents = new TopologyEvents(background, List.of(listener));
        this.topology = new Topology(
                EffectiveSettings.of(settings),
                background,
                topologyEvents,
                MonitorContext.of(background, connections, topologyEvents, settings),
                (address, owner) -> new ConnectionPool(
                        background,
                        address,
                        settings.pool(),
                        (id, deadline, token) -> connections.open(address, id, deadline, token),
                        owner,
                        List.of()));
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    static History of(long seed, Bug bug) {
        var simulation = Simulation.of(seed);
        var history = simulation.run(() -> new TopologyHistory(simulation, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        topology.open();
        boolean closeEarly = random.nextInt(6) == 0;
        List<SimulatedThread> threads = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            users.add(simulation.start("user", this::use));
        }
        threads.addAll(users);
        threads.add(simulation.start("chaos", chaos::run));
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(10_000_000_000L)));
            close();
        }
        for (var thread : threads) {
            var limit = closeEarly && users.contains(thread) ? Duration.ofSeconds(2) : Duration.ofMinutes(10);
            assertThat(thread.join(limit.toNanos())).as(thread.state()).isTrue();
        }
        if (!closeEarly) {
            assertWell();
            close();
        }
        if (bug != Bug.MONITORS_LEFT) {
            connections.close();
            simulation.pause(Duration.ofSeconds(1));
            assertThat(simulation.liveThreads())
                    .as("threads one second after the end")
                    .hasSize(1);
        }
        assertClosed();
    }

    // ---- users ----

    private void use() {
        int operations = 3 + random.nextInt(20);
        for (int i = 0; i < operations && !closing; i++) {
            rest();
            ReadPreference readPreference = switch (random.nextInt(6)) {
                case 0 -> ReadPreference.secondary();
                case 1 -> ReadPreference.secondaryPreferred();
                case 2 -> ReadPreference.nearest();
                default -> null;
            };
            operate(readPreference, deadline(50 + random.nextInt(4000)));
        }
    }

    private void rest() {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(1_000_000_000)));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }

    private boolean operate(@Nullable ReadPreference readPreference, Deadline deadline) {
        long start = simulation.elapsed().toNanos();
        try {
            Server server = select(readPreference, deadline);
            execute(readPreference == null ? INSERT : PING, server, deadline);
            acknowledged++;
            return true;
        } catch (MongoException e) {
            simulation.note("failed: " + e.getClass().getSimpleName());
            return false;
        } finally {
            assertThat(simulation.elapsed().minusNanos(start))
                    .as("time of an operation")
                    .isLessThanOrEqualTo(
                            Duration.ofNanos(deadline.timeoutNanos()).plus(SLACK));
        }
    }

    private Server select(@Nullable ReadPreference readPreference, Deadline deadline) {
        long start = simulation.elapsed().toNanos();
        TopologyDescription known = topology.description();
        int disconnectionsBefore = disconnections;
        Server server;
        try {
            server = choose(readPreference, bug == Bug.DEADLINE_IGNORED ? Deadline.NONE : deadline);
        } catch (ServerSelectionException e) {
            assertThat(simulation.elapsed().minusNanos(start))
                    .as("time until giving up")
                    .isGreaterThanOrEqualTo(settings.topology().serverSelectionTimeout());
            throw e;
        } catch (OperationTimeoutException e) {
            assertThat(deadline.hasPassed(simulation.elapsed().toNanos())).isTrue();
            throw e;
        } catch (ClientClosedException e) {
            assertThat(closing).isTrue();
            throw e;
        }
        if (readPreference == null) {
            assertThat(server.description().type()).isEqualTo(ServerType.RS_PRIMARY);
            if (disconnectionsBefore == disconnections) {
                assertNotStale(known, server);
            }
        } else if (readPreference.equals(ReadPreference.secondary())) {
            assertThat(server.description().type()).isEqualTo(ServerType.RS_SECONDARY);
        }
        return server;
    }

    private Server choose(@Nullable ReadPreference readPreference, Deadline deadline) {
        var last = remembered;
        if (bug == Bug.STALE_PRIMARY_ACCEPTED
                && readPreference == null
                && last != null
                && last.pool().statistics().ready()) {
            return last;
        }
        Server server = topology.select(readPreference, Set.of(), deadline);
        remembered = readPreference == null ? server : remembered;
        return server;
    }

    private static void assertNotStale(TopologyDescription known, Server server) {
        ObjectId newest = known.maxElectionId();
        if (newest != null) {
            assertThat(server.description().member().electionId())
                    .as("election of the primary chosen")
                    .isGreaterThanOrEqualTo(newest);
        }
    }

    private void execute(Command command, Server server, Deadline deadline) {
        var pooled = server.pool().checkOut(command.name(), command.target(), deadline, CancelToken.NONE);
        try {
            var reply = pooled.connection().roundTrip(command, null, deadline, CancelToken.NONE);
            var rejected = ReplyErrors.find(command, reply);
            if (rejected != null) {
                throw rejected;
            }
        } catch (MongoException e) {
            topology.failed(server, e, pooled);
            throw e;
        } finally {
            if (bug != Bug.CONNECTION_LEAKED || acknowledged % 5 != 4) {
                server.pool().checkIn(pooled);
            }
        }
    }

    private Deadline deadline(int millis) {
        return Deadline.after(simulation.env().nanoTime(), millis * 1_000_000L);
    }

    /** Information about elections is lost, so an outdated primary may be accepted again. */
    private void disconnect() {
        disconnections++;
        topology.disconnect();
        disconnections++;
    }

    // ---- the end ----

    private void assertWell() throws InterruptedException {
        chaos.end();
        topology.open();
        simulation.pause(CALM);
        var description = topology.description();
        assertThat(description.servers())
                .as("servers known at the end")
                .extracting(server -> server.address())
                .containsExactlyInAnyOrderElementsOf(new HashSet<>(set.members()));
        assertThat(description.servers())
                .as("state at the end: " + description)
                .allMatch(server -> server.type() == ServerType.RS_PRIMARY || server.type() == ServerType.RS_SECONDARY);
        var primary = description.primary();
        assertThat(primary).as("primary at the end").isNotNull();
        assertThat(requireNonNull(primary).address())
                .isEqualTo(set.primary().orElseThrow().address());
        topology.pools()
                .forEach((address, pool) -> assertThat(pool.statistics())
                        .as(address.toString())
                        .matches(statistics ->
                                statistics.ready() && statistics.inUse() == 0 && statistics.waiting() == 0));
        // A connection dropped by its server fails once, at most three of them in a pool.
        boolean done = false;
        for (int i = 0; i < 4 && !done; i++) {
            done = operate(null, deadline(20_000));
        }
        assertThat(done).as("a write at the end").isTrue();
    }

    private void close() {
        closing = true;
        if (bug != Bug.MONITORS_LEFT) {
            topology.close();
            background.events().close();
        }
    }

    private void assertClosed() {
        if (bug == Bug.MONITORS_LEFT) {
            return;
        }
        MongoException rejection = null;
        try {
            topology.select(null, Set.of(), Deadline.NONE);
        } catch (MongoException e) {
            rejection = e;
        }
        assertThat(rejection).isInstanceOf(ClientClosedException.class);
        assertThat(topology.pools()).isEmpty();
    }
}
