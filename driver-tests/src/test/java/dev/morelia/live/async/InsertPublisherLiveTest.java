package dev.morelia.live.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.result.InsertManyResult;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Inserts of what publishers publish: each batch counts as an operation in flight, the wait for elements does not. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(60)
class InsertPublisherLiveTest {
    private static final int DOCUMENTS = 1_000;
    private static final int INSERTS = 5;

    /** Keeps the server busy until it is cancelled. */
    private static final Document SLOW = Document.of("$where", "sleep(60000) || true");

    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger maximum = new AtomicInteger();
    private final MongoClient client = MongoClient.builder()
            .uri(Mongod.shared().uri())
            .commandListener(new CommandListener() {
                @Override
                public void started(CommandStartedEvent event) {
                    maximum.accumulateAndGet(executing.incrementAndGet(), Math::max);
                }

                @Override
                public void succeeded(CommandSucceededEvent event) {
                    executing.decrementAndGet();
                }

                @Override
                public void failed(CommandFailedEvent event) {
                    executing.decrementAndGet();
                }
            })
            .settings(settings -> settings.async(async -> async.maxInFlight(1)))
            .build();
    private final MongoCollection<Document> source =
            client.database("insert_publisher").collection("source");

    @AfterEach
    void close() {
        client.dropDatabase("insert_publisher");
        client.close();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).isLessThan(10_000);
            Thread.sleep(1);
        }
    }

    private MongoCollection<Document> target(int number) {
        return client.database("insert_publisher").collection("target" + number);
    }

    @Test
    void insertsOfQueriesDoNotWaitForEachOther() throws Exception {
        source.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(i -> Document.of("_id", i)));
        List<CompletableFuture<InsertManyResult>> inserts = new ArrayList<>();
        maximum.set(0);
        for (int i = 0; i < INSERTS; i++) {
            inserts.add(target(i).async()
                    .insertMany(source.async().find().readAhead(false).batchSize(100)));
        }
        for (var insert : inserts) {
            assertThat(insert.get(30, TimeUnit.SECONDS).insertedCount()).isEqualTo(DOCUMENTS);
        }
        assertThat(maximum).as("commands at once").hasValue(1);
        assertThat(client.asyncUse().inFlight()).isZero();
    }

    @Test
    void aBatchWaitsForItsTurnUntilTheTimeoutPasses() throws Exception {
        source.insertOne(Document.of("_id", 1));
        var busy = source.async().findOne(SLOW);
        await(() -> executing.get() == 1);
        var waiting = target(1).async().insertMany(OneDocument.of(Document.of("_id", 1)));
        await(() -> client.asyncUse().queued() == 1);
        var late = target(2).with(Duration.ofMillis(50)).async().insertMany(OneDocument.of(Document.of("_id", 1)));

        assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        OperationTimeoutException.class,
                        timeout -> assertThat(timeout.lastStep().step()).isEqualTo(Step.QUEUE));
        assertThat(waiting).isNotDone();
        busy.cancel(true);
        assertThat(waiting.get(20, TimeUnit.SECONDS).insertedCount()).isEqualTo(1);
        assertThat(target(2).countDocuments()).isZero();
    }
}
