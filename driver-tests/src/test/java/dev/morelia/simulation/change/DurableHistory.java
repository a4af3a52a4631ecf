package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.settings.WriteConcern;
import dev.morelia.simulation.Chaos;
import dev.morelia.simulation.change.DurableBug.Trouble;
import dev.morelia.simulation.fault.ProcessEnv;
import dev.morelia.simulation.fault.RewritingEnv;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One history of several processes that have durable consumers of one name, while they are killed, restarted and
 * frozen, and the set goes through {@link Chaos} and {@link ChangeFaults}. One consumer is active at a time; each
 * change that a majority has is handled at least once, unless the history was lost, and no more are repeated than are
 * not saved; calls end in time; and no lease, cursor, session, connection or thread is left.
 */
final class DurableHistory {

    private static final List<Trouble> TROUBLES = List.of(Trouble.values());

    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Cursors are closed in the background within this time. */
    private static final Duration BACKGROUND = Duration.ofSeconds(3);

    private static final int TRIES = 4;
    private static final int NO_LONGER_PRIMARY = 189;

    /** A process that is running, or was killed. */
    private record Running(ProcessEnv env, MongoClient client, List<SimulatedThread> threads) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final DurableBug bug;
    private final SimulatedReplicaSet set;
    private final DurableRules rules;
    private final SessionsSeen sessions = new SessionsSeen();
    private final MongoClient client;
    private final Clock clock;
    private final Ledger ledger = new Ledger();
    private final DurableJournal journal;
    private final ChangeFaults faults;
    private final List<Running> processes = new ArrayList<>();
    private final List<SimulatedThread> users = new ArrayList<>();
    private final Chaos chaos;
    private int programs;
    private int lastWrites;

    private DurableHistory(Simulation simulation, DurableBug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        set.behaveAs(random.nextInt(3) == 0 ? WireVersion.SERVER_4_2 : WireVersion.SERVER_8_0, true);
        this.rules = DurableRules.of(random);
        if (random.nextBoolean()) {
            set.servers().forEach(this::setClock);
        }
        var builder = MongoClient.builder().uri(Chaos.uri(random, set));
        this.client = EnvOverride.with(new RewritingEnv(simulation.env(), sessions), builder::build);
        this.clock = new Clock(simulation);
        this.journal = new DurableJournal(clock);
        this.faults = new ChangeFaults(simulation, set);
        this.chaos = new Chaos(simulation, set, client::disconnect, users);
    }

    /** The clocks may differ by a fifth of the time of a lease, and are rounded to milliseconds. */
    private void setClock(SimulatedServer server) {
        set.clockOffset(server, Duration.ofMillis(random.nextLong(rules.lease().toMillis() / 5 - 2)));
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    static History of(long seed) {
        return of(seed, DurableBug.NONE);
    }

    static History of(long seed, DurableBug bug) {
        return of(Simulation.of(seed), bug);
    }

    static History of(Simulation simulation, DurableBug bug) {
        var history = simulation.run(() -> new DurableHistory(simulation, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + history.seed())
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        String begin = prepare();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            processes.add(startProcess());
        }
        var writing = startWriters();
        var disturbers = List.of(
                simulation.start("chaos", () -> chaos.run(random.nextInt(5), Duration.ofMillis(1500))),
                simulation.start("faults", faults::run),
                simulation.start("fates", this::harmProcesses));
        join(writing, Duration.ofMinutes(2));
        join(disturbers, Duration.ofMinutes(1));
        chaos.end();
        simulation.pause(CALM);
        awaitLast();
        journal.end();
        for (var process : processes) {
            join(process.threads, Duration.ofMinutes(1));
        }
        journal.verify(set, begin, rules);
        assertWell();
        processes.stream().filter(process -> !process.env.isDead()).forEach(process -> process.client.close());
        client.close();
        simulation.pause(Duration.ofSeconds(1));
        assertThat(simulation.liveThreads())
                .as("threads one second after the end")
                .hasSize(1);
    }

    /** Stores a position, without faults; returns it. */
    private String prepare() {
        client.database(Writer.DATABASE)
                .collection(Writer.COLLECTIONS.getFirst())
                .insertOne(Document.of("_id", "first", "value", "first"));
        rules.query(client, Duration.ZERO, POLL, "first").open().close();
        return Checkpoint.data(checkpoint().document("position"));
    }

    private Document checkpoint() {
        return set.documents(Writer.DATABASE + "." + DurableRules.CHECKPOINTS).getFirst();
    }

    // ---- processes

    private Running startProcess() {
        var env = new ProcessEnv(simulation);
        var builder = MongoClient.builder().uri(Chaos.uri(random, set).replace("maxPoolSize=3", "maxPoolSize=6"));
        var its = EnvOverride.with(planted(env), builder::build);
        var world = new DurableProgram.World(simulation, rules, journal, faults);
        var threads = new ArrayList<SimulatedThread>();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            String name = "consumer " + ++programs;
            boolean acknowledgesEarly = bug == DurableBug.ACKNOWLEDGED_BEFORE_HANDLED;
            var program = new DurableProgram(world, env, its, name, acknowledgesEarly);
            threads.add(env.start(name, program::run));
        }
        users.addAll(threads);
        return new Running(env, its, threads);
    }

    private Env planted(ProcessEnv env) {
        if (bug == DurableBug.NONE) {
            return env;
        }
        var planted = new PlantedDurable(simulation, bug);
        return new PlantedClock(new RewritingEnv(env, planted), bug, planted);
    }

