package dev.morelia.simulation.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.FindQuery;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.settings.ReadPreference;
import dev.morelia.simulation.Chaos;
import dev.morelia.simulation.CommandPairs;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import dev.morelia.simulation.fault.ForwardingEnv;
import dev.morelia.simulation.fault.RewritingEnv;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One history of a client whose cursors read ahead, over a replica set that goes through {@link Chaos}. Readers take
 * their time or not, stop early, are interrupted, and have their cursors closed by other threads, with pools of one
 * connection and of several. It checks that each document arrives once and in order until the end or an error, that an
 * error is told only between two batches, that calls end in time, and that no cursor, connection, thread, session or
 * memory is left. {@link CursorWatch} checks what is requested.
 */
public final class ReadAheadHistory {

    private static final int DOCUMENTS = 40;

    /** Batches of {@link CursorWatch#BATCH_SIZE} are just large enough to be read ahead. */
    private static final int BYTES_EACH = 8400;

    /** Until the keep-alive has ended the last request that waits for a server which has dropped its connection. */
    private static final Duration CALM = Duration.ofSeconds(25);

    private static final Duration SLACK = Duration.ofMillis(100);

    /** A call without a timeout of its own takes until the faults have ended. */
    private static final Duration NO_TIMEOUT = Duration.ofMinutes(1);

    /** Closing sends endSessions, for at most 400 milliseconds. */
    private static final Duration MAXIMUM_CLOSE = Duration.ofMillis(600);

    private static final int[] POOL_SIZES = {1, 1, 2, 10};
    private static final int[] BATCH_SIZES = {0, 0, CursorWatch.BATCH_SIZE, 4};
    private static final String READ_AHEAD = "morelia-read-ahead";

    private final Simulation simulation;
    private final RandomGenerator random;
    private final ReadAheadBug bug;
    private final SimulatedReplicaSet set;
    private final CursorWatch watch;
    private final CommandPairs commands;
    private final MongoClient client;
    private final ReservedMemory memory;
    private final Chaos chaos;
    private final List<SimulatedThread> users = new ArrayList<>();
    private int reads;
    private boolean closing;

    private ReadAheadHistory(Simulation simulation, ReadAheadBug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        this.watch = new CursorWatch(simulation);
        this.commands = new CommandPairs(simulation);
        int poolSize = POOL_SIZES[random.nextInt(POOL_SIZES.length)];
        var builder = MongoClient.builder().uri(set.uri() + Chaos.options(random, poolSize));
        if (random.nextInt(4) == 0) {
            builder.commandListener(commands);
        }
        this.client = EnvOverride.with(env(), builder::build);
        this.memory = new ReservedMemory(client);
        this.chaos = new Chaos(simulation, set, client::disconnect, users);
    }

    private Env env() {
        Env watched = new RewritingEnv(simulation.env(), watch);
        return switch (bug) {
            case SIGNALS_LOST -> new FaultyEnv(watched, Fault.LOST_SIGNALS);
            case THREAD_LEFT -> new WithLastingThreads(watched);
            case BATCH_DROPPED, BATCH_REPEATED, CURSOR_LEFT_OPEN, CONNECTION_KEPT, SESSION_KEPT ->
                new RewritingEnv(watched, new PlantedCursorRewriter(simulation, watch, bug));
            default -> watched;
        };
    }

    /** Threads that have requested a batch wait for an hour. */
    private static final class WithLastingThreads extends ForwardingEnv {
        WithLastingThreads(Env env) {
            super(env);
        }

        @Override
        public Worker start(String name, ThreadKind kind, Runnable body) {
            return super.start(name, kind, () -> {
                body.run();
                if (name.equals(READ_AHEAD)) {
                    rest();
                }
            });
        }

        private void rest() {
            try {
                sleep(Duration.ofMinutes(30).toNanos());
            } catch (InterruptedException e) {
                interruptSelf();
            }
        }
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    public static History of(long seed) {
        return of(seed, ReadAheadBug.NONE);
    }

