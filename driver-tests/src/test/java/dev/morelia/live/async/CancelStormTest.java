package dev.morelia.live.async;

import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Operations of all kinds of which half are cancelled at random times: {@code -Dcancels.operations=10000} for more of
 * them.
 */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CancelStormTest {
    private static final int OPERATIONS = Integer.getInteger("cancels.operations", 2_000);
    private static final int DOCUMENTS = 100;

    private final SplittableRandom random = new SplittableRandom(1);
    /** How often each document is incremented: at least the acknowledged times. */
    private final AtomicIntegerArray begun = new AtomicIntegerArray(DOCUMENTS);

    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(DOCUMENTS);

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNanos);
            Thread.sleep(5);
        }
    }

    private static long openCursors(MongoClient client) {
        return client.database("admin")
                .runCommand(Document.of("serverStatus", 1))
                .document("metrics")
                .document("cursor")
                .document("open")
                .int64("total");
    }

    /** What the server works on for the client, besides this question. */
    private static List<Document> active(MongoClient client) {
        return client.database("admin")
                .aggregate(List.of(
                        Document.of("$currentOp", Document.of("localOps", true)),
                        Document.of("$match", Document.of("active", true).append("ns", "cancels.things"))))
                .toList();
    }

    /** @param answer whether the operation, unless it is cancelled, gives what it should */
    private record Asked(CompletableFuture<?> operation, CompletableFuture<Boolean> answer) {
        static <T> Asked of(CompletableFuture<T> operation, Predicate<T> check) {
            return new Asked(operation, operation.thenApply(check::test));
        }
    }

    private Asked ask(MongoCollection<Document> things) {
        int id = random.nextInt(DOCUMENTS);
        var byId = Document.of("_id", id);
        return switch (random.nextInt(5)) {
            case 0 -> Asked.of(things.async().findOne(byId), found -> id(found.orElseThrow()) == id);
            case 1 -> {
                var sorted = things.find(gte("_id", id)).sort(Document.of("_id", 1));
                yield Asked.of(
                        sorted.batchSize(3).async().toList(),
                        found -> found.stream()
                                .map(CancelStormTest::id)
                                .toList()
                                .equals(IntStream.range(id, DOCUMENTS).boxed().toList()));
            }
            case 2 -> {
                var stages = List.of(Document.of("$match", Document.of("_id", Document.of("$gte", id))));
                yield Asked.of(
                        things.aggregate(stages).batchSize(2).async().toList(),
                        found -> found.size() == DOCUMENTS - id);
            }
            case 3 -> Asked.of(things.async().countDocuments(gte("_id", id)), count -> count == DOCUMENTS - id);
            default -> {
                begun.incrementAndGet(id);
                yield Asked.of(things.async().updateOne(byId, inc("count", 1)), result -> {
                    acknowledged.incrementAndGet(id);
                    return result.modifiedCount() == 1;
                });
            }
        };
    }

    private static int id(Document found) {
        return found.int32("_id");
    }

    @Test
    void aStormOfCancelsLeaksNothingAndConfusesNoReplies() throws Exception {
        try (var server = Mongod.start();
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .settings(settings ->
                                settings.pool(pool -> pool.maxPoolSize(20)).async(async -> async.maxQueued(OPERATIONS)))
                        .build();
                var observer = MongoClient.create(server.uri())) {
            var things = client.database("cancels").collection("things");
            things.insertMany(IntStream.range(0, DOCUMENTS)
                    .mapToObj(i -> Document.of("_id", i, "count", 0))
                    .toList());
            var threads = Set.copyOf(Thread.getAllStackTraces().keySet());

            long beginNanos = System.nanoTime();
            List<CompletableFuture<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < OPERATIONS; i++) {
                var asked = ask(things);
                answers.add(asked.answer);
                if (random.nextBoolean()) {
                    CompletableFuture.delayedExecutor(random.nextInt(OPERATIONS * 100), TimeUnit.MICROSECONDS)
                            .execute(() -> asked.operation.cancel(true));
                }
            }
            int cancelled = 0;
            for (var answer : answers) {
                try {
                    assertThat(answer.join()).isTrue();
                } catch (CompletionException expected) {
                    assertThat(expected).hasCauseInstanceOf(CancellationException.class);
                    cancelled++;
                }
            }
            System.out.println("cancelled " + cancelled + " of " + OPERATIONS + " operations, ended after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos) + " ms");
            assertThat(cancelled).isBetween(OPERATIONS / 20, OPERATIONS / 2 + OPERATIONS / 20);
            requireNothingLeft(client, observer);
            for (int id = 0; id < DOCUMENTS; id++) {
                int count = things.findOne(Document.of("_id", id)).orElseThrow().int32("count");
                assertThat(count).isBetween(acknowledged.get(id), begun.get(id));
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !threads.contains(thread)
                                    && thread.isAlive()
                                    && thread.getName().startsWith("morelia-async")))
                    .isEmpty();
        }
    }

    private static void requireNothingLeft(MongoClient client, MongoClient observer) throws InterruptedException {
        await(
                "nothing is in flight",
                () -> client.asyncUse().inFlight() == 0 && client.asyncUse().queued() == 0);
        await(
                "all connections are in the pool",
                () -> client.poolUse().values().stream().allMatch(use -> use.inUse() == 0));
        Thread.sleep(1000);
        assertThat(openCursors(observer)).as("cursors on the server").isZero();
        assertThat(active(observer)).as("operations of the server").isEmpty();
    }
}
