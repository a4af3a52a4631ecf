package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code maxTimeMS} of commands: the remaining timeout of the call, or else the given value. */
@Timeout(60)
class MaxTimeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Stream<Arguments> calls() {
        return Stream.of(
                call("find", app -> people(app).findOne(new Document())),
                call("insert", app -> people(app).insertOne(new Document("n", 1))),
                call(
                        "update",
                        app -> people(app).updateOne(new Document(), new Document("$set", new Document("n", 2)))),
                call("delete", app -> people(app).deleteMany(new Document())),
                call("findAndModify", app -> people(app).findOneAndDelete(new Document())),
                call("aggregate", app -> people(app).countDocuments()),
                call("count", app -> people(app).estimatedDocumentCount()),
                call("explain", app -> people(app).find().explain()),
                call("ping", app -> app.runCommand(new Document("ping", 1))),
                call("listCollections", app -> app.listCollections().toList()),
                call("drop", app -> people(app).drop()));
    }

    private static Arguments call(String command, Consumer<MongoDatabase> call) {
        return arguments(command, call);
    }

    private static MongoCollection<Document> people(MongoDatabase database) {
        return database.collection("people");
    }

    private static void reply(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find", "aggregate", "listCollections" -> exchange.reply(batch(0));
            case "insert", "update", "delete", "count" ->
                exchange.reply(Document.of("ok", 1, "n", 1).append("nModified", 1));
            case "findAndModify" -> exchange.reply(Document.of("ok", 1, "value", null));
            default -> exchange.replyOk();
        }
    }

    private static Document batch(long id) {
        var group = Document.of("_id", 1, "n", 1);
        return Document.of("ok", 1, "cursor", Document.of("id", id, "ns", "app.people", "firstBatch", List.of(group)));
    }

    private static RawDocument only(ScriptedServer server, String command) {
        List<ReceivedRequest> received = server.received().stream()
                .filter(request -> request.commandName().equals(command))
                .toList();
        assertThat(received).hasSize(1);
        return received.getFirst().command();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void theRemainingTimeoutIsSent(String command, Consumer<MongoDatabase> call) {
        try (var server = ScriptedServer.start(MaxTimeTest::reply);
                var client = MongoClient.create(server.uri())) {
            call.accept(client.database("app").with(TIMEOUT));
            assertThat(only(server, command).int64("maxTimeMS", 0)).isBetween(1L, TIMEOUT.toMillis());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void withoutATimeoutNothingIsSent(String command, Consumer<MongoDatabase> call) {
        try (var server = ScriptedServer.start(MaxTimeTest::reply);
                var client = MongoClient.create(server.uri())) {
            call.accept(client.database("app"));
            assertThat(only(server, command).has("maxTimeMS")).isFalse();
        }
    }

    @Test
    void aTimeoutReplacesMaxTime() {
        try (var server = ScriptedServer.start(MaxTimeTest::reply);
                var client = MongoClient.create(server.uri())) {
            var people = people(client.database("app").with(TIMEOUT));
            people.find().maxTime(Duration.ofMillis(50)).first();
            people.find().maxTime(TIMEOUT.multipliedBy(2)).explain();
            people(client.database("app"))
                    .aggregate(List.of())
                    .maxTime(Duration.ofMillis(70))
                    .toList();
            assertThat(only(server, "find").int64("maxTimeMS", 0)).isBetween(10_000L, TIMEOUT.toMillis());
            RawDocument explain = only(server, "explain");
            assertThat(explain.int64("maxTimeMS", 0)).isBetween(1L, TIMEOUT.toMillis());
            assertThat(explain.document("explain").has("maxTimeMS")).isFalse();
            assertThat(only(server, "aggregate").int64("maxTimeMS", 0)).isEqualTo(70);
        }
    }

    @Test
    void runCommandKeepsItsOwnLimit() {
        try (var server = ScriptedServer.start(MaxTimeTest::reply);
                var client = MongoClient.create(server.uri())) {
            client.database("app").with(TIMEOUT).runCommand(Document.of("ping", 1, "maxTimeMS", 7));
            assertThat(only(server, "ping").toDocument().keySet().stream().filter("maxTimeMS"::equals))
                    .hasSize(1);
            assertThat(only(server, "ping").int64("maxTimeMS", 0)).isEqualTo(7);
        }
    }

    @Test
    void neitherFurtherBatchesNorATailableCursorAreLimited() {
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("find")) {
                        exchange.reply(batch(7));
                    } else if (exchange.commandName().equals("getMore")) {
                        var cursor = Document.of("id", 0L, "ns", "app.people", "nextBatch", List.of());
                        exchange.reply(Document.of("ok", 1, "cursor", cursor));
                    } else {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri())) {
            var people = people(client.database("app").with(TIMEOUT));
            people.find(new Document(), new FindOptions().cursorType(CursorType.TAILABLE))
                    .toList();
            assertThat(only(server, "find").has("maxTimeMS")).isFalse();
            assertThat(only(server, "getMore").has("maxTimeMS")).isFalse();
        }
    }

    @Test
    void anAwaitingCursorWaitsNoLongerThanTheTimeout() {
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("find")) {
                        exchange.reply(batch(7));
                    } else {
                        var cursor = Document.of("id", 0L, "ns", "app.people", "nextBatch", List.of());
                        exchange.reply(Document.of("ok", 1, "cursor", cursor));
                    }
                });
                var client = MongoClient.create(server.uri())) {
            var people = people(client.database("app"));
            var awaiting = new FindOptions().cursorType(CursorType.TAILABLE_AWAIT);
            people.find(new Document(), awaiting.maxAwaitTime(Duration.ofMillis(50)))
                    .toList();
            people.with(TIMEOUT)
                    .find(new Document(), awaiting.maxAwaitTime(Duration.ofMillis(60)))
                    .toList();
            assertThat(server.received().stream()
                            .map(ReceivedRequest::command)
                            .filter(command -> command.has("getMore")))
                    .extracting(command -> command.int64("maxTimeMS", 0))
                    .containsExactly(50L, 60L);
        }
    }

    @Test
    void nothingIsSentIfNoReplyCanArriveInTime() throws Exception {
        try (var server = ScriptedServer.start(MaxTimeTest::reply);
                var proxy = FaultProxy.start(server.address());
                var client = MongoClient.create(proxy.uri() + "&heartbeatFrequencyMS=500")) {
            proxy.latency(Duration.ofMillis(100));
            var people = people(client.database("app"));
            people.findOne(new Document());
            while (client.description().servers().getFirst().minRoundTripTime().toMillis() < 100) {
                Thread.sleep(50);
            }
            int connections = server.connectionsOpened();
            int received = server.received().size();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> people.with(Duration.ofMillis(50)).findOne(new Document()))
                        .isInstanceOfSatisfying(
                                OperationTimeoutException.class,
                                failure -> assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE))
                        .hasMessageContaining("a round trip to the server takes at least 2")
                        .hasMessageContaining("nothing was sent");
            }
            people.findOne(new Document());
            assertThat(server.received()).hasSize(received + 1);
            assertThat(server.connectionsOpened()).isEqualTo(connections);
        }
    }

    @Test
    void noGetMoreIsSentIfNoReplyCanArriveInTime() throws Exception {
        try (var server = ScriptedServer.start(exchange -> exchange.reply(batch(7)));
                var proxy = FaultProxy.start(server.address());
                var client = MongoClient.create(proxy.uri() + "&heartbeatFrequencyMS=500")) {
            proxy.latency(Duration.ofMillis(100));
            var people = people(client.database("app"));
            while (client.description().servers().getFirst().minRoundTripTime().toMillis() < 100) {
                Thread.sleep(50);
            }
            try (var cursor = people.with(Duration.ofSeconds(1)).find().cursor()) {
                cursor.next();
                Thread.sleep(850);
                assertThatThrownBy(cursor::hasNext)
                        .isInstanceOfSatisfying(
                                OperationTimeoutException.class,
                                failure -> assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE));
            }
            assertThat(server.received())
                    .noneMatch(request -> request.commandName().equals("getMore"));
        }
    }

    @Test
    void maxTimeExpiredIsATimeoutOfTheCall() {
        try (var server = ScriptedServer.start(
                        exchange -> exchange.replyError(50, "MaxTimeMSExpired", "operation exceeded time limit"));
                var client = MongoClient.create(server.uri())) {
            var people = people(client.database("app"));
            assertThatThrownBy(() -> people.with(TIMEOUT).findOne(new Document()))
                    .isInstanceOfSatisfying(OperationTimeoutException.class, failure -> {
                        assertThat(failure)
                                .hasMessageContaining("find on app.people")
                                .hasMessageContaining("20000 ms")
                                .hasMessageNotContainingAny("within maxTime", "may be written");
                        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
                    })
                    .hasCauseInstanceOf(ExecutionTimeoutException.class);
            assertThatThrownBy(() -> people.findOne(new Document())).isInstanceOf(ExecutionTimeoutException.class);
            var unlimited = people.with(Duration.ZERO);
            assertThatThrownBy(() -> unlimited.findOne(new Document()))
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageContaining("find on app.people did not complete in time")
                    .hasCauseInstanceOf(ExecutionTimeoutException.class);
            assertThat(server.connectionsOpened()).isLessThan(4);
        }
    }
}
