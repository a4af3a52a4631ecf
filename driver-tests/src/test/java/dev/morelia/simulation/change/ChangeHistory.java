package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ChangeStream;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.result.ChangeEvent;
import dev.morelia.settings.WriteConcern;
import dev.morelia.simulation.Chaos;
import dev.morelia.simulation.CommandPairs;
import dev.morelia.simulation.fault.RewritingEnv;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * One history of a client that writes to a replica set and watches the changes, while the set goes through
 * {@link Chaos} and {@link ChangeFaults}. Each watcher gets every change that a majority has, once and in order, and no
 * other; calls end in time; and no cursor, session, connection or thread is left.
 */
public final class ChangeHistory {

    private static final Duration CALM = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    /** Cursors are closed in the background within this time. */
    private static final Duration BACKGROUND = Duration.ofSeconds(3);

    /** Connections dropped by their servers fail once each, at most three of them. */
    private static final int TRIES = 4;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedReplicaSet set;
    private final boolean hasPostBatchTokens;
    private final CommandPairs commands;
    private final SessionsSeen sessions = new SessionsSeen();
    private final MongoClient client;
    private final Clock clock;
    private final Ledger ledger = new Ledger();
    private final ChangeFaults faults;
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<SimulatedThread> users = new ArrayList<>();
    private final Chaos chaos;
    private int checks;

