package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Threads increment counters in a replica set, one each, while connections break and primaries change. With retryable
 * writes a counter is never less than the number of acknowledged calls, and exceeds it only by failed calls.
 */
@Timeout(180)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class RetriedWritesLiveTest {
    private static final int THREADS = 8;

    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(THREADS);
    private final AtomicIntegerArray failed = new AtomicIntegerArray(THREADS);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final ConcurrentLinkedQueue<MongoException> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    private interface Trouble {
        void make() throws InterruptedException;
    }

    private void count(MongoClient client, int number) {
        var counters = client.database("retries").collection("counters").with(WriteConcern.MAJORITY);
        var mine = Document.of("_id", number);
        while (!stop.get()) {
            try {
                counters.updateOne(mine, Document.of("$inc", Document.of("n", 1)));
                acknowledged.incrementAndGet(number);
            } catch (MongoException expected) {
                failures.add(expected);
                failed.incrementAndGet(number);
            } catch (RuntimeException surprise) {
                surprises.add(surprise);
                return;
            }
        }
    }

    /** Runs the threads during the faults and for a while after, and compares with the stored counters. */
    private void countDuring(MongoClient client, MongoClient control, Trouble trouble) throws InterruptedException {
        var counters = control.database("retries").collection("counters").with(WriteConcern.MAJORITY);
        for (int i = 0; i < THREADS; i++) {
            counters.insertOne(Document.of("_id", i, "n", 0));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> count(client, number)));
        }
        awaitMore(20);
        trouble.make();
        awaitMore(20);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(surprises).isEmpty();
        for (int i = 0; i < THREADS; i++) {
            int shown = counters.findOne(Document.of("_id", i)).orElseThrow().int32("n");
            assertThat(shown)
                    .as("counter %d, %d calls failed", i, failed.get(i))
                    .isBetween(acknowledged.get(i), acknowledged.get(i) + failed.get(i));
        }
    }

    /** Waits until each thread has counted further. */
    private void awaitMore(int more) throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            int enough = acknowledged.get(i) + more;
            while (acknowledged.get(i) < enough) {
                assertThat(surprises).isEmpty();
                Thread.sleep(5);
            }
        }
    }

    private void report(String trouble) {
        System.out.printf("retried writes: %s: %d calls failed%n", trouble, failures.size());
    }

    @Test
    void brokenConnections() throws InterruptedException {
        try (var set = ReplicaSet.start(1);
                var proxy = FaultProxy.start(set.primary().address());
                var control = MongoClient.create(set.uri());
                var client = MongoClient.create(proxy.uri())) {
            countDuring(client, control, () -> {
                for (int i = 0; i < 10; i++) {
                    proxy.reset();
                    awaitMore(3);
                    // The command arrives, its reply does not.
                    proxy.cutAfter(FaultProxy.Direction.TO_CLIENT, 1);
                    Thread.sleep(5);
                    proxy.heal();
                    awaitMore(3);
                }
            });
            report("connections cut 20 times");
        }
    }

    @Test
    void primaryThatStepsDown() throws InterruptedException {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri())) {
            countDuring(client, client, () -> {
                set.stepDown();
                set.waitForPrimary(Duration.ofSeconds(60));
            });
            report("step-down");
        }
    }

    @Test
    void primaryThatIsKilled() throws InterruptedException {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri())) {
            countDuring(client, client, () -> {
                Mongod primary = set.primary();
                primary.kill();
                set.waitForPrimary(Duration.ofSeconds(60));
            });
            report("kill -9");
        }
    }
}
