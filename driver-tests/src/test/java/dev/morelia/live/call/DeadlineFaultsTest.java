package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.PoolUse;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.FaultProxy.Direction;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Operations with timeouts of 50 to 5,000 ms over a network that is slow, stalls, cuts connections and refuses new
 * ones: none ends later than its timeout and 100 ms more. Only what the machine itself has kept threads from running
 * between the timeout of an operation and its end is added. {@code -Ddeadline.operations=n} sets how many there are,
 * {@code -Ddeadline.threads=n} how many run at once, {@code -Ddeadline.seed=n} the seed.
 */
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
@Timeout(3_600)
class DeadlineFaultsTest {
    private static final int OPERATIONS = Integer.getInteger("deadline.operations", 100_000);
    private static final int THREADS = Integer.getInteger("deadline.threads", 300);
    private static final long SEED = Long.getLong("deadline.seed", System.nanoTime());
    /** The first ones load and compile classes. */
    private static final int WARM_UP_OPERATIONS = 5_000;

    private static final int CLIENTS = 8;
    private static final int PLATFORM_THREADS = 16;
    private static final int MINIMUM_MILLIS = 50;
    private static final int MAXIMUM_MILLIS = 5_000;
    /** Between two operations of a thread, so that they do not fully load the processor while there is no fault. */
    private static final int MAXIMUM_PAUSE_MILLIS = 400;

    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private static final List<BiConsumer<FaultProxy, SplittableRandom>> FAULTS = List.of(
            (proxy, random) -> proxy.latency(Duration.ofMillis(random.nextInt(300))),
            (proxy, random) -> proxy.blackHole(Direction.TO_CLIENT),
            (proxy, random) -> proxy.blackHole(Direction.TO_SERVER),
            (proxy, random) -> proxy.reset(),
            (proxy, random) -> proxy.refuse(),
            (proxy, random) -> proxy.pauseAccept(),
            (proxy, random) -> proxy.drip(Duration.ofMillis(random.nextInt(1, 20))),
            (proxy, random) -> proxy.halfOpen(),
            (proxy, random) -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(1, 2_000)));

    private final Outcomes warmUp = new Outcomes(WARM_UP_OPERATIONS);
    private final Outcomes outcomes = new Outcomes(OPERATIONS);
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** An operation that has ended too late, if the machine has not stalled meanwhile. */
    private record Late(long deadlineNanos, long endNanos, String what) {
        long excessNanos(StallWatch watch) {
            return endNanos - deadlineNanos - TOLERANCE_NANOS - watch.stalledNanos(deadlineNanos, endNanos);
        }

        @Override
        public String toString() {
            return millis(endNanos - deadlineNanos) + " late: " + what;
        }
    }

    /** How the operations of one part of the test have ended. */
    private static final class Outcomes {
        private final long[] lateNanos;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger timedOut = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final Queue<Late> late = new ConcurrentLinkedQueue<>();

        Outcomes(int operations) {
            lateNanos = new long[operations];
        }

        void ended(int number, long deadlineNanos, long endNanos, Supplier<String> what) {
            lateNanos[number] = endNanos - deadlineNanos;
            if (lateNanos[number] > TOLERANCE_NANOS) {
                late.add(new Late(deadlineNanos, endNanos, what.get()));
            }
        }

        void count(@Nullable Throwable failure) {
            var counter = failure == null ? done : failure instanceof OperationTimeoutException ? timedOut : failed;
            counter.incrementAndGet();
        }

        String report() {
            long[] sorted = lateNanos.clone();
            Arrays.sort(sorted);
            return String.format(
                    Locale.ROOT,
                    "%,d done, %,d timed out, %,d failed otherwise; after the timeout: p99 %s, p99.9 %s, p99.99 %s,"
                            + " maximum %s; %d needed the machine's stalls",
                    done.get(),
                    timedOut.get(),
                    failed.get(),
                    millis(sorted[(int) (sorted.length * 0.99)]),
                    millis(sorted[(int) (sorted.length * 0.999)]),
                    millis(sorted[(int) (sorted.length * 0.9999)]),
                    millis(sorted[sorted.length - 1]),
                    late.size());
        }
    }

    /** A client whose network is disturbed apart from those of the others. */
    private final class DisturbedClient implements AutoCloseable {
        private final FaultProxy proxy;
        private final MongoClient client;
        private final Thread faults;

        DisturbedClient(ServerAddress server, int number) {
            proxy = FaultProxy.start(server);
            client = MongoClient.create(proxy.uri() + "&heartbeatFrequencyMS=500&maxPoolSize=20&maxConnecting=5");
            var random = new SplittableRandom(SEED - 1 - number);
            faults = Thread.ofPlatform().start(() -> disturb(random));
        }

        private void disturb(SplittableRandom random) {
            while (!over) {
                FAULTS.get(random.nextInt(FAULTS.size())).accept(proxy, random);
                sleep(random.nextInt(50, 700));
                proxy.heal();
                sleep(random.nextInt(200));
            }
        }

        @Override
        public void close() {
            over = true;
            StallWatch.await(faults);
            client.close();
            proxy.close();
        }
    }

    @Test
    void noOperationEndsLate() throws Exception {
        var clients = new ArrayList<DisturbedClient>();
        try (var set = ReplicaSet.start(1)) {
            try {
                prepare(set.uri());
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new DisturbedClient(set.primary().address(), i));
                }
                noOperationEndsLate(clients);
            } finally {
                for (DisturbedClient disturbed : clients) {
                    disturbed.close();
                }
            }
        }
    }

    private void noOperationEndsLate(List<DisturbedClient> clients) throws InterruptedException {
        run(clients, warmUp, SEED);
        long begun = System.nanoTime();
        var watch = new StallWatch();
        try (watch) {
            run(clients, outcomes, ~SEED);
        }
        over = true;
        String report = "deadlines, seed " + SEED + ", " + (System.nanoTime() - begun) / 1_000_000_000 + " s: "
                + outcomes.report() + " of up to " + millis(watch.longestNanos());
        System.out.println(report);
        assertThat(unexpected).as(report).isEmpty();
        assertThat(outcomes.late.stream().filter(each -> each.excessNanos(watch) > 0))
                .as(report)
                .isEmpty();
        assertThat(outcomes.done.get()).as(report).isPositive();
        assertThat(outcomes.timedOut.get()).as(report).isPositive();
        for (DisturbedClient disturbed : clients) {
            disturbed.faults.join();
            recovers(disturbed.client);
        }
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static void prepare(String uri) {
        try (var client = MongoClient.create(uri)) {
            prepare(client.database("deadline"));
        }
    }

    private static void prepare(MongoDatabase database) {
        database.createCollection(
                "texts", new CreateCollectionOptions().capped(true).size(10_000_000));
        var people = database.collection("people");
        people.createIndex(new Document("n", 1));
        var documents = new ArrayList<Document>();
        for (int i = 0; i < 300; i++) {
            documents.add(Document.of("_id", i, "text", "x".repeat(500)));
        }
        people.insertMany(documents);
    }

    /** A connection that has lost bytes is only noticed when an operation waits for them. */
    private static void recovers(MongoClient client) throws InterruptedException {
        var people = client.database("deadline").collection("people").with(Duration.ofSeconds(1));
        long giveUp = System.nanoTime() + RECOVERY.toNanos();
        while (true) {
            try {
                assertThat(people.findOne(new Document("_id", 1))).isPresent();
                break;
            } catch (MongoException lost) {
                assertThat(System.nanoTime()).as("%s", lost).isLessThan(giveUp);
            }
        }
        while (client.poolUse().values().stream().mapToInt(PoolUse::inUse).sum() > 0) {
            assertThat(System.nanoTime()).as("%s", client.poolUse()).isLessThan(giveUp);
            Thread.sleep(10);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<DisturbedClient> clients, Outcomes results, long seed) throws InterruptedException {
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < THREADS; i++) {
            var random = new SplittableRandom(seed + i);
            DisturbedClient disturbed = clients.get(i % clients.size());
            Runnable work = () -> work(disturbed, results, random);
            workers.add((i < PLATFORM_THREADS ? Thread.ofPlatform() : Thread.ofVirtual()).start(work));
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work(DisturbedClient disturbed, Outcomes results, SplittableRandom random) {
        int count = results.lateNanos.length;
        for (int number = results.begun.getAndIncrement(); number < count; number = results.begun.getAndIncrement()) {
            sleep(random.nextInt(MAXIMUM_PAUSE_MILLIS));
            // Most are short, so that there may be many.
            int millis = MINIMUM_MILLIS + (int) ((MAXIMUM_MILLIS - MINIMUM_MILLIS) * Math.pow(random.nextDouble(), 12));
            var database = disturbed.client.database("deadline").with(Duration.ofMillis(millis));
            int kind = random.nextInt(8);
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            Throwable failure = failure(() -> call(kind, database, random));
            long end = System.nanoTime();
            results.ended(number, deadline, end, () -> "kind " + kind + " with " + millis + " ms: " + failure);
            results.count(failure);
            check(failure, millis);
        }
    }

    private static @Nullable Throwable failure(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private void check(@Nullable Throwable failure, int millis) {
        boolean expected = switch (failure) {
            case OperationTimeoutException timeout ->
                timeout.timeout().toMillis() == millis
                        && timeout.attempts() > 0
                        && timeout.lastStep()
                                        .time()
                                        .compareTo(Duration.ofMillis(millis).plusSeconds(5))
                                < 0;
            case MongoException other -> true;
            case null -> true;
            default -> false;
        };
        if (!expected) {
            unexpected.add(failure);
        }
    }

    private static void call(int kind, MongoDatabase database, SplittableRandom random) {
        MongoCollection<Document> people = database.collection("people");
        int id = random.nextInt(300);
        var one = new Document("_id", id);
        switch (kind) {
            case 0 -> people.findOne(one);
            case 1 -> people.updateOne(one, new Document("$inc", new Document("n", 1)));
            case 2 -> database.collection("texts").insertOne(new Document("text", "y".repeat(random.nextInt(100_000))));
            case 3 -> people.countDocuments(one);
            case 4 -> people.deleteMany(new Document("n", -1));
            case 5 ->
                people.bulkWrite(List.of(
                        WriteModel.insertOne(new Document("n", -1)),
                        WriteModel.deleteMany(new Document("n", -1)),
                        WriteModel.insertOne(new Document("n", -1))));
            case 6 ->
                people.find(new Document("_id", new Document("$lt", 300)))
                        .batchSize(50)
                        .toList();
            default -> people.listIndexes().first();
        }
    }
}
