package dev.morelia.live.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.PoolUse;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Cancelled futures: the operation ends here and on the server, and others are not affected. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CancelLiveTest {
    /** Keeps the server busy for longer than the test takes. */
    private static final Document SLOW = Document.of("$where", "sleep(60000) || true");

    private final List<Document> sessions = new CopyOnWriteArrayList<>();
    private final MongoClient client = MongoClient.builder()
            .uri(Mongod.shared().uri())
            .commandListener(new CommandListener() {
                @Override
                public void started(CommandStartedEvent event) {
                    sessions.add(event.command().toDocument().document("lsid"));
                }
            })
            .settings(settings -> settings.pool(pool -> pool.maxPoolSize(4))
                    .async(async -> async.maxInFlight(8).callTracing(1)))
            .build();
    private final MongoCollection<Document> things = client.database("cancels").collection("things");

    @BeforeEach
    void fill() {
        things.drop();
        things.insertOne(Document.of("_id", 1));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    private boolean isServerBusy() {
        var operations = Document.of("currentOp", 1, "op", "query", "ns", "cancels.things");
        var inProgress = Mongod.shared().command("admin", operations);
        return !inProgress.list("inprog", Document.class).isEmpty();
    }

    private int inUse() {
        return client.poolUse().values().stream().mapToInt(PoolUse::inUse).sum();
    }

    @Test
    void cancellingEndsTheOperationOnTheServer() throws Exception {
        var future = things.async().findOne(SLOW);
        await("the server executes it", this::isServerBusy);

        assertThat(future.cancel(true)).isTrue();

        await("the server has ended it", () -> !isServerBusy());
        await(
                "its connection is given back",
                () -> inUse() == 0 && client.asyncUse().inFlight() == 0);
        assertThat(things.async().findOne(Document.of("_id", 1)).get()).isPresent();
    }

    @Test
    void aTimeoutOfTheFutureEndsTheOperationOnTheServer() throws Exception {
        var future = things.async().findOne(SLOW).orTimeout(300, TimeUnit.MILLISECONDS);

        assertThatThrownBy(future::get).hasCauseInstanceOf(TimeoutException.class);
        await("the server has ended it", () -> !isServerBusy());
        await(
                "its connection is given back",
                () -> inUse() == 0 && client.asyncUse().inFlight() == 0);
    }

    @Test
    void aTimeoutOfTheOperationIncludesTheQueue() throws Exception {
        List<CompletableFuture<?>> busy = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            busy.add(things.async().findOne(SLOW));
        }
        var late = things.with(Duration.ofMillis(50)).async().insertOne(Document.of("_id", 2));

        assertThatThrownBy(late::get)
                .cause()
                .isInstanceOfSatisfying(
                        OperationTimeoutException.class,
                        timeout -> assertThat(timeout.lastStep().step()).isEqualTo(Step.QUEUE));
        busy.forEach(future -> future.cancel(true));
        assertThat(things.async().findOne(Document.of("_id", 2)).get()).isEmpty();
    }

    @Test
    void anOperationOfAScopeRunsInItsSession() throws Exception {
        var found = new AtomicReference<CompletableFuture<?>>();
        try (var session = client.startSession()) {
            session.run(() -> found.set(things.async().findOne(Document.of("_id", 1))));
            found.get().get();

            assertThat(sessions).last().isEqualTo(session.id());
        }
    }

    @Test
    void theExceptionShowsTheCaller() {
        assertThatThrownBy(things.async().insertOne(Document.of("_id", 1))::get)
                .cause()
                .isInstanceOf(MongoException.class)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("theExceptionShowsTheCaller"));
    }

    @Test
    void closingTheClientEndsAllFutures() {
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            futures.add(things.async().findOne(SLOW));
        }
        client.close();

        for (var future : futures) {
            assertThatThrownBy(future::get).hasCauseInstanceOf(ClientClosedException.class);
        }
    }
}
