package dev.morelia.live.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.bson.Document;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.settings.WriteConcern;
import dev.morelia.simulation.fault.ListenerOfAll;
import dev.morelia.simulation.fault.Seam;
import dev.morelia.simulation.fault.Thrower;
import dev.morelia.simulation.fault.ThrowingCodec;
import dev.morelia.simulation.fault.ThrowingHandler;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Threads write to and read from a replica set while listeners of all kinds, a codec and a log handler throw arbitrary
 * Throwables, and while the primary is lost. The results are the same as without.
 */
@Timeout(180)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class HostileProgramLiveTest {
    private static final int WRITERS = 6;
    private static final int THROW_ONE_IN = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Thrower thrower = new Thrower(1);
    private final ThrowingCodec codec = new ThrowingCodec(thrower);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger failuresOfCodec = new AtomicInteger();
    private final AtomicInteger undecoded = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    private interface Loss {
        void of(ReplicaSet set);
    }

    private MongoClient client(ReplicaSet set) {
        var listener = new ListenerOfAll(() -> thrower.mayThrow(Seam.LISTENER));
        return MongoClient.builder()
                .uri(set.uri())
                .settings(settings -> settings.timeout(TIMEOUT))
                .commandListener(listener)
                .poolListener(listener)
                .topologyListener(listener)
                .build();
    }

    private static MongoCollection<Document> tokens(MongoClient client) {
        return client.database("hostile").collection("tokens").with(WriteConcern.MAJORITY);
    }

    /** Every other document uses the throwing codec. */
    private void write(MongoClient client, int writer) {
        for (int i = 0; !stop.get() && surprises.isEmpty(); i++) {
            String token = writer + " " + i;
            boolean hostile = i % 2 == 1;
            var collection = tokens(client);
            try {
                (hostile ? collection.with(codec) : collection).insertOne(Document.of("_id", token, "n", i));
                acknowledged.add(token);
            } catch (DuplicateKeyException twice) {
                surprises.add(twice);
            } catch (MongoException failure) {
                requireOwn(failure);
                if (failure.retryAdvice() != RetryAdvice.SAFE) {
                    unknown.add(token);
                }
            } catch (Throwable failure) {
                if (!hostile || !Seam.ENCODING.hasThrown(failure)) {
                    surprises.add(failure);
                }
                // The driver encodes before it sends, and again for a retry.
                unknown.add(token);
                failuresOfCodec.incrementAndGet();
            }
        }
    }

    private void read(MongoClient client) {
        while (!stop.get() && surprises.isEmpty()) {
            var expected = new HashSet<>(acknowledged);
            try {
                int missed = read(client, expected);
                if (expected.size() > missed) {
                    surprises.add(new AssertionError(expected + " not read, " + missed + " not decoded"));
                }
            } catch (MongoException failure) {
                requireOwn(failure);
            } catch (Throwable failure) {
                surprises.add(failure);
            }
        }
    }

    /** Removes the documents read from the expected ones, and returns how many could not be decoded. */
    private int read(MongoClient client, Set<String> expected) {
        int missed = 0;
        try (MongoCursor<Document> cursor =
                tokens(client).with(codec).find().batchSize(7).cursor()) {
            while (cursor.hasNext()) {
                try {
                    expected.remove(cursor.next().string("_id"));
                } catch (Throwable failure) {
                    if (!Seam.DECODING.hasThrown(failure)) {
                        throw failure;
                    }
                    missed++;
                }
            }
        }
        undecoded.addAndGet(missed);
        return missed;
    }

    /** Exceptions of listeners and log handlers must not fail a call. */
    private void requireOwn(Throwable failure) {
        if (Seam.anyHasThrown(failure)) {
            surprises.add(failure);
        }
    }

    private void lose(Loss loss) throws InterruptedException {
        var handler = ThrowingHandler.open(thrower, Level.FINE);
        try (var set = ReplicaSet.start(3);
                var client = client(set)) {
            tokens(client).insertOne(Document.of("_id", "first"));
            acknowledged.add("first");
            thrower.throwOneIn(THROW_ONE_IN);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                threads.add(Thread.ofPlatform().start(() -> write(client, writer)));
            }
            threads.add(Thread.ofPlatform().start(() -> read(client)));
            awaitMore(60);
            loss.of(set);
            set.waitForPrimary(Duration.ofSeconds(60));
            awaitMore(60);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            thrower.throwOneIn(0);
            assertThat(surprises).isEmpty();
            assertUsable(client);
        } finally {
            thrower.throwOneIn(0);
            handler.close();
        }
        assertThat(thrower.seams())
                .containsExactlyInAnyOrder(Seam.LISTENER, Seam.LOG_HANDLER, Seam.ENCODING, Seam.DECODING);
        System.out.printf(
                "hostile program: %d writes acknowledged, %d of unknown outcome, %d not encoded, %d documents not"
                        + " decoded%n",
                acknowledged.size(), unknown.size(), failuresOfCodec.get(), undecoded.get());
    }

    private void awaitMore(int more) throws InterruptedException {
        int enough = acknowledged.size() + more;
        while (acknowledged.size() < enough && surprises.isEmpty()) {
            Thread.sleep(5);
        }
    }

    private void assertUsable(MongoClient client) {
        tokens(client).insertOne(Document.of("_id", "last"));
        acknowledged.add("last");
        // An _id is unique: a write that was executed twice would have failed.
        var there = new HashSet<String>();
        tokens(client).find().batchSize(50).forEach(token -> there.add(token.string("_id")));
        assertThat(there).containsAll(acknowledged);
        there.removeAll(acknowledged);
        assertThat(unknown).containsAll(there);
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
            assertThat(use.idle() + use.pending()).as("idle connections").isEqualTo(use.size());
        });
    }

    @Test
    void killedPrimary() throws InterruptedException {
        lose(set -> set.primary().kill());
    }

    @Test
    void primaryThatStepsDown() throws InterruptedException {
        lose(ReplicaSet::stepDown);
    }
}
