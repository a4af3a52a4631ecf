package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.Namespace;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bulk writes of a client whose server reports errors that it does not go on to explain, or in unusual ways. */
@Timeout(60)
class ClientBulkFaultsTest {
    private static final Namespace PEOPLE = new Namespace("app", "people");
    private static final ClientBulkWriteOptions UNORDERED = new ClientBulkWriteOptions().ordered(false);
    private static final ClientBulkWriteOptions ORDERED = new ClientBulkWriteOptions();
    private static final List<NamespacedWrite> WRITES = List.of(
            WriteModel.insertOne(new Document("_id", 1)).in(PEOPLE),
            WriteModel.updateMany(new Document(), new Document("$set", new Document("x", 1)))
                    .in(PEOPLE));

    private interface Reply {
        void give(Exchange exchange) throws IOException;
    }

    private static Document member(Document hello) {
        return hello.append("setName", "rs0").append("hosts", List.of("a:1"));
    }

    private static void run(Document reply, Reply more, Consumer<MongoClient> use) {
        try (var server = ScriptedServer.start(ClientBulkFaultsTest::member, exchange -> {
                    switch (exchange.commandName()) {
                        case "bulkWrite" -> exchange.reply(reply);
                        case "getMore", "killCursors" -> more.give(exchange);
                        default -> exchange.reply(Document.of("ok", 1));
                    }
                });
                var client = MongoClient.create(server.uri())) {
            use.accept(client);
        }
    }

    private static ClientBulkWriteException failure(MongoClient client, ClientBulkWriteOptions options) {
        return catchThrowableOfType(ClientBulkWriteException.class, () -> client.bulkWrite(WRITES, options));
    }

    private static Document reply(int inserted, int errors, long cursor, Document... first) {
        return Document.of("ok", 1, "nInserted", inserted, "nMatched", 0, "nModified", 0, "nUpserted", 0)
                .append("nDeleted", 0)
                .append("nErrors", errors)
                .append(
                        "cursor",
                        Document.of("id", cursor, "ns", "admin.$cmd.bulkWrite", "firstBatch", List.of(first)));
    }

    private static Document error(int index, int code) {
        return Document.of("ok", 0, "idx", index, "n", 0, "code", code, "errmsg", "no");
    }

    @Test
    void aWriteThatTheServerStopsIsATimeout() {
        run(reply(1, 1, 0, error(1, 50)), Exchange::replyOk, client -> {
            for (Duration timeout : List.of(Duration.ofSeconds(20), Duration.ZERO)) {
                var limited = client.with(timeout);
                var stopped = catchThrowableOfType(OperationTimeoutException.class, () -> limited.bulkWrite(WRITES));
                assertThat(stopped).hasCauseInstanceOf(ClientBulkWriteException.class);
                assertThat(stopped.outcome()).isEqualTo(Outcome.APPLIED);
            }
            assertThat(failure(client, ORDERED).error()).isNull();
        });
    }

    /** Otherwise a program would take writes for done that have failed. */
    @Test
    void errorsOfWhichNoneIsListedAreNoSuccess() {
        for (var options : List.of(UNORDERED, ORDERED)) {
            run(reply(1, 1, 0), Exchange::replyOk, client -> {
                var failure = failure(client, options);
                assertThat(failure.error()).isInstanceOf(ProtocolException.class);
                assertThat(failure.outcome()).isEqualTo(Outcome.APPLIED);
                assertThat(failure).hasMessageContaining("inserted 1");
            });
        }
    }

    @Test
    void aCursorThatCannotBeClosedDoesNotHideTheError() {
        run(reply(1, 1, 7, error(1, 1)), exchange -> exchange.replyError(8, "UnknownError", "no"), client -> {
            var failure = failure(client, ORDERED);
            assertThat(failure.writeErrors()).hasSize(1);
            assertThat(failure.error()).isNull();
            assertThat(failure.getSuppressed()).hasSize(1);
        });
    }

    /** The other error may be that of the updateMany, which may have changed something. */
    @Test
    void errorsThatCouldNotBeReadMayBeOfManyDocuments() {
        var first = reply(0, 2, 7, error(0, 11000));
        for (Reply lost : List.<Reply>of(exchange -> exchange.replyError(8, "UnknownError", "no"), Exchange::close)) {
            run(first, lost, client -> {
                var failure = failure(client, UNORDERED);
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure.retryAdvice()).isNotEqualTo(RetryAdvice.SAFE);
            });
        }
    }

    @Test
    void whatAnAbortedTransactionHasWrittenIsUndone() {
        run(reply(1, 1, 0, error(1, 1)), Exchange::replyOk, client -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                assertThat(failure(client.with(session), ORDERED).outcome()).isEqualTo(Outcome.NOT_APPLIED);
            }
        });
    }
}
