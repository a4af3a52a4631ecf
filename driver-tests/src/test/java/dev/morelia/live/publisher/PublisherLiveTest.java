package dev.morelia.live.publisher;

import static dev.morelia.builder.Filters.lt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Many subscriptions to queries on a real server. {@code -Dpublisher.cancelled=n} sets how many are cancelled. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class PublisherLiveTest {
    private static final int CANCELLED = Integer.getInteger("publisher.cancelled", 500);
    private static final int IDLE = 100;
    private static final int DOCUMENTS = 400;

    private final Mongod server = Mongod.start();
    private final MongoClient client = MongoClient.create(server.uri());
    private final MongoCollection<Document> documents =
            client.database("publisher").collection("documents");

    private static final class Subscriber implements Flow.Subscriber<Document> {
        private final AtomicInteger received = new AtomicInteger();
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private final long demand;
        private volatile Flow.@Nullable Subscription subscription;

        Subscriber(long demand) {
            this.demand = demand;
        }

        Flow.Subscription subscription() {
            var given = subscription;
            if (given == null) {
                throw new AssertionError("not subscribed");
            }
            return given;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(demand);
        }

        @Override
        public void onNext(Document document) {
            received.incrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(received.get());
        }
    }

    @BeforeAll
    void insertDocuments() {
        documents.insertMany(IntStream.range(0, DOCUMENTS)
                .mapToObj(number -> Document.of("_id", number, "padding", "x".repeat(2_000)))
                .toList());
    }

    @AfterAll
    void close() {
        client.close();
        server.close();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private Document openCursors() {
        return client.database("admin")
                .runCommand(Document.of("serverStatus", 1))
                .document("metrics")
                .document("cursor")
                .document("open");
    }

    private long total() {
        return openCursors().int64("total");
    }

    @Test
    void subscriptionsWithoutDemandHoldNoConnection() throws Exception {
        try (var narrow = MongoClient.builder()
                .uri(server.uri())
                .settings(settings -> settings.pool(pool -> pool.maxPoolSize(1)).async(async -> async.maxInFlight(1)))
                .build()) {
            var query =
                    narrow.database("publisher").collection("documents").find().batchSize(3);
            List<Subscriber> idle = new ArrayList<>();
            for (int i = 0; i < IDLE; i++) {
                var subscriber = new Subscriber(2);
                idle.add(subscriber);
                query.async().subscribe(subscriber);
            }
            await("each has got two", () -> idle.stream().allMatch(it -> it.received.get() == 2));
            assertThat(query.limit(10).async().toList().get(10, TimeUnit.SECONDS))
                    .hasSize(10);
            assertThat(idle).allMatch(it -> it.received.get() == 2);

            // One of them goes on while the others have no demand.
            idle.getFirst().subscription().request(Long.MAX_VALUE);
            assertThat(idle.getFirst().end.get(30, TimeUnit.SECONDS)).isEqualTo(DOCUMENTS);
            idle.forEach(it -> it.subscription().cancel());
            await("the cursors are closed", () -> total() == 0);
        }
    }

    /** Its query does not count as in flight while it decodes, also at the beginning of a batch. */
    @Test
    void aMappingMayWaitForOtherOperations() throws Exception {
        try (var narrow = MongoClient.builder()
                .uri(server.uri())
                .settings(settings -> settings.async(async -> async.maxInFlight(1)))
                .build()) {
            var all = narrow.database("publisher").collection("documents");
            var found = all.async()
                    .find()
                    .limit(20)
                    .batchSize(3)
                    .map(document -> all.async().countDocuments(document).join());
            List<Long> counts = new CopyOnWriteArrayList<>();
            found.forEach(counts::add).get(30, TimeUnit.SECONDS);
            assertThat(counts).hasSize(20).containsOnly(1L);
        }
    }

    @Test
    void readingAheadStartsNoPlatformThreads() throws Exception {
        var subscribers = new ArrayList<Subscriber>();
        for (int i = 0; i < 20; i++) {
            var subscriber = new Subscriber(Long.MAX_VALUE);
            subscribers.add(subscriber);
            documents.find().batchSize(100).async().subscribe(subscriber);
        }
        int most = 0;
        while (!subscribers.stream().allMatch(it -> it.end.isDone())) {
            most = Math.max(most, (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(it -> it.getName().equals("morelia-read-ahead"))
                    .count());
        }
        for (var subscriber : subscribers) {
            assertThat(subscriber.end.get()).isEqualTo(DOCUMENTS);
        }
        assertThat(most).isZero();
    }

    /** Wherever they are, also while the server opens the cursor. */
    @Test
    void cancelledSubscriptionsLeaveNoCursor() throws Exception {
        var random = new Random(15);
        var subscribers = new ArrayList<Subscriber>();
        for (int i = 0; i < CANCELLED; i++) {
            var subscriber = new Subscriber(random.nextInt(3) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(40));
            subscribers.add(subscriber);
            documents
                    .find(lt("_id", random.nextInt(DOCUMENTS)))
                    .batchSize(2 + random.nextInt(50))
                    .async()
                    .subscribe(subscriber);
            subscribers.get(random.nextInt(subscribers.size())).subscription().cancel();
            if (random.nextInt(20) == 0) {
                Thread.sleep(random.nextInt(20));
            }
        }
        subscribers.forEach(it -> it.subscription().cancel());
        await("nothing is in flight", () -> client.asyncUse().inFlight() == 0);
        await("no cursor is left", () -> total() == 0);
        assertThat(openCursors().int64("pinned")).isZero();
    }

    @Test
    void closingTheClientRightAfterCancellingLeavesNoCursor() throws Exception {
        long before = total();
        for (int i = 0; i < 20; i++) {
            var closed = MongoClient.create(server.uri());
            var subscriber = new Subscriber(1);
            closed.database("publisher")
                    .collection("documents")
                    .async()
                    .find()
                    .batchSize(10)
                    .subscribe(subscriber);
            await("a cursor", () -> subscriber.received.get() > 0);
            assertThat(total()).isEqualTo(before + 1);
            subscriber.subscription().cancel();
            if (i % 2 == 0) {
                closed.close();
            } else {
                closed.async().closeAsync().join();
            }
            assertThat(total()).isEqualTo(before);
        }
    }
}
