package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A client that is closed or disconnected while a cursor is open: nothing blocks, and the error says what happened. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class ClosingLiveTest {
    private MongoClient client;
    private MongoCollection<Document> things;

    @BeforeEach
    void fill() {
        client = MongoClient.create(Mongod.shared().uri());
        things = client.database("closing").collection("things");
        things.drop();
        things.insertMany(
                IntStream.range(0, 10).mapToObj(i -> Document.of("_id", i)).toList());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aCursorOfAClosedClientReturnsItsBatchAndThenFails() {
        var cursor = things.find().batchSize(3).cursor();
        cursor.next();
        client.close();
        assertThat(cursor.next()).isNotNull();
        assertThat(cursor.next()).isNotNull();
        assertThat(catchThrowableOfType(ClientClosedException.class, cursor::hasNext))
                .hasMessageContaining("getMore on closing.things");
        cursor.close();
        assertThat(cursor.available()).isZero();
    }

    @Test
    void aCursorOfADisconnectedClientContinues() {
        try (var cursor = things.find().batchSize(3).cursor()) {
            cursor.next();
            client.disconnect();
            cursor.forEachRemaining(thing -> {});
        }
        assertThat(things.countDocuments()).isEqualTo(10);
    }

    private interface End {
        void of(MongoClient client);
    }

    /** The failure of a cursor that waits for data on another thread. */
    private MongoException whileAwaiting(End end) throws InterruptedException {
        var database = client.database("closing");
        database.collection("tail").drop();
        database.createCollection(
                "tail", new CreateCollectionOptions().capped(true).size(100_000));
        var tail = database.collection("tail");
        tail.insertOne(new Document());
        var failure = new AtomicReference<MongoException>();
        var options = new FindOptions().cursorType(CursorType.TAILABLE_AWAIT).maxAwaitTime(Duration.ofSeconds(50));
        var reading = Thread.ofVirtual().start(() -> {
            try (var cursor = tail.find(new Document(), options).cursor()) {
                cursor.next();
                cursor.next();
            } catch (MongoException e) {
                failure.set(e);
            }
        });
        awaitGetMore();
        end.of(client);
        reading.join(20_000);
        assertThat(reading.isAlive()).as("hangs").isFalse();
        return failure.get();
    }

    private static void awaitGetMore() throws InterruptedException {
        try (var observer = MongoClient.create(Mongod.shared().uri())) {
            var operations = Document.of("currentOp", 1, "op", "getmore", "ns", "closing.tail");
            while (observer.database("admin")
                    .runCommand(operations)
                    .list("inprog", Document.class)
                    .isEmpty()) {
                Thread.sleep(10);
            }
        }
    }

    @Test
    void closingUnblocksACursorThatAwaitsData() throws InterruptedException {
        assertThat(whileAwaiting(MongoClient::close))
                .isNotNull()
                .hasMessageContaining("getMore on closing.tail")
                .hasMessageContaining("run the query again");
    }

    @Test
    void disconnectingUnblocksACursorThatAwaitsData() throws InterruptedException {
        assertThat(whileAwaiting(MongoClient::disconnect))
                .isNotNull()
                .hasMessageContaining("getMore on closing.tail")
                .hasMessageContaining("run the query again");
    }

    /** The session of the first command is to be ended on the thread of the listeners, where one blocks. */
    @Test
    void aDisconnectedClientDoesNotConnectAgainForItsSessionsWhenAListenerReturns() throws InterruptedException {
        var blocked = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        TopologyListener slow = new TopologyListener() {
            @Override
            public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
                blocked.countDown();
                try {
                    released.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (var disconnected = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .topologyListener(slow)
                .build()) {
            disconnected.database("closing").runCommand(Document.of("ping", 1));
            assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
            disconnected.disconnect();
            released.countDown();
            Thread.sleep(500);
            assertThat(disconnected.description().servers()).isEmpty();
        }
    }
}