    private void harmProcesses() throws InterruptedException {
        var chosen = bug.trouble();
        int count = chosen == null ? random.nextInt(5) : 3 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            simulation.pause(Duration.ofMillis(random.nextInt(1500)));
            int index = random.nextInt(processes.size());
            switch (chosen == null ? TROUBLES.get(random.nextInt(TROUBLES.size())) : chosen) {
                case FREEZE -> freeze(index);
                case LATE_REPLY -> {
                    // A lease is renewed, but the reply is late; then it cannot be renewed.
                    delayMajority();
                    simulation.pause(
                            Duration.ofMillis(random.nextLong(rules.lease().toMillis())));
                    freeze(index);
                }
                case ISOLATION -> {
                    // Another consumer becomes active at a primary that is none any more.
                    set.primary().ifPresent(this::isolate);
                    kill(index);
                }
                case KILL -> kill(index);
            }
        }
    }

    private void freeze(int index) {
        long leaseMillis = rules.lease().toMillis();
        simulation.note("process " + index + " is frozen");
        processes.get(index).env.freeze(Duration.ofMillis(leaseMillis / 2 + random.nextLong(leaseMillis * 3 / 2)));
    }

    private void kill(int index) throws InterruptedException {
        simulation.note("process " + index + " is killed");
        processes.get(index).env.kill();
        if (random.nextInt(3) == 0) {
            set.primary().ifPresent(primary -> primary.failCommand(1, NO_LONGER_PRIMARY, List.of(), "aggregate"));
        }
        simulation.pause(Duration.ofMillis(random.nextInt(500)));
        processes.set(index, startProcess());
    }

    /** What is written is executed at once, but a majority has it later. */
    private void delayMajority() {
        var delay = rules.lease().multipliedBy(3).dividedBy(5);
        set.servers().forEach(server -> set.lag(server, delay));
        simulation.later(
                rules.lease(), "no lag", () -> set.servers().forEach(server -> set.lag(server, Duration.ZERO)));
    }

    private void isolate(SimulatedServer primary) {
        set.servers().forEach(other -> simulation.network().cut(primary.host(), other.host()));
        simulation.later(Duration.ofSeconds(2 + random.nextInt(3)), "heal", simulation.network()::heal);
    }

    private List<SimulatedThread> startWriters() {
        var started = new ArrayList<SimulatedThread>();
        for (int i = 0; i < 2; i++) {
            String name = "writer " + i;
            started.add(simulation.start(name, () -> {
                new Writer(simulation, clock, client, ledger, name).run();
                new Writer(simulation, clock, client, ledger, name + " again").run();
            }));
        }
        users.addAll(started);
        return started;
    }

    private static void join(List<SimulatedThread> threads, Duration limit) throws InterruptedException {
        for (var thread : threads) {
            assertThat(thread.join(limit.toNanos())).as(thread.state()).isTrue();
        }
    }

    // ---- the end

    /** Until the last change is handled; it may be lost with the history, so that another one is needed. */
    private void awaitLast() throws InterruptedException {
        for (int i = 0; i < TRIES && !journal.isOver(); i++) {
            writeLast();
            for (int poll = 0; poll < 300 && !journal.isOver(); poll++) {
                simulation.pause(POLL);
            }
        }
        assertThat(journal.isOver()).as("the last change is handled").isTrue();
    }

    private void writeLast() {
        var target = client.database(Writer.DATABASE).collection(Writer.COLLECTIONS.getFirst());
        String id = Watcher.LAST + " " + lastWrites++;
        boolean works = false;
        for (int i = 0; i < TRIES && !works; i++) {
            try {
                target.with(WriteConcern.MAJORITY)
                        .with(CALM)
                        .insertOne(Document.of("_id", id + "." + i, "value", Watcher.LAST));
                works = true;
            } catch (MongoException e) {
                simulation.note("the last write failed: " + e.getClass().getSimpleName());
            }
        }
        assertThat(works).as("the last write").isTrue();
    }

    private void assertWell() throws InterruptedException {
        if (!journal.isHistoryLost()) {
            // Else the last consumer may have been closed while no server could be reached.
            assertThat(checkpoint().has("owner"))
                    .as("a lease is left in " + checkpoint())
                    .isFalse();
        }
        client.disconnect();
        simulation.pause(BACKGROUND);
        // Those whose opening had no reply, whose server could not be reached, or whose process was killed.
        set.servers().forEach(SimulatedServer::dropCursors);
        if (!journal.isHistoryLost()) {
            consume();
            simulation.pause(BACKGROUND);
            sessions.clear();
            for (int i = 0; i < 3; i++) {
                consume();
            }
            assertThat(sessions.count())
                    .as("sessions for consumers one after another")
                    .isEqualTo(1);
        }
        simulation.pause(BACKGROUND);
        assertThat(set.servers())
                .as("open cursors")
                .allSatisfy(server -> assertThat(server.cursorsOpen()).isZero());
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
        });
    }

    /** All is handled, and nobody has the lease. */
    private void consume() {
        try (var changes =
                rules.query(client, Duration.ZERO, POLL, "check").standby(false).open()) {
            assertThat(changes.tryNext()).isNull();
        }
        assertThat(checkpoint().has("owner")).as("the lease after closing").isFalse();
    }
}
