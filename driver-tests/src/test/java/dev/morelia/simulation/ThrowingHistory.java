package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.FindQuery;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.simulation.Ledger.Outcome;
import dev.morelia.simulation.fault.ListenerOfAll;
import dev.morelia.simulation.fault.Seam;
import dev.morelia.simulation.fault.Thrower;
import dev.morelia.simulation.fault.ThrowingCodec;
import dev.morelia.simulation.fault.ThrowingEnv;
import dev.morelia.simulation.fault.ThrowingHandler;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history of a whole client in which, for a few seconds, all calls to the outside may throw arbitrary Throwables:
 * those to the system through {@link ThrowingEnv}, and those to the application's listeners, codecs and log handlers;
 * while its replica set goes through {@link Chaos}. It checks that a call never exceeds its timeout by much, that
 * exceptions of listeners and log handlers do not fail a call, that a failed codec fails only its own call, that a
 * cursor never ends silently before everything was read, and that no write is lost or executed twice; and some time
 * after the last fault that writes and reads work, that all counts of the pools are restored, that sessions are reused,
 * and that the threads for deadlines and monitoring are running.
 */
final class ThrowingHistory {

    /** Threads stall for up to a millisecond, possibly several times in one call. */
    private static final Duration SLACK = Duration.ofMillis(100);

    /** A background thread with repeated exceptions pauses for at most half a second. */
    private static final Duration SLACK_WHILE_THROWING = Duration.ofSeconds(2);

    private static final Duration CALM = Duration.ofSeconds(20);
    private static final Duration MAXIMUM_CLOSE = Duration.ofMillis(1200);
    private static final int COUNTERS = 3;
    private static final UUID STANDARD = new UUID(1, 2);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final ThrowingBug bug;
    private final SimulatedReplicaSet set;
    private final Chaos chaos;
    private final Thrower thrower;
    private final ThrowingCodec codec;
    private final CommandPairs commands;
    private final MongoClient client;
    private final List<SimulatedThread> users = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private @Nullable Throwable outOfListener;
    private int topologyEvents;
    private boolean throwing;
    private boolean closing;

