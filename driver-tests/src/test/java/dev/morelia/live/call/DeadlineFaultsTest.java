package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.FaultProxy.Direction;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Operations with timeouts of 50 to 5,000 ms over a network that is slow, stalls, cuts connections and refuses new
 * ones: none ends later than its timeout and 100 ms more. {@code -Ddeadline.operations=n} sets how many there are,
 * {@code -Ddeadline.seed=n} the seed.
 */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(3_600)
class DeadlineFaultsTest {
    private static final int OPERATIONS = Integer.getInteger("deadline.operations", 1_000);
    private static final long SEED = Long.getLong("deadline.seed", System.nanoTime());
    /** The first ones load classes, while all threads do so; they are not measured. */
    private static final int UNMEASURED = 200;

    private static final int THREADS = 16;
    private static final int MINIMUM_MILLIS = 50;
    private static final int MAXIMUM_MILLIS = 5_000;
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AtomicInteger left = new AtomicInteger(OPERATIONS + UNMEASURED);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger timedOut = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    /** How long the machine itself has kept a thread from running, at most. */
    private final AtomicLong stallNanos = new AtomicLong();

    private final Queue<Late> late = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    private record Late(long nanos, String what) {}

    @Test
    void noOperationEndsLate() throws Exception {
        try (var proxy = FaultProxy.start(Mongod.shared().address());
                var client = MongoClient.create(proxy.uri() + (proxy.uri().contains("?") ? "&" : "/?")
                        + "heartbeatFrequencyMS=500&maxPoolSize=8")) {
            prepare(client);
            var pulse = Thread.ofPlatform().start(this::pulse);
            var faults = Thread.ofPlatform().start(() -> disturb(proxy));
            var workers = new ArrayList<Thread>();
            for (int i = 0; i < THREADS; i++) {
                var random = new SplittableRandom(SEED + i);
                Runnable work = () -> work(client, random);
                workers.add((i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(work));
            }
            for (Thread worker : workers) {
                worker.join();
            }
            over.set(true);
            faults.join();
            pulse.join();
            proxy.heal();
            String report = "seed " + SEED + ": " + done + " done, " + timedOut + " timed out, " + failed
                    + " failed otherwise; the machine stalled for up to "
                    + TimeUnit.NANOSECONDS.toMillis(stallNanos.get()) + " ms";
            System.out.println(report);
            assertThat(unexpected).as(report).isEmpty();
            assertThat(late.stream().filter(each -> each.nanos > TOLERANCE_NANOS + stallNanos.get()))
                    .as(report)
                    .isEmpty();
            assertThat(done.get()).as(report).isPositive();
            assertThat(timedOut.get()).as(report).isPositive();
            assertThat(client.database("deadline").with(Duration.ofSeconds(60)).runCommand(new Document("ping", 1)))
                    .containsKey("ok");
        }
    }

    private static void prepare(MongoClient client) {
        var people = client.database("deadline").collection("people");
        people.drop();
        var documents = new ArrayList<Document>();
        for (int i = 0; i < 300; i++) {
            documents.add(Document.of("_id", i, "text", "x".repeat(500)));
        }
        people.insertMany(documents);
    }

    private void pulse() {
        while (!over.get()) {
            long begun = System.nanoTime();
            sleep(2);
            long stalled = System.nanoTime() - begun - TimeUnit.MILLISECONDS.toNanos(2);
            stallNanos.accumulateAndGet(stalled, Math::max);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void disturb(FaultProxy proxy) {
        var random = new SplittableRandom(~SEED);
        while (!over.get()) {
            switch (random.nextInt(9)) {
                case 0 -> proxy.latency(Duration.ofMillis(random.nextInt(300)));
                case 1 -> proxy.blackHole(Direction.TO_CLIENT);
                case 2 -> proxy.blackHole(Direction.TO_SERVER);
                case 3 -> proxy.reset();
                case 4 -> proxy.refuse();
                case 5 -> proxy.pauseAccept();
                case 6 -> proxy.drip(Duration.ofMillis(random.nextInt(1, 20)));
                case 7 -> proxy.halfOpen();
                default -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(2_000));
            }
            sleep(random.nextInt(50, 700));
            proxy.heal();
            sleep(random.nextInt(200));
        }
    }

    private void work(MongoClient client, SplittableRandom random) {
        for (int number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
            // Most are short, so that there may be many.
            int millis = MINIMUM_MILLIS + (int) ((MAXIMUM_MILLIS - MINIMUM_MILLIS) * Math.pow(random.nextDouble(), 4));
            var people = client.database("deadline").collection("people").with(Duration.ofMillis(millis));
            int kind = random.nextInt(8);
            long begun = System.nanoTime();
            String outcome = "done";
            try {
                call(kind, people, random);
                done.incrementAndGet();
            } catch (OperationTimeoutException timeout) {
                timedOut.incrementAndGet();
                outcome = timeout.getMessage();
                check(timeout, millis);
            } catch (MongoException failure) {
                failed.incrementAndGet();
                outcome = failure.toString();
            } catch (Throwable thrown) {
                unexpected.add(thrown);
            }
            long lateNanos = System.nanoTime() - begun - TimeUnit.MILLISECONDS.toNanos(millis);
            if (lateNanos > TOLERANCE_NANOS && number <= OPERATIONS) {
                late.add(new Late(lateNanos, "kind " + kind + " with " + millis + " ms: " + outcome));
            }
        }
    }

    private void check(OperationTimeoutException timeout, int millis) {
        boolean told = timeout.timeout().toMillis() == millis
                && timeout.attempts() > 0
                && timeout.lastStep().time().compareTo(Duration.ofMillis(millis).plusSeconds(5)) < 0;
        if (!told) {
            unexpected.add(timeout);
        }
    }

    private static void call(int kind, MongoCollection<Document> people, SplittableRandom random) {
        int id = random.nextInt(300);
        var one = new Document("_id", id);
        switch (kind) {
            case 0 -> people.findOne(one);
            case 1 -> people.updateOne(one, new Document("$inc", new Document("n", 1)));
            case 2 -> people.insertOne(new Document("text", "y".repeat(random.nextInt(100_000))));
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