    static History of(long seed, ReadAheadBug bug) {
        var simulation = Simulation.of(seed);
        var history = simulation.run(() -> new ReadAheadHistory(simulation, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        prepare();
        boolean closeEarly = random.nextInt(8) == 0;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String name = "reader " + i;
            users.add(simulation.start(name, () -> use(name)));
        }
        int faults = random.nextInt(5);
        var disturber = simulation.start("chaos", () -> chaos.run(faults, Duration.ofSeconds(1)));
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(4_000_000_000L)));
            close();
        }
        for (var user : users) {
            var limit = closeEarly ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
            assertThat(user.join(limit.toNanos())).as(user.state()).isTrue();
        }
        assertThat(disturber.join(Duration.ofMinutes(1).toNanos())).isTrue();
        chaos.end();
        simulation.pause(CALM);
        assertNothingIsHeld();
        if (!closeEarly) {
            if (faults == 0) {
                assertThat(openCursors()).as("cursors open without faults").isZero();
            }
            assertWell();
            close();
        }
        assertClosed();
    }

    /** All members have the documents. */
    private void prepare() throws InterruptedException {
        var documents = new ArrayList<Document>();
        for (int i = 0; i < DOCUMENTS; i++) {
            documents.add(Document.of("_id", i, "padding", new Binary(new byte[BYTES_EACH])));
        }
        client.database("app").collection("documents").insertMany(documents);
        simulation.pause(Duration.ofMillis(100));
    }

    // ---- readers ----

    private void use(String name) {
        int actions = 2 + random.nextInt(3);
        for (int i = 0; i < actions && !closing; i++) {
            rest(Duration.ofMillis(400));
            var timeout = random.nextInt(4) == 0 ? NO_TIMEOUT : Duration.ofMillis(200 + random.nextInt(4000));
            boolean isClosedByOther = random.nextInt(8) == 0;
            var read = new Read(name + "'s " + i, timeout, isClosedByOther);
            reads++;
            try {
                read.run();
            } catch (ClientClosedException e) {
                assertThat(closing).as("client closed").isTrue();
            } catch (MongoException e) {
                simulation.note("not opened: " + e.getClass().getSimpleName());
            }
        }
    }

    private void rest(Duration maximum) {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(maximum.toNanos())));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }

    /** A cursor, read until the end, a failure, or a document that is enough. */
    private final class Read {
        private final String name;
        private final Duration timeout;
        private final boolean isClosedByOther;
        private final long begunNanos = simulation.elapsed().toNanos();
        private final int enough = random.nextBoolean() ? DOCUMENTS + 1 : random.nextInt(DOCUMENTS);
        private final int restMillis = new int[] {0, 0, 2, 40, 300}[random.nextInt(5)];
        private int consumed;
        private int failures;

        Read(String name, Duration timeout, boolean isClosedByOther) {
            this.name = name;
            this.timeout = timeout;
            this.isClosedByOther = isClosedByOther;
        }

        void run() {
            MongoCursor<Document> cursor = within(leftNanos(), () -> documents().cursor());
            if (isClosedByOther) {
                var unused = simulation.start("closer", () -> {
                    rest(Duration.ofMillis(500));
                    cursor.close();
                });
            }
            try {
                while (consumed < enough && hasNext(cursor) && isRead(cursor)) {
                    consumed++;
                    watch.consumed(name, bug == ReadAheadBug.TWO_AHEAD ? consumed - DOCUMENTS / 2 : consumed);
                    if (restMillis > 0) {
                        rest(Duration.ofMillis(restMillis));
                    }
                }
            } finally {
                if (bug == ReadAheadBug.MEMORY_KEPT && watch.isRequesting(name)) {
                    memory.leak(1);
                }
                watch.wants(name, true);
                within(timeout.toNanos(), () -> {
                    cursor.close();
                    return cursor;
                });
            }
        }

        private FindQuery<Document> documents() {
            MongoCollection<Document> collection = client.database("app")
                    .collection("documents")
                    .with(random.nextInt(3) == 0 ? ReadPreference.nearest() : ReadPreference.primary());
            var limited = timeout.equals(NO_TIMEOUT) ? collection : collection.with(timeout);
            int batchSize = BATCH_SIZES[random.nextInt(BATCH_SIZES.length)];
            return batchSize == 0
                    ? limited.find().comment(name)
                    : limited.find().comment(name).batchSize(batchSize);
        }

        private long leftNanos() {
            long passedNanos =
                    timeout.equals(NO_TIMEOUT) ? 0 : simulation.elapsed().toNanos() - begunNanos;
            return Math.max(0, timeout.toNanos() - passedNanos);
        }

        private boolean hasNext(MongoCursor<Document> cursor) {
            if (bug == ReadAheadBug.ERROR_TOLD_EARLY && watch.hasFailed(name)) {
                failed("early");
                return false;
            }
            try {
                watch.wants(name, true);
                boolean more = within(leftNanos(), cursor::hasNext);
                if (!more) {
                    assertThat(consumed).as("documents at the end").isEqualTo(DOCUMENTS);
                }
                return more;
            } catch (MongoException e) {
                failed(e.getClass().getSimpleName());
                if (bug == ReadAheadBug.ERROR_SWALLOWED) {
                    assertThat(consumed).as("documents at the end").isEqualTo(DOCUMENTS);
                }
                // It may go on, if the request was not sent.
                simulation.currentThread().takeInterrupt();
                return !closing && failures < 3 && random.nextBoolean() && hasNext(cursor);
            } catch (IllegalStateException e) {
                assertThat(failures > 0 || isClosedByOther)
                        .as("a failure before, or closed")
                        .isTrue();
                return false;
            } finally {
                watch.wants(name, false);
            }
        }

        /** False if another thread has closed the cursor a moment ago. */
        private boolean isRead(MongoCursor<Document> cursor) {
            try {
                assertThat(cursor.next().int32("_id")).as("document read").isEqualTo(consumed);
                return true;
            } catch (IllegalStateException e) {
                assertThat(isClosedByOther).as("closed").isTrue();
                return false;
            }
        }

        private void failed(String how) {
            failures++;
            simulation.note(name + " has failed: " + how);
            assertThat(watch.isBetweenBatches(name, consumed))
                    .as("told between batches, after " + consumed)
                    .isTrue();
        }
    }

    private <R> R within(long nanos, Supplier<R> call) {
        long begun = simulation.elapsed().toNanos();
        try {
            return call.get();
        } finally {
            assertThat(simulation.elapsed().minusNanos(begun))
                    .as("time of a call")
                    .isLessThanOrEqualTo(Duration.ofNanos(nanos).plus(SLACK));
        }
    }

    // ---- the end ----

    private int openCursors() {
        return set.servers().stream().mapToInt(SimulatedServer::cursorsOpen).sum();
    }

    private void assertNothingIsHeld() {
        assertThat(memory.bytes()).as("bytes read ahead").isZero();
        assertThat(simulation.liveThreads()).extracting(SimulatedThread::name).doesNotContain(READ_AHEAD, "closer");
        if (!closing) {
            assertThat(client.poolUse()).allSatisfy((server, use) -> {
                assertThat(use.inUse()).as("connections in use").isZero();
                assertThat(use.waiting()).as("threads waiting for one").isZero();
            });
        }
    }

    private void assertWell() throws InterruptedException {
        // Servers may have dropped connections.
        client.disconnect();
        int before = openCursors();
        assertSlowReaderKeepsNoConnection();
        int unused = watch.takeSessions();
        for (int i = 0; i < 4; i++) {
            assertLeavesNothing(CursorWatch.BATCH_SIZE + 1 + random.nextInt(2 * CursorWatch.BATCH_SIZE));
        }
        assertThat(watch.takeSessions())
                .as("sessions of cursors one after another")
                .isLessThanOrEqualTo(2);
        assertThat(openCursors()).as("cursors that were left open").isEqualTo(before);
    }

    private MongoCursor<Document> last() {
        String name = "the last " + ++reads;
        return client.database("app")
                .collection("documents")
                .find()
                .comment(name)
                .cursor();
    }

    private void assertSlowReaderKeepsNoConnection() throws InterruptedException {
        String name = "the last " + (reads + 1);
        var seen = new ArrayList<Integer>();
        try (var cursor = last()) {
            while (cursor.hasNext()) {
                seen.add(cursor.next().int32("_id"));
                watch.consumed(name, seen.size());
                if (seen.size() % CursorWatch.BATCH_SIZE == 1) {
                    simulation.pause(Duration.ofMillis(500));
                    assertThat(client.poolUse())
                            .allSatisfy((server, use) -> assertThat(use.inUse())
                                    .as("connections of a slow reader")
                                    .isZero());
                }
            }
        }
        assertThat(seen)
                .as("documents at the end")
                .hasSize(DOCUMENTS)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** The cursor is closed at once, or when the batch ahead has arrived. */
    private void assertLeavesNothing(int enough) throws InterruptedException {
        String name = "the last " + (reads + 1);
        try (var cursor = last()) {
            for (int i = 0; i < enough; i++) {
                assertThat(cursor.next().int32("_id")).as("document read").isEqualTo(i);
                watch.consumed(name, i + 1);
            }
            if (random.nextBoolean()) {
                simulation.pause(Duration.ofMillis(random.nextInt(20)));
            }
        }
        simulation.pause(Duration.ofSeconds(1));
        assertNothingIsHeld();
    }

    private void close() {
        closing = true;
        long begun = simulation.elapsed().toNanos();
        client.close();
        assertThat(simulation.elapsed().minusNanos(begun)).as("time of closing").isLessThan(MAXIMUM_CLOSE);
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(1));
        assertThat(simulation.liveThreads())
                .as("threads one second after the end")
                .hasSize(1);
        assertThat(memory.bytes()).as("bytes read ahead").isZero();
        commands.assertComplete();
    }
}