    private ChangeHistory(Simulation simulation, ChangeBug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        this.hasPostBatchTokens = random.nextInt(4) != 0;
        set.behaveAs(random.nextInt(3) == 0 ? WireVersion.SERVER_4_2 : WireVersion.SERVER_8_0, hasPostBatchTokens);
        if (bug == ChangeBug.UNCOMMITTED_RETURNED) {
            set.returnUncommittedChanges();
        }
        this.commands = new CommandPairs(simulation);
        var builder = MongoClient.builder().uri(Chaos.uri(random, set).replace("maxPoolSize=3", "maxPoolSize=6"));
        if (random.nextInt(4) == 0) {
            builder.commandListener(commands);
        }
        Env watched = new RewritingEnv(simulation.env(), sessions);
        Env env = bug == ChangeBug.NONE ? watched : new RewritingEnv(watched, new PlantedChanges(bug));
        this.client = EnvOverride.with(env, builder::build);
        this.clock = new Clock(simulation);
        this.faults = new ChangeFaults(simulation, set);
        this.chaos = new Chaos(simulation, set, client::disconnect, users);
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    public static History of(long seed) {
        return of(seed, ChangeBug.NONE);
    }

    static History of(long seed, ChangeBug bug) {
        return of(Simulation.of(seed), bug);
    }

    static History of(Simulation simulation, ChangeBug bug) {
        var history = simulation.run(() -> new ChangeHistory(simulation, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + history.seed())
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        Timestamp begin = prepare();
        boolean closeEarly = random.nextInt(8) == 0;
        List<SimulatedThread> watching = startWatchers(begin);
        List<SimulatedThread> writing = startWriters();
        var disturbers = List.of(
                simulation.start("chaos", () -> chaos.run(random.nextInt(5), Duration.ofMillis(1500))),
                simulation.start("faults", faults::run));
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(4_000_000_000L)));
            close();
            join(watching, Duration.ofSeconds(5));
        }
        join(writing, Duration.ofMinutes(2));
        join(disturbers, Duration.ofMinutes(1));
        chaos.end();
        simulation.pause(CALM);
        if (!closeEarly) {
            end(watching);
        }
        watchers.forEach(watcher -> watcher.verify(set, ledger));
        if (!closeEarly) {
            assertWell();
            close();
        }
        assertClosed();
    }

    /** Returns the time of the first change. */
    private Timestamp prepare() {
        try (var session = client.startSession()) {
            client.database(Writer.DATABASE)
                    .collection(Writer.COLLECTIONS.getFirst())
                    .with(session)
                    .insertOne(Document.of("_id", "first", "value", "first"));
            return Objects.requireNonNull(session.operationTime());
        }
    }

    private List<SimulatedThread> startWatchers(Timestamp begin) {
        int count = 2 + random.nextInt(2);
        var started = new ArrayList<SimulatedThread>();
        for (int i = 0; i < count; i++) {
            var from = random.nextInt(3) == 0 ? begin : null;
            var watcher = new Watcher(simulation, clock, client, faults, "watcher " + i, from);
            watchers.add(watcher);
            started.add(simulation.start("watcher " + i, watcher::run));
        }
        users.addAll(started);
        return started;
    }

    private List<SimulatedThread> startWriters() {
        var started = new ArrayList<SimulatedThread>();
        for (int i = 0; i < 2; i++) {
            String name = "writer " + i;
            started.add(simulation.start(name, () -> new Writer(simulation, clock, client, ledger, name).run()));
        }
        users.addAll(started);
        return started;
    }

    private static void join(List<SimulatedThread> threads, Duration limit) throws InterruptedException {
        for (var thread : threads) {
            assertThat(thread.join(limit.toNanos())).as(thread.state()).isTrue();
        }
    }

    // ---- the end ----

    /** A watcher that has lost its place may begin anew after one last change, but not after all of them. */
    private void end(List<SimulatedThread> watching) throws InterruptedException {
        for (var watcher : watching) {
            boolean ended = false;
            for (int i = 0; i < TRIES && !ended; i++) {
                Writer.COLLECTIONS.forEach(this::writeLast);
                ended = watcher.join(Duration.ofSeconds(30).toNanos());
            }
            assertThat(ended).as(watcher.state()).isTrue();
        }
    }

    private void writeLast(String collection) {
        String value = Watcher.LAST + " of " + collection;
        ledger.begun(value, clock.nowNanos());
        var target = client.database(Writer.DATABASE).collection(collection);
        assertWorks(
                "the last write",
                () -> target.with(WriteConcern.MAJORITY)
                        .with(CALM)
                        .insertOne(Document.of("_id", "last " + checks++, "value", value)));
    }

    private void assertWorks(String what, Runnable call) {
        boolean works = false;
        for (int i = 0; i < TRIES && !works; i++) {
            try {
                call.run();
                works = true;
            } catch (MongoException e) {
                simulation.note(what + " failed: " + e.getClass().getSimpleName());
            }
        }
        assertThat(works).as(what + " at the end").isTrue();
    }

    private void write() {
        unwatched().with(WriteConcern.MAJORITY).with(CALM).insertOne(Document.of("_id", ++checks));
    }

    private MongoCollection<Document> unwatched() {
        return client.database("checks").collection("checks");
    }

    private ChangeStream<ChangeEvent<Document>> watch() {
        return client.database(Writer.DATABASE)
                .collection(Writer.COLLECTIONS.getFirst())
                .watch()
                .maxAwaitTime(SHORT)
                .with(CALM)
                .comment("check " + ++checks)
                .cursor();
    }

    private void assertWell() throws InterruptedException {
        client.disconnect();
        assertWorks("a write", this::write);
        simulation.pause(BACKGROUND);
        // Those whose opening had no reply, or whose server could not be reached when they were closed.
        set.servers().forEach(SimulatedServer::dropCursors);
        try (var stream = watch()) {
            assertThat(stream.tryNext()).isNull();
            assertResumes(stream);
            assertNothingLost(stream);
            if (hasPostBatchTokens) {
                assertQuietStreamSurvives(stream);
            }
            assertEnds(stream);
        }
        simulation.pause(BACKGROUND);
        sessions.clear();
        for (int i = 0; i < 3; i++) {
            watch().close();
        }
        assertThat(sessions.count())
                .as("sessions for streams one after another")
                .isEqualTo(1);
        simulation.pause(BACKGROUND);
        assertThat(set.servers())
                .as("open cursors")
                .allSatisfy(server -> assertThat(server.cursorsOpen()).isZero());
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
        });
    }

    private SimulatedServer serverOf(ChangeStream<?> stream) {
        return set.servers().stream()
                .filter(server -> server.address().equals(stream.server()))
                .findFirst()
                .orElseThrow();
    }

    private void assertResumes(ChangeStream<?> stream) {
        for (int code : ChangeFaults.RESUMABLE) {
            long id = stream.id();
            serverOf(stream).failCommand(1, code, List.of(), "getMore");
            assertThat(stream.tryNext()).isNull();
            assertThat(stream.id()).as("cursor after the error " + code).isNotEqualTo(id);
        }
    }

    /** Nothing was returned yet, and the cursor is lost before a change. */
    private void assertNothingLost(ChangeStream<ChangeEvent<Document>> stream) {
        serverOf(stream).dropCursors();
        writeLast(Writer.COLLECTIONS.getFirst());
        assertThat(Ledger.value(stream.next().raw().toDocument()))
                .as("change after the cursor was lost")
                .startsWith(Watcher.LAST);
    }

    /** The oplog is cut where there was nothing to return. */
    private void assertQuietStreamSurvives(ChangeStream<?> stream) {
        Document before = Objects.requireNonNull(stream.resumeToken());
        assertWorks("a write", this::write);
        assertThat(stream.tryNext()).isNull();
        Document after = Objects.requireNonNull(stream.resumeToken());
        assertThat(Segment.data(after)).as("token of a quiet stream").isGreaterThan(Segment.data(before));
        set.cutHistory();
        set.servers().forEach(SimulatedServer::dropCursors);
        assertThat(stream.tryNext()).isNull();
    }

    private void assertEnds(ChangeStream<?> stream) {
        var server = serverOf(stream);
        server.failCommand(1, ChangeFaults.FATAL, List.of(), "getMore");
        assertThatThrownBy(stream::tryNext)
                .as("an error after which a stream must not be resumed")
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.code()).isEqualTo(ChangeFaults.FATAL));
        assertThatThrownBy(stream::tryNext).isInstanceOf(IllegalStateException.class);
        server.failNext(0, 0);
    }

    private void close() {
        watchers.forEach(Watcher::closing);
        client.close();
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(1));
        assertThat(simulation.liveThreads())
                .as("threads one second after the end")
                .hasSize(1);
        commands.assertComplete();
    }
}
