package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without acknowledgement, only the order on one connection ensures the order of writes. */
@Timeout(60)
class UnacknowledgedBulkTest {
    private static final int ROUNDS = 20;

    private static List<WriteModel<Document>> mixed() {
        List<WriteModel<Document>> models = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            models.add(WriteModel.insertOne(new Document("_id", i)));
            models.add(WriteModel.deleteOne(new Document("_id", i)));
        }
        return models;
    }

    /** Counts connections. */
    private static final class Counts implements PoolListener {
        private final AtomicInteger checkedOut = new AtomicInteger();
        private final AtomicInteger checkedIn = new AtomicInteger();

        @Override
        public void checkedOut(PoolEvent.CheckedOut event) {
            checkedOut.incrementAndGet();
        }

        @Override
        public void checkedIn(PoolEvent.CheckedIn event) {
            checkedIn.incrementAndGet();
        }
    }

    @Test
    void anOrderedBulkWriteStaysOnOneConnection() throws Exception {
        var counts = new Counts();
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.request().expectsReply()) {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .poolListener(counts)
                        .build()) {
            var people = client.database("app").collection("people").with(WriteConcern.UNACKNOWLEDGED);
            people.bulkWrite(mixed(), new BulkWriteOptions());
            List<ReceivedRequest> received = server.awaitReceived(2 * ROUNDS, Duration.ofSeconds(10));
            assertThat(received.stream().map(ReceivedRequest::connection).distinct())
                    .hasSize(1);
            assertThat(received.stream().map(ReceivedRequest::commandName).limit(4))
                    .containsExactly("insert", "delete", "insert", "delete");
            assertThat(counts.checkedOut).hasValue(1);
            assertThat(counts.checkedIn).hasValue(1);
        }
    }

    /** No connection is held while the stream is read, so the server must have processed the previous message. */
    @Test
    void aStreamIsAlsoOrdered() {
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.request().expectsReply()) {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1")) {
            var people = client.database("app").collection("people").with(WriteConcern.UNACKNOWLEDGED);
            people.insertMany(IntStream.range(0, 20_001).mapToObj(i -> new Document("_id", i)));
            assertThat(server.received())
                    .extracting(ReceivedRequest::commandName)
                    .startsWith("insert", "ping", "insert", "ping", "insert", "ping");
        }
    }

    @Test
    void itsConnectionIsCheckedInWhenItFails() throws Exception {
        var counts = new Counts();
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.request().expectsReply()) {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.builder()
                        .uri(server.uri() + "&maxPoolSize=1")
                        .poolListener(counts)
                        .build()) {
            var people = client.database("app").collection("people").with(WriteConcern.UNACKNOWLEDGED);
            List<WriteModel<Document>> models = List.of(
                    WriteModel.insertOne(new Document("_id", 1)),
                    WriteModel.deleteOne(new Document("_id", new Object())));
            assertThatThrownBy(() -> people.bulkWrite(models, new BulkWriteOptions()))
                    .hasMessageContaining("java.lang.Object");
            people.bulkWrite(mixed(), new BulkWriteOptions().ordered(false));
            assertThat(counts.checkedOut).hasValue(counts.checkedIn.get());
            client.database("app").runCommand(new Document("ping", 1));
        }
    }
}
