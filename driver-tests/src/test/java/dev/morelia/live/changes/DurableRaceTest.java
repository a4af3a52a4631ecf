package dev.morelia.live.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.DurableChanges;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.result.ChangeEvent;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Threads with consumers of one name, which close and open them and lose their leases. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class DurableRaceTest {
    private static final int CONSUMERS = 3;
    private static final int EVENTS = 1_500;
    private static final int SAVE_AFTER = 10;

    private final AtomicLong greatest = new AtomicLong();
    private final ConcurrentHashMap<Long, List<Integer>> handled = new ConcurrentHashMap<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();

    private void consume(MongoCollection<Document> numbers, int seed) {
        var random = new Random(seed);
        boolean over = false;
        while (!over) {
            try (var changes = numbers.watch()
                    .maxAwaitTime(Duration.ofMillis(20))
                    .durable("race")
                    .leaseTime(Duration.ofSeconds(1))
                    .saveAfter(SAVE_AFTER)
                    .open()) {
                int count = 1 + random.nextInt(200);
                for (int i = 0; i < count && !over; i++) {
                    over = consumeOne(changes);
                }
            } catch (LeaseLost taken) {
                // Not saved when it was closed.
            }
        }
    }

    /** Whether it was the last one. */
    private boolean consumeOne(DurableChanges<ChangeEvent<Document>> changes) {
        if (handled.values().stream().anyMatch(numbers -> numbers.contains(EVENTS))) {
            return true;
        }
        try {
            var change = changes.tryNext();
            if (change == null) {
                return false;
            }
            long fencing = changes.metrics().lease().fencingNumber();
            long before = greatest.getAndAccumulate(fencing, Math::max);
            if (before > fencing) {
                overlaps.add(fencing + " after " + before);
            }
            int number = Objects.requireNonNull(change.documentKey()).int32("_id");
            handled.computeIfAbsent(fencing, any -> new CopyOnWriteArrayList<>())
                    .add(number);
            changes.acknowledge();
            return number == EVENTS;
        } catch (LeaseLost taken) {
            return false;
        }
    }

    @Test
    void oneIsActiveAtATime() throws Exception {
        try (var client = MongoClient.create(ReplicaSet.shared().uri());
                var threads = Executors.newCachedThreadPool()) {
            var database = client.database("durableRace").with(WriteConcern.MAJORITY);
            database.drop();
            database.createCollection("numbers");
            var numbers = database.collection("numbers");
            numbers.watch().durable("race").open().close();
            List<Future<?>> running = new ArrayList<>();
            for (int seed = 0; seed < CONSUMERS; seed++) {
                int its = seed;
                running.add(threads.submit(() -> consume(numbers, its)));
            }
            for (int i = 1; i <= EVENTS; i++) {
                numbers.with(WriteConcern.ACKNOWLEDGED).insertOne(new Document("_id", i));
            }
            for (Future<?> each : running) {
                each.get(1, TimeUnit.MINUTES);
            }
        }
        assertThat(overlaps).isEmpty();
        var seen = new HashSet<Integer>();
        for (long fencing : handled.keySet().stream().sorted().toList()) {
            var numbers = Objects.requireNonNull(handled.get(fencing));
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(numbers.stream().filter(seen::contains).count()).isLessThanOrEqualTo(SAVE_AFTER + 1);
            seen.addAll(numbers);
        }
        assertThat(seen).hasSize(EVENTS);
        System.out.println("durable: " + handled.size() + " leases of " + CONSUMERS + " consumers in a race");
    }
}
