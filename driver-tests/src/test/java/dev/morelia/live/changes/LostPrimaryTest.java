package dev.morelia.live.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A writer inserts 2,000 documents in a second, the primary is killed again and again, and no change stream loses or
 * repeats an event. More kills than two: {@code -Dchanges.kills=n}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class LostPrimaryTest {
    private static final int KILLS = Integer.getInteger("changes.kills", 2);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int BATCH = 50;
    private static final long PAUSE_MILLIS = 25;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger reported = new AtomicInteger();

    /** Inserts numbers in order; returns those that were acknowledged. */
    private List<Long> write(MongoCollection<Document> numbers) throws InterruptedException {
        var acknowledged = new ArrayList<Long>();
        for (long next = 0; !stop.get(); next += BATCH) {
            var batch = LongStream.range(next, next + BATCH).boxed().toList();
            try {
                numbers.insertMany(
                        batch.stream().map(n -> new Document("_id", n)).toList());
                acknowledged.addAll(batch);
                written.set(acknowledged.size());
            } catch (MongoException unknown) {
                // Some of it may have been written; the next batch has other numbers.
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        numbers.insertOne(new Document("_id", -1L));
        return acknowledged;
    }

    /** The numbers of all events up to the last one. */
    private List<Long> read(MongoCollection<Document> numbers, AtomicInteger opened) {
        var seen = new ArrayList<Long>();
        try (var changes = numbers.watch().cursor()) {
            opened.incrementAndGet();
            while (true) {
                try {
                    var key = changes.next().documentKey();
                    long number = key == null ? 0 : key.int64("_id");
                    if (number < 0) {
                        return seen;
                    }
                    seen.add(number);
                } catch (MongoException failure) {
                    // The next call resumes the stream.
                    reported.incrementAndGet();
                }
            }
        }
    }

    @Test
    void noEventIsLostOrRepeated() throws Exception {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri());
                var threads = Executors.newCachedThreadPool()) {
            var database = client.database("changes").with(WriteConcern.MAJORITY);
            database.createCollection("numbers");
            var numbers = database.collection("numbers");
            var opened = new AtomicInteger();
            List<Future<List<Long>>> readers = new ArrayList<>();
            for (var view : List.of(numbers, numbers.with(LIMIT), numbers.with(ReadPreference.secondaryPreferred()))) {
                readers.add(threads.submit(() -> read(view, opened)));
            }
            while (opened.get() < readers.size()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            var writer = threads.submit(() -> write(numbers));
            for (int kill = 0; kill < KILLS; kill++) {
                lose(set);
            }
            stop.set(true);
            var acknowledged = writer.get(5, TimeUnit.MINUTES);
            for (var reader : readers) {
                var seen = reader.get(5, TimeUnit.MINUTES);
                assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(acknowledged);
            }
            System.out.println("changes: " + KILLS + " kills, " + acknowledged.size() + " inserts acknowledged, "
                    + reported.get() + " failures reported to readers");
        }
    }

    private void lose(ReplicaSet set) throws InterruptedException {
        long enough = written.get() + 1000;
        while (written.get() < enough) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        Mongod primary = set.primary();
        primary.kill();
        set.waitForPrimary(LIMIT);
        primary.restart();
        set.waitForMembers(LIMIT);
    }
}
