package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.RawBatch;
import dev.morelia.RawBatches;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.builder.Aggregates;
import dev.morelia.builder.Filters;
import dev.morelia.error.ProtocolException;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Whole batches, as the server has sent them. */
@Timeout(60)
class RawBatchesTest {
    private static List<Integer> ids(RawBatch batch) {
        return batch.toList().stream().map(document -> document.int32("_id")).toList();
    }

    private static List<List<Integer>> all(RawBatches batches) {
        List<List<Integer>> all = new ArrayList<>();
        batches.forEach(batch -> all.add(ids(batch)));
        return all;
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static Document batch(long id, String field, List<?> documents) {
        return Document.of("ok", 1, "cursor", Document.of("id", id, "ns", "app.people", field, documents));
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void ofFindAndAggregateInAndOutOfSessions() {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var people = client.database("raw").collection("people");
            people.drop();
            people.insertMany(range(0, 25).stream()
                    .map(id -> Document.of("_id", id, "name", "n" + id))
                    .toList());
            List<List<Integer>> tens = List.of(range(0, 10), range(10, 20), range(20, 25));
            assertThat(all(people.find().batchSize(10).rawBatches())).isEqualTo(tens);
            assertThat(all(people.find().batchSize(10).readAhead(false).rawBatches()))
                    .isEqualTo(tens);
            var pipeline = List.of(Aggregates.match(Filters.gte("_id", 20)));
            assertThat(all(people.aggregate(pipeline).batchSize(10).rawBatches()))
                    .containsExactly(range(20, 25));
            try (var session = client.startSession()) {
                assertThat(all(people.with(session).find().batchSize(10).rawBatches()))
                        .isEqualTo(tens);
            }
            assertThat(all(people.find(Filters.eq("_id", 77)).rawBatches())).isEmpty();
            assertThat(people.find().batchSize(10).rawBatches().stream().mapToInt(RawBatch::size))
                    .containsExactly(10, 10, 5);
            assertThat(people.find().rawBatches()).hasToString("raw batches of find on raw.people {}");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aLargeResultIsReadAhead() throws Exception {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var people = client.database("raw").collection("large");
            people.drop();
            String text = "x".repeat(2_000);
            people.insertMany(range(0, 5_000).stream()
                    .map(id -> Document.of("_id", id, "text", text))
                    .toList());
            var bytes = new ByteArrayOutputStream();
            int count = 0;
            try (var cursor = people.find().rawBatches().cursor()) {
                while (cursor.hasNext()) {
                    var batch = cursor.next();
                    batch.writeTo(bytes);
                    count += batch.size();
                }
            }
            assertThat(count).isEqualTo(5_000);
            int each = RawDocument.encode(Document.of("_id", 1, "text", text)).length();
            assertThat(bytes.size()).isEqualTo(count * each);
        }
    }

    private interface Use {
        void of(MongoCollection<Document> people, ScriptedServer server) throws Exception;
    }

    private static void run(List<?> first, Use use) throws Exception {
        try (var server = ScriptedServer.start(exchange -> {
                    switch (exchange.commandName()) {
                        case "find" -> exchange.reply(batch(7, "firstBatch", first));
                        case "getMore" -> {
                            var last = List.of(Document.of("_id", 3), Document.of("_id", 4));
                            exchange.reply(batch(0, "nextBatch", last));
                        }
                        default -> exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri())) {
            use.of(client.database("app").collection("people"), server);
        }
    }

    @Test
    void theDocumentsFollowOneAnother() throws Exception {
        var one = Document.of("_id", 1);
        var two = Document.of("_id", 2, "name", "Ada");
        run(List.of(one, two), (people, server) -> {
            try (var cursor = people.find().rawBatches().cursor()) {
                assertThat(cursor.id()).isEqualTo(7);
                assertThat(cursor.server()).isEqualTo(server.address());
                RawBatch batch = cursor.next();
                byte[] bytes = batch.toByteArray();
                int length = RawDocument.encode(one).length();
                assertThat(batch.length()).isEqualTo(bytes.length);
                assertThat(RawDocument.of(bytes, 0, length).toDocument()).isEqualTo(one);
                assertThat(RawDocument.of(bytes, length, bytes.length - length).toDocument())
                        .isEqualTo(two);
                assertThat(batch).hasSize(2).hasToString("RawBatch[2 documents, " + bytes.length + " bytes]");
                var documents = batch.iterator();
                documents.next();
                documents.next();
                assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(documents::next);
                assertThat(ids(cursor.next())).containsExactly(3, 4);
                assertThat(cursor.hasNext()).isFalse();
                assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(cursor::next);
            }
        });
    }

    @Test
    void emptyBatchesAreSkipped() throws Exception {
        run(
                List.of(),
                (people, server) -> assertThat(all(people.find().rawBatches())).containsExactly(List.of(3, 4)));
    }

    @Test
    void aCursorThatIsClosedEarlyIsClosedOnTheServer() throws Exception {
        run(List.of(Document.of("_id", 1)), (people, server) -> {
            var cursor = people.find().rawBatches().cursor();
            cursor.next();
            cursor.close(Duration.ofSeconds(5));
            assertThatIllegalStateException().isThrownBy(cursor::hasNext);
            assertThat(server.received()).anyMatch(request -> request.command().has("killCursors"));
        });
    }

    @Test
    void whatIsNoDocumentIsAProtocolError() throws Exception {
        run(List.of(Document.of("_id", 1), 2), (people, server) -> {
            try (var cursor = people.find().rawBatches().cursor()) {
                assertThat(catchThrowableOfType(ProtocolException.class, cursor::hasNext))
                        .hasMessageContaining("find on app.people");
                assertThatIllegalStateException().isThrownBy(cursor::hasNext);
            }
        });
    }
}
