package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.result.BulkWriteError;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of a bulk write with some writes that cannot be encoded, byte for byte as a router sees them. */
@Timeout(60)
class BulkErrorsTest {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private interface Reply {
        void give(Exchange exchange, int turn) throws IOException, InterruptedException;
    }

    private static void inserted(Exchange exchange) throws IOException, InterruptedException {
        exchange.reply(Document.of(
                "ok", 1, "n", documents(exchange.request().command()).size()));
    }

    private static List<RawDocument> documents(RawDocument command) {
        return command.list("documents", RawDocument.class);
    }

    private static void run(Reply inserts, BiConsumer<MongoCollection<Document>, ScriptedServer> use) {
        var turns = new AtomicInteger();
        Script script = exchange -> {
            if (exchange.commandName().equals("insert")) {
                inserts.give(exchange, turns.getAndIncrement());
            } else {
                exchange.reply(Document.of("ok", 1));
            }
        };
        try (var server = ScriptedServer.start(
                        hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", 4), script);
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1")) {
            use.accept(client.database("app").collection("people"), server);
        }
    }

    private static List<RawDocument> inserts(ScriptedServer server) {
        return server.received().stream()
                .map(request -> request.command())
                .filter(command -> command.has("insert"))
                .toList();
    }

    /** The documents with these ids cannot be encoded. */
    private static List<Document> people(int count, Integer... bad) {
        return IntStream.range(0, count)
                .mapToObj(id -> List.of(bad).contains(id)
                        ? Document.of("_id", id, "bad", new Object())
                        : Document.of("_id", id))
                .toList();
    }

    @Test
    void anEmptyBatchIsNotSent() {
        run((exchange, turn) -> inserted(exchange), (people, server) -> {
            var failure = catchThrowableOfType(
                    BulkWriteException.class, () -> people.insertMany(people(12, 0, 4, 5, 6, 7, 9), UNORDERED));
            assertThat(inserts(server))
                    .extracting(command -> documents(command).size())
                    .containsExactly(3, 3);
            assertThat(failure.writeErrors()).extracting(BulkWriteError::index).containsExactly(0, 4, 5, 6, 7, 9);
            assertThat(failure.partialResult().insertedIds()).containsOnlyKeys(1, 2, 3, 8, 10, 11);
            people.insertOne(new Document());
        });
    }

    @Test
    void ifNothingCanBeEncodedNothingIsSentAndTheConnectionRemainsUsable() {
        run((exchange, turn) -> inserted(exchange), (people, server) -> {
            for (var options : List.of(new InsertManyOptions(), UNORDERED)) {
                for (var concern : List.of(WriteConcern.MAJORITY, WriteConcern.UNACKNOWLEDGED)) {
                    var failure = catchThrowableOfType(
                            BulkWriteException.class, () -> people.with(concern).insertMany(people(2, 0, 1), options));
                    assertThat(failure).hasMessageContaining("index 0 (_id 0)");
                }
            }
            assertThat(inserts(server)).isEmpty();
            people.insertMany(people(1));
            assertThat(inserts(server)).hasSize(1);
        });
    }

    @Test
    void aRetryOmitsTheSameWrites() {
        Reply lostOnce = (exchange, turn) -> {
            if (turn == 1) {
                exchange.close();
            } else {
                inserted(exchange);
            }
        };
        run(lostOnce, (people, server) -> {
            var failure = catchThrowableOfType(
                    BulkWriteException.class, () -> people.insertMany(people(9, 1, 4, 6), UNORDERED));
            var sent = inserts(server);
            assertThat(sent)
                    .extracting(command -> command.valueOrNull("txnNumber"))
                    .containsExactly(1L, 2L, 2L, 3L);
            assertThat(sent.get(2)).isEqualTo(sent.get(1));
            assertThat(documents(sent.get(1)))
                    .extracting(document -> document.int32("_id", -1))
                    .containsExactly(5, 7);
            assertThat(failure.writeErrors()).extracting(BulkWriteError::index).containsExactly(1, 4, 6);
            assertThat(failure.partialResult().insertedIds()).containsOnlyKeys(0, 2, 3, 5, 7, 8);
        });
    }

    @Test
    void errorsOfTheServerBelongToTheRightWrite() {
        Reply second = (exchange, turn) -> exchange.reply(Document.of(
                "ok",
                1,
                "n",
                documents(exchange.request().command()).size() - 1,
                "writeErrors",
                List.of(Document.of("index", 1, "code", 2, "errmsg", "bad"))));
        run(second, (people, server) -> {
            var failure = catchThrowableOfType(
                    BulkWriteException.class, () -> people.insertMany(people(8, 0, 2, 5), UNORDERED));
            assertThat(failure.writeErrors())
                    .extracting(BulkWriteError::index)
                    .as("of 1 3 the 3, of 4 6 7 the 6")
                    .containsExactly(0, 2, 3, 5, 6);
            assertThat(failure.writeErrors())
                    .extracting(BulkWriteError::documentId)
                    .containsExactly(0, 2, 3, 5, 6);
            assertThat(failure.partialResult().insertedIds()).containsOnlyKeys(1, 4, 7);
        });
    }

    @Test
    void aFailedCommandAlsoReportsWhatCouldNotBeEncoded() {
        Reply lost = (exchange, turn) -> {
            if (turn == 0) {
                inserted(exchange);
            } else {
                exchange.close();
            }
        };
        run(lost, (people, server) -> {
            var failure = catchThrowableOfType(
                    ConnectionLostException.class, () -> people.insertMany(people(12, 1, 6), UNORDERED));
            var partial = Objects.requireNonNull(failure.partialResult());
            assertThat(partial.insertedIds()).containsOnlyKeys(0, 2, 3);
            assertThat(failure.getSuppressed()).hasAtLeastOneElementOfType(BulkWriteException.class);
            for (Throwable suppressed : failure.getSuppressed()) {
                if (suppressed instanceof BulkWriteException bulk) {
                    assertThat(bulk.writeErrors())
                            .extracting(BulkWriteError::index)
                            .containsExactly(1, 6);
                }
            }
        });
    }

    @Test
    void aWriteThatCannotBeEncodedAgainMayHaveBeenExecuted() {
        var document = Document.of("_id", 1);
        Reply changing = (exchange, turn) -> {
            document.put("bad", new Object());
            exchange.close();
        };
        run(changing, (people, server) -> {
            var single = catchThrowableOfType(ConnectionLostException.class, () -> people.insertOne(document));
            assertThat(single.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(single.getSuppressed()).hasOnlyElementsOfType(IllegalArgumentException.class);
            document.remove("bad");
            var bulk = catchThrowableOfType(
                    ConnectionLostException.class, () -> people.insertMany(List.of(document), UNORDERED));
            assertThat(bulk.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(Objects.requireNonNull(bulk.partialResult()).insertedIds())
                    .isEmpty();
            assertThat(inserts(server)).hasSize(2);
        });
    }
}