    private ThrowingHistory(Simulation simulation, ThrowingBug bug, Thrower thrower) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        this.thrower = thrower;
        this.codec = new ThrowingCodec(thrower, bug == ThrowingBug.SETTINGS_STAY);
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        this.commands = new CommandPairs(simulation);
        var listener = new ListenerOfAll(this::hearAndThrow);
        var builder = MongoClient.builder()
                .uri(Chaos.uri(random, set) + retries())
                .commandListener(bug.around(commands, thrower))
                .commandListener(listener)
                .poolListener(listener)
                .topologyListener(new EventLog(simulation))
                .topologyListener(new ListenerOfAll(() -> topologyEvents++))
                .topologyListener(listener);
        this.client = EnvOverride.with(bug.around(new ThrowingEnv(simulation.env(), thrower)), builder::build);
        this.chaos = new Chaos(simulation, set, this::disconnect, users);
    }

    /** Sometimes retries are off; all invariants must hold as well. */
    private String retries() {
        return random.nextInt(8) == 0 ? "&retryWrites=false&retryReads=false" : "";
    }

    private void hearAndThrow() {
        try {
            thrower.mayThrow(Seam.LISTENER);
        } catch (Throwable failure) {
            outOfListener = failure;
            throw failure;
        }
    }

    /** Runs the history of one seed and returns where exceptions were injected; throws if an invariant is violated. */
    static Set<Seam> of(long seed, ThrowingBug bug) {
        var simulation = Simulation.of(seed);
        var thrower = new Thrower(seed);
        var level = seed % 4 == 0 ? Level.FINE : Level.WARNING;
        var handler = ThrowingHandler.open(thrower, level);
        try {
            simulation.run(() -> new ThrowingHistory(simulation, bug, thrower).run());
        } finally {
            thrower.throwOneIn(0);
            handler.close();
        }
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return thrower.seams();
    }

    private void run() throws InterruptedException {
        boolean closeEarly = random.nextInt(8) == 0;
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = "user " + i;
            users.add(simulation.start(name, () -> use(name)));
        }
        var disturber = simulation.start("chaos", chaos::run);
        simulation.pause(Duration.ofNanos(random.nextLong(2_000_000_000L)));
        throwing = true;
        thrower.throwOneIn(5 + random.nextInt(200));
        simulation.later(
                Duration.ofNanos(random.nextLong(5_000_000_000L)), "end of exceptions", () -> thrower.throwOneIn(0));
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(6_000_000_000L)));
            close();
        }
        for (var user : users) {
            var limit = closeEarly ? Duration.ofSeconds(5) : Duration.ofMinutes(10);
            assertThat(user.join(limit.toNanos())).as(user.state()).isTrue();
        }
        assertThat(disturber.join(Duration.ofMinutes(10).toNanos())).isTrue();
        thrower.throwOneIn(0);
        chaos.end();
        simulation.pause(CALM);
        throwing = false;
        if (!closeEarly) {
            assertWell();
            close();
        }
        assertClosed();
        ledger.assertWritten(set);
        assertThat(set.documents("app." + Ledger.TOKENS))
                .filteredOn(token -> token.containsKey("uuid"))
                .allSatisfy(token -> assertThat(token).containsEntry("uuid", STANDARD));
    }

    private void disconnect() {
        try {
            client.disconnect();
        } catch (Throwable e) {
            requireInjected(e);
        }
    }

    // ---- users ----

    private void use(String name) {
        int operations = 3 + random.nextInt(20);
        for (int i = 0; i < operations && !closing; i++) {
            rest();
            var timeout = Duration.ofMillis(50 + random.nextInt(4000));
            if (random.nextInt(4) == 0) {
                read(timeout);
            } else {
                write(name + "'s " + i, timeout);
            }
        }
    }

    private void rest() {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(500_000_000)));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }

    /** Writes, and records the outcome. */
    private Outcome write(String token, Duration timeout) {
        int counter = random.nextInt(COUNTERS);
        Runnable write = switch (random.nextInt(5)) {
            case 0 -> () -> collection(Ledger.TOKENS, timeout).insertOne(Document.of("_id", token));
            case 1 -> () -> collection(Ledger.TOKENS, timeout).insertMany(List.of(Document.of("_id", token)));
            case 2 -> () -> collection(Ledger.TOKENS, timeout).with(codec).insertOne(toBeEncoded(token));
            case 3 ->
                () -> collection(Ledger.COUNTS, timeout)
                        .updateOne(Document.of("_id", counter), counting(token), new UpdateOptions().upsert(true));
            default ->
                () -> collection(Ledger.COUNTS, timeout)
                        .findOneAndUpdate(
                                Document.of("_id", counter),
                                counting(token),
                                new FindOneAndUpdateOptions().upsert(true));
        };
        ledger.put(token, Outcome.UNKNOWN);
        Outcome outcome = within(timeout, write);
        simulation.note(token + ": " + outcome);
        ledger.put(token, outcome);
        return outcome;
    }

    private Document toBeEncoded(String token) {
        var document = Document.of("_id", token, "uuid", STANDARD);
        return random.nextInt(3) == 0 ? document.append("careless", true) : document;
    }

    private static Document counting(String token) {
        return Updates.combine(Updates.inc("count", 1), Updates.push("tokens", token));
    }

    /** Everything acknowledged before must be visible, except for documents that could not be decoded. */
    private Outcome read(Duration timeout) {
        List<String> before = ledger.acknowledged();
        List<Document> tokens = new ArrayList<>();
        List<Document> counts = new ArrayList<>();
        var undecoded = new int[1];
        List<MongoCursor<Document>> opened = new ArrayList<>();
        var ends = within(timeout, () -> undecoded[0] = readTokens(timeout, tokens, opened));
        // Closing a cursor has its own timeout.
        var closed = within(timeout, () -> opened.forEach(ThrowingHistory::close));
        assertThat(closed).as("closing a cursor").isEqualTo(Outcome.ACKNOWLEDGED);
        if (ends == Outcome.ACKNOWLEDGED) {
            ends = within(
                    timeout,
                    () -> counts.addAll(collection(Ledger.COUNTS, timeout)
                            .with(ReadConcern.LINEARIZABLE)
                            .find()
                            .toList()));
        }
        if (ends == Outcome.ACKNOWLEDGED) {
            var missing = new HashSet<>(before);
            Ledger.written(tokens, counts).forEach(missing::remove);
            assertThat(missing).as("written before a read and not visible").hasSizeLessThanOrEqualTo(undecoded[0]);
        }
        return ends;
    }

    /** Reads in small batches, and returns how many documents could not be decoded. */
    private int readTokens(Duration timeout, List<Document> tokens, List<MongoCursor<Document>> opened) {
        int undecoded = 0;
        MongoCursor<Document> cursor = tokens(timeout, 1 + random.nextInt(4)).cursor();
        opened.add(cursor);
        while (hasNext(cursor)) {
            try {
                tokens.add(cursor.next());
            } catch (Throwable e) {
                if (!Seam.DECODING.hasThrown(e)) {
                    throw e;
                }
                undecoded++;
            }
        }
        return undecoded;
    }

    private FindQuery<Document> tokens(Duration timeout, int batchSize) {
        MongoCollection<Document> collection =
                collection(Ledger.TOKENS, timeout).with(ReadConcern.LINEARIZABLE);
        var query = (random.nextBoolean() ? collection.with(codec) : collection)
                .find()
                .batchSize(batchSize);
        return bug == ThrowingBug.TIMEOUT_FOR_EACH_BATCH
                ? query.options(options -> options.cursorType(CursorType.TAILABLE))
                : query;
    }

    private boolean hasNext(MongoCursor<Document> cursor) {
        try {
            return cursor.hasNext();
        } catch (Throwable e) {
            if (bug == ThrowingBug.BATCH_LOST) {
                return false;
            }
            throw e;
        }
    }

    /** Closing a cursor must never throw. */
    private static void close(MongoCursor<Document> cursor) {
        try {
            cursor.close();
        } catch (Throwable e) {
            throw new AssertionError("closing a cursor has failed", e);
        }
    }

    private MongoCollection<Document> collection(String name, Duration timeout) {
        return client.database("app").collection(name).with(timeout);
    }

    /** Calls the driver, which must return in time, and throw nothing but its own and injected exceptions. */
    private Outcome within(Duration timeout, Runnable call) {
        long start = simulation.elapsed().toNanos();
        try {
            outOfListener = null;
            call.run();
            if (bug == ThrowingBug.LISTENER_FAILS_CALL && outOfListener != null) {
                throw new IllegalStateException(outOfListener.getMessage());
            }
            return Outcome.ACKNOWLEDGED;
        } catch (DuplicateKeyException e) {
            throw new AssertionError("a write was executed twice", e);
        } catch (ClientClosedException e) {
            assertThat(closing).as("client closed").isTrue();
            return outcome(e);
        } catch (WriteConcernException | BulkWriteException e) {
            // The write may have been executed, and may be rolled back.
            requireOwn(e);
            return Outcome.UNKNOWN;
        } catch (MongoException e) {
            return outcome(e);
        } catch (Throwable e) {
            requireInjected(e);
            simulation.note("failed: " + e);
            return Outcome.UNKNOWN;
        } finally {
            assertThat(simulation.elapsed().minusNanos(start))
                    .as("time of a call")
                    .isLessThanOrEqualTo(timeout.plus(throwing ? SLACK_WHILE_THROWING : SLACK));
        }
    }

    private Outcome outcome(MongoException failure) {
        requireOwn(failure);
        simulation.note("failed: " + failure.getClass().getSimpleName() + ", " + failure.retryAdvice());
        return failure.retryAdvice() == RetryAdvice.SAFE ? Outcome.NOT_DONE : Outcome.UNKNOWN;
    }

    private static void requireInjected(Throwable failure) {
        if (!Seam.anyHasThrown(failure)) {
            throw new AssertionError("thrown by the driver itself", failure);
        }
        requireOwn(failure);
    }

    /** Exceptions of listeners and log handlers must not fail a call. */
    private static void requireOwn(Throwable failure) {
        if (Seam.LISTENER.hasThrown(failure) || Seam.LOG_HANDLER.hasThrown(failure)) {
            throw new AssertionError("a listener's exception failed a call", failure);
        }
    }

    // ---- the end ----

    private void assertWell() throws InterruptedException {
        assertWorks("");
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.pending()).as("connections being opened").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
            assertThat(use.idle()).as("idle connections").isEqualTo(use.size());
        });
        assertSessionsAreUsedAgain();
        assertMonitorsRun();
        assertDeadlinesAreKept();
    }

    /** Connections dropped by their servers fail once each, at most three of them. */
    private void assertWorks(String when) {
        var written = Outcome.UNKNOWN;
        for (int i = 0; i < 4 && written != Outcome.ACKNOWLEDGED; i++) {
            written = write("last " + when + i, CALM);
        }
        assertThat(written).as("a write at the end").isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(read(CALM)).as("a read at the end").isEqualTo(Outcome.ACKNOWLEDGED);
    }

    private void assertSessionsAreUsedAgain() {
        int before = set.sessionCount();
        for (int i = 0; i < 5; i++) {
            assertThat(write("in a session " + i, CALM)).isEqualTo(Outcome.ACKNOWLEDGED);
        }
        assertThat(set.sessionCount() - before)
                .as("sessions for writes one after another")
                .isLessThanOrEqualTo(1);
    }

    private void assertMonitorsRun() {
        var threads =
                simulation.liveThreads().stream().map(SimulatedThread::name).toList();
        assertThat(set.members())
                .allSatisfy(member -> assertThat(threads).as("threads").contains("morelia-monitor-" + member));
        int before = topologyEvents;
        set.stepDown();
        assertWorks("after a step-down ");
        assertThat(topologyEvents).as("events of the topology").isGreaterThan(before);
    }

    /** All batches of a slow cursor share one timeout; and without a reply from any server the wait must end. */
    private void assertDeadlinesAreKept() {
        set.servers().forEach(server -> server.maximumReplyTime(Duration.ofMillis(300)));
        var shared = Duration.ofMillis(500);
        long begun = simulation.elapsed().toNanos();
        try {
            tokens(shared, 1).toList();
        } catch (OperationTimeoutException e) {
            simulation.note("as many batches as the timeout allows");
        }
        // Closing the cursor has its own timeout.
        assertThat(simulation.elapsed().minusNanos(begun))
                .as("time of a slow cursor")
                .isLessThanOrEqualTo(shared.multipliedBy(2).plus(SLACK));
        set.servers().forEach(server -> server.maximumReplyTime(Duration.ofMillis(1)));
        set.servers().forEach(SimulatedServer::freeze);
        var timeout = Duration.ofMillis(300);
        long start = simulation.elapsed().toNanos();
        try {
            collection(Ledger.COUNTS, timeout).find().toList();
            throw new AssertionError("no server can have replied");
        } catch (MongoException e) {
            // The timeout expires, unless a heartbeat has failed before.
            simulation.note("no reply: " + e.getClass().getSimpleName());
        }
        assertThat(simulation.elapsed().minusNanos(start)).isLessThanOrEqualTo(timeout.plus(SLACK));
        set.servers().forEach(SimulatedServer::thaw);
    }

    private void close() {
        closing = true;
        long start = simulation.elapsed().toNanos();
        try {
            client.close();
        } catch (Throwable e) {
            throw new AssertionError("closing has failed", e);
        }
        assertThat(simulation.elapsed().minusNanos(start)).as("time of closing").isLessThan(MAXIMUM_CLOSE);
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(2));
        assertThat(simulation.liveThreads())
                .as("threads some time after the end")
                .hasSize(1);
        MongoException rejection = null;
        try {
            collection(Ledger.TOKENS, CALM).insertOne(Document.of("_id", "too late"));
        } catch (MongoException e) {
            rejection = e;
        }
        assertThat(rejection).isInstanceOf(ClientClosedException.class);
        commands.assertComplete();
    }
}
