package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Sixteen threads write to and read from a replica set, without retries, while its primary is lost. */
@Timeout(180)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class FailoverTest {
    private static final int THREADS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** A generous limit for a call beyond its timeout; the actual figures are printed. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final AtomicReference<ServerAddress> lost = new AtomicReference<>();
    private final AtomicLong lostNanos = new AtomicLong();
    private final AtomicLong newPrimaryNanos = new AtomicLong();
    private final AtomicLong firstSuccessNanos = new AtomicLong();
    private final AtomicLong maximumNanos = new AtomicLong();
    private final AtomicLong successes = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> reused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    /** Records when the client learns of another primary. */
    private final class Watch implements TopologyListener, PoolListener {
        @Override
        public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
            ServerAddress gone = lost.get();
            ServerDescription primary = event.current().primary();
            if (gone != null && primary != null && !primary.address().equals(gone)) {
                newPrimaryNanos.compareAndSet(0, System.nanoTime());
            }
        }

        /** Connections of the first generation must not be checked out once their server is known to be gone. */
        @Override
        public void checkedOut(PoolEvent.CheckedOut event) {
            if (newPrimaryNanos.get() != 0 && event.server().equals(lost.get())) {
                reused.add(event.toString());
            }
        }
    }

    private MongoClient client(ReplicaSet set) {
        var watch = new Watch();
        return MongoClient.builder()
                .uri(set.uri())
                .settings(settings ->
                        settings.retry(retry -> retry.retryReads(false).retryWrites(false)))
                .topologyListener(watch)
                .poolListener(watch)
                .build();
    }

    private void work(MongoClient client, int number) {
        var people = client.database("failover").collection("people").with(TIMEOUT);
        for (int i = 0; !stop.get(); i++) {
            long begun = System.nanoTime();
            try {
                if (number % 2 == 0) {
                    people.insertOne(new Document("thread", number).append("n", i));
                } else {
                    people.findOne(new Document("thread", number - 1));
                }
                long now = System.nanoTime();
                successes.incrementAndGet();
                if (lostNanos.get() != 0 && begun > lostNanos.get()) {
                    firstSuccessNanos.compareAndSet(0, now);
                }
            } catch (MongoException expected) {
                // The primary is gone; operations in progress are lost.
            } catch (RuntimeException surprise) {
                surprises.add(surprise);
                return;
            } finally {
                maximumNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
            }
        }
    }

    private interface Loss {
        void of(Mongod primary);
    }

    private void lose(ReplicaSet set, Loss loss) throws InterruptedException {
        try (var client = client(set)) {
            client.database("failover")
                    .collection("people")
                    .with(WriteConcern.MAJORITY)
                    .insertOne(new Document());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads.add(Thread.ofPlatform().start(() -> work(client, number)));
            }
            while (successes.get() < 200) {
                Thread.sleep(5);
            }
            Mongod primary = set.primary();
            lost.set(primary.address());
            lostNanos.set(System.nanoTime());
            loss.of(primary);
            while (firstSuccessNanos.get() == 0) {
                assertThat(surprises).isEmpty();
                Thread.sleep(5);
            }
            long enough = successes.get() + 200;
            while (successes.get() < enough) {
                Thread.sleep(5);
            }
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(Duration.ofNanos(maximumNanos.get())).as("longest call").isLessThan(TIMEOUT.plus(SLACK));
    }

    @Test
    void killedPrimary() throws InterruptedException {
        try (var set = ReplicaSet.start(3)) {
            lose(set, Mongod::kill);
            long after = firstSuccessNanos.get() - newPrimaryNanos.get();
            System.out.printf(
                    "failover: new primary known %d ms after kill -9, first success %d ms after that, longest call %d"
                            + " ms%n",
                    (newPrimaryNanos.get() - lostNanos.get()) / 1_000_000,
                    after / 1_000_000,
                    maximumNanos.get() / 1_000_000);
            assertThat(reused).isEmpty();
        }
    }

    @Test
    void suspendedPrimary() throws InterruptedException {
        try (var set = ReplicaSet.start(3)) {
            var suspended = new AtomicReference<Mongod>();
            lose(set, primary -> {
                suspended.set(primary);
                primary.suspend();
            });
            System.out.printf(
                    "failover: first success %d ms after SIGSTOP, longest call %d ms with a timeout of %d ms%n",
                    (firstSuccessNanos.get() - lostNanos.get()) / 1_000_000,
                    maximumNanos.get() / 1_000_000,
                    TIMEOUT.toMillis());
            suspended.get().resume();
        }
    }

    @Test
    void removedMembersAreDroppedAndNewOnesFound() {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri())) {
            client.address();
            Mongod gone = set.secondaries().getFirst();
            set.removeMember(gone);
            await(client, topology -> topology.server(gone.address()) == null);
            Mongod added = set.addMember(new Document());
            await(client, topology -> {
                ServerDescription server = topology.server(added.address());
                return server != null && server.type() == ServerType.RS_SECONDARY;
            });
        }
    }

    @Test
    void stepDownIsNoticedAtOnce() {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri())) {
            ServerAddress before = client.address();
            set.stepDown();
            await(client, topology -> {
                ServerDescription primary = topology.primary();
                return primary != null && !primary.address().equals(before);
            });
            client.database("failover").collection("people").insertOne(new Document());
        }
    }

    private static void await(MongoClient client, Predicate<TopologyDescription> condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.test(client.description())) {
            assertThat(System.nanoTime()).as("%s", client.description()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }
}
