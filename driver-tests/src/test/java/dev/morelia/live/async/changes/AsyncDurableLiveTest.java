package dev.morelia.live.async.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.async.AsyncDurableQuery;
import dev.morelia.bson.Document;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.ReplicaSet;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Durable consumers whose handlers return stages. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class AsyncDurableLiveTest {
    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final MongoDatabase database = client.database("async_durable").with(WriteConcern.MAJORITY);
    private final MongoCollection<Document> orders = database.collection("orders");
    private final MongoCollection<Document> checkpoints = database.collection("changeStreamCheckpoints");
    private final BlockingQueue<Handled> handled = new LinkedBlockingQueue<>();

    /** An event that the handler has got, and the stage that it has returned. */
    private record Handled(int number, CompletableFuture<String> stage) {}

    @BeforeEach
    void empty() {
        database.drop();
        database.createCollection("orders");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private AsyncDurableQuery<ChangeEvent<Document>> bills() {
        return orders.async()
                .watch()
                .maxAwaitTime(Duration.ofMillis(50))
                .durable("bills")
                .leaseTime(Duration.ofSeconds(20))
                .saveAfter(10);
    }

    private void insert(int... numbers) {
        for (int number : numbers) {
            orders.insertOne(new Document("_id", number));
        }
    }

    private static int number(ChangeEvent<?> event) {
        return Objects.requireNonNull(event.documentKey()).int32("_id");
    }

    private CompletionStage<?> handle(ChangeEvent<Document> event) {
        var stage = new CompletableFuture<String>();
        handled.add(new Handled(number(event), stage));
        return stage.thenApply(String::length);
    }

    private Handled next(int number) throws InterruptedException {
        var next = Objects.requireNonNull(handled.poll(30, TimeUnit.SECONDS), () -> "no event " + number);
        assertThat(next.number()).isEqualTo(number);
        return next;
    }

    /** Whether a consumer can be active at once, as none holds the lease. */
    private void requireLeaseFree() throws Exception {
        for (int attempt = 0; owner() != null && attempt < 300; attempt++) {
            Thread.sleep(10);
        }
        assertThat(owner()).isNull();
    }

    private @Nullable Object owner() {
        return checkpoints.findOne(new Document("_id", "bills")).orElseThrow().get("owner");
    }

    private void awaitActive() throws InterruptedException {
        while (checkpoints
                .findOne(new Document("_id", "bills").append("position", new Document("$exists", true)))
                .isEmpty()) {
            Thread.sleep(10);
        }
    }

    @Test
    void eventsAreHandledInOrderAndAcknowledgedByTheirStages() throws Exception {
        var running = bills().run(this::handle);
        awaitActive();
        insert(1, 2);
        var first = next(1);
        Thread.sleep(200);
        assertThat(handled).isEmpty();
        first.stage().complete("done");
        next(2);

        running.cancel(true);
        assertThat(running).isCancelled();
        requireLeaseFree();
        var again = bills().run(this::handle);
        next(2).stage().complete("done");
        insert(3);
        next(3);
        again.cancel(true);
        requireLeaseFree();
    }

    @Test
    void cancellingCancelsTheStageOfTheHandler() throws Exception {
        var stage = new CompletableFuture<String>();
        var running = bills().run(event -> {
            handled.add(new Handled(number(event), stage));
            return stage;
        });
        awaitActive();
        insert(1);
        next(1);
        running.cancel(true);
        requireLeaseFree();
        assertThat(stage).isCancelled();
    }

    @Test
    void aFailedStageEndsItWithTheSameException() throws Exception {
        var running = bills().run(this::handle);
        awaitActive();
        insert(1);
        var wrong = new IOException("wrong");
        next(1).stage().completeExceptionally(wrong);

        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(wrong);
        requireLeaseFree();
        var again = bills().run(this::handle);
        next(1);
        again.cancel(true);
        requireLeaseFree();
    }

    @Test
    void aStandbyTakesOver() throws Exception {
        var active = bills().open().get(30, TimeUnit.SECONDS);
        var standby = bills().open().get(30, TimeUnit.SECONDS);
        assertThat(active.metrics().lease().state()).isEqualTo(State.ACTIVE);
        assertThat(standby.metrics().lease().state()).isEqualTo(State.STANDBY);
        assertThatThrownBy(() -> bills().standby(false).open().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LeaseHeld.class);

        var running = standby.run(this::handle);
        insert(1, 2);
        assertThat(number(active.next().get(30, TimeUnit.SECONDS))).isEqualTo(1);
        active.acknowledge().get(30, TimeUnit.SECONDS);
        active.close().get(30, TimeUnit.SECONDS);
        next(2).stage().complete("done");
        insert(3);
        var last = next(3);
        assertThat(standby.metrics().progress().handledEvents()).isEqualTo(1);
        standby.close().get(30, TimeUnit.SECONDS);
        last.stage().complete("done");
        running.get(30, TimeUnit.SECONDS);
        requireLeaseFree();
        assertThat(standby.metrics().progress().handledEvents()).isEqualTo(2);
    }

    @Test
    void eventsCanBeAskedForOneByOne() throws Exception {
        var changes = bills().open().get(30, TimeUnit.SECONDS);
        assertThat(changes.tryNext().get(30, TimeUnit.SECONDS)).isNull();
        var next = changes.next();
        insert(1);
        assertThat(number(next.get(30, TimeUnit.SECONDS))).isEqualTo(1);
        changes.acknowledge().thenCompose(done -> changes.save()).get(30, TimeUnit.SECONDS);
        assertThat(changes.metrics().checkpoint().unsavedEvents()).isZero();
        var twice = CompletableFuture.anyOf(changes.next(), changes.next());
        assertThatThrownBy(() -> twice.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        changes.close().get(30, TimeUnit.SECONDS);
        requireLeaseFree();
    }
}
