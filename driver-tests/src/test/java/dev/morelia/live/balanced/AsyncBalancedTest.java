package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Behind a load balancer, transactions and cursors keep a connection. What they do over it must not queue after
 * operations that may be waiting for that connection.
 */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(120)
class AsyncBalancedTest {

    /** Has what it has requested. */
    private static final class Requesting implements Flow.Subscriber<Document> {
        final CompletableFuture<Integer> end = new CompletableFuture<>();
        final AtomicInteger received = new AtomicInteger();
        volatile Flow.@Nullable Subscription subscription;

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
            given.request(1);
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

    /** Takes all places in flight for operations that wait for the only connection, and one in the queue. */
    private static List<CompletableFuture<Long>> crowd(Balanced balanced) {
        int count = balanced.client.asyncUse().maxInFlight() + 1;
        var crowd = Stream.generate(() -> balanced.numbers().async().countDocuments())
                .limit(count)
                .toList();
        Balanced.await(() -> balanced.client.asyncUse().queued() > 0
                && balanced.use().waiting() >= balanced.client.asyncUse().maxInFlight());
        return crowd;
    }

    private static void awaitAll(List<CompletableFuture<Long>> crowd) throws Exception {
        CompletableFuture.allOf(crowd.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    private static Flow.Publisher<Document> one(Document document) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                subscriber.onNext(document);
                subscriber.onComplete();
            }

            @Override
            public void cancel() {
                // It has ended with the first request.
            }
        });
    }

    @Test
    void theOperationsOfATransactionDoNotQueue() throws Exception {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled();
                var session = balanced.client.startSession()) {
            session.startTransaction();
            var numbers = balanced.numbers().with(session).async();
            numbers.insertOne(Document.of("_id", 10)).get(20, TimeUnit.SECONDS);
            var crowd = crowd(balanced);

            numbers.insertOne(Document.of("_id", 11)).get(20, TimeUnit.SECONDS);
            numbers.insertMany(one(Document.of("_id", 12))).get(20, TimeUnit.SECONDS);
            assertThat(numbers.find().batchSize(2).toList().get(20, TimeUnit.SECONDS))
                    .hasSize(13);
            var seen = new AtomicInteger();
            numbers.find().batchSize(2).forEach(number -> seen.incrementAndGet()).get(20, TimeUnit.SECONDS);
            assertThat(seen).hasValue(13);
            var subscriber = new Requesting();
            numbers.find().batchSize(2).subscribe(subscriber);
            subscriber.subscription().request(Long.MAX_VALUE);
            assertThat(subscriber.end.get(20, TimeUnit.SECONDS)).isEqualTo(13);
            session.async().commitTransaction().get(20, TimeUnit.SECONDS);
            // It keeps its connection until then, as the commit may be repeated.
            session.async().close().get(20, TimeUnit.SECONDS);

            awaitAll(crowd);
            assertThat(balanced.numbers().countDocuments()).isEqualTo(13);
        }
    }

    @Test
    void aQueryInTheScopeOfATransactionDoesNotQueue() throws Exception {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled();
                var session = balanced.client.startSession()) {
            session.startTransaction();
            session.run(() -> balanced.numbers().insertOne(Document.of("_id", 10)));
            var crowd = crowd(balanced);

            var subscriber = new Requesting();
            session.run(() -> balanced.numbers().async().find().batchSize(2).subscribe(subscriber));
            subscriber.subscription().request(Long.MAX_VALUE);
            assertThat(subscriber.end.get(20, TimeUnit.SECONDS)).isEqualTo(11);
            session.async().abortTransaction().get(20, TimeUnit.SECONDS);

            awaitAll(crowd);
        }
    }

    @Test
    void aCursorWithItsConnectionDoesNotQueue() throws Exception {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            var subscriber = new Requesting();
            balanced.numbers().find().batchSize(2).async().subscribe(subscriber);
            Balanced.await(() -> subscriber.received.get() == 1);
            var crowd = crowd(balanced);

            subscriber.subscription().request(Long.MAX_VALUE);

            assertThat(subscriber.end.get(20, TimeUnit.SECONDS)).isEqualTo(10);
            awaitAll(crowd);
        }
    }

    @Test
    void noneThatIsCancelledQueuesToCloseItsCursor() throws Exception {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            long before = balanced.openCursors();
            var subscriber = new Requesting();
            balanced.numbers().find().batchSize(2).async().subscribe(subscriber);
            Balanced.await(() -> subscriber.received.get() == 1);
            var crowd = crowd(balanced);

            subscriber.subscription().cancel();

            awaitAll(crowd);
            assertThat(balanced.connectionsOf("killCursors")).hasSize(1);
            assertThat(balanced.openCursors()).isEqualTo(before);
        }
    }
}
