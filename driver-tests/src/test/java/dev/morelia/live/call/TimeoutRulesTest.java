package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.TimeoutMode;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a timeout replaces, how long an operation is retried under it, and what its error tells. */
@Timeout(60)
class TimeoutRulesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    private static MongoCollection<Document> people(MongoClient client) {
        return client.database("app").collection("people");
    }

    private static Document batch(long id, String field, int documents) {
        var one = new Document("n", 1);
        var cursor = Document.of("id", id, "ns", "app.people", field, documents == 0 ? List.of() : List.of(one));
        return Document.of("ok", 1, "cursor", cursor);
    }

    private static List<String> names(ScriptedServer server) {
        return server.received().stream().map(ReceivedRequest::commandName).toList();
    }

    /** Replies to a command after a while. */
    private static Script slow(String command, Duration pause, Document reply) {
        return exchange -> {
            if (exchange.commandName().equals(command)) {
                exchange.pause(pause);
                exchange.reply(reply);
            } else {
                exchange.replyOk();
            }
        };
    }

    @Test
    void socketTimeoutDoesNotApply() {
        try (var server = ScriptedServer.start(slow("ping", SHORT, new Document("ok", 1)));
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=100&retryReads=false")) {
            var app = client.database("app");
            assertThatThrownBy(() -> app.runCommand(new Document("ping", 1)))
                    .isInstanceOf(OperationTimeoutException.class);
            for (Duration timeout : List.of(LONG, Duration.ZERO)) {
                assertThat(app.with(timeout).runCommand(new Document("ping", 1)))
                        .containsEntry("ok", 1);
            }
        }
    }

    @Test
    void waitQueueTimeoutDoesNotApply() throws Exception {
        try (var server = ScriptedServer.start(slow("ping", SHORT, new Document("ok", 1)));
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1&waitQueueTimeoutMS=50")) {
            var app = client.database("app");
            for (Duration timeout : List.of(LONG, Duration.ZERO)) {
                int received = server.received().size();
                var holder = Thread.ofVirtual().start(() -> app.runCommand(new Document("ping", 1)));
                server.awaitReceived(received + 1, LONG);
                assertThatThrownBy(() -> app.runCommand(new Document("other", 1)))
                        .isInstanceOf(PoolTimeoutException.class);
                assertThat(app.with(timeout).runCommand(new Document("other", 1)))
                        .containsKey("ok");
                holder.join();
            }
        }
    }

    @Test
    @SuppressWarnings("try") // The client is closed early to free the other thread.
    void theStepIsTold() throws Exception {
        try (var server = ScriptedServer.start(slow("ping", LONG, new Document("ok", 1)));
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1")) {
            var app = client.database("app").with(SHORT);
            var reply = catchThrowableOfType(
                    OperationTimeoutException.class, () -> app.runCommand(new Document("ping", 1)));
            assertThat(reply.lastStep().step()).isEqualTo(Step.REPLY);
            assertThat(reply.lastStep().time()).isBetween(Duration.ofMillis(100), LONG);
            assertThat(reply.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(reply)
                    .hasMessageStartingWith("ping on app did not complete within the timeout of 400 ms on "
                            + server.address() + " (waiting for the reply took ");
            var holder = Thread.ofVirtual().start(() -> {
                try {
                    client.database("app").runCommand(new Document("ping", 1));
                } catch (MongoException closed) {
                    // Because the client is closed.
                }
            });
            server.awaitReceived(2, LONG);
            var checkOut = catchThrowableOfType(
                    OperationTimeoutException.class, () -> app.runCommand(new Document("ping", 1)));
            assertThat(checkOut.lastStep().step()).isEqualTo(Step.CHECK_OUT);
            assertThat(checkOut.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            assertThat(checkOut.getCause())
                    .isInstanceOfSatisfying(
                            PoolTimeoutException.class,
                            cause -> assertThat(checkOut).hasMessageContaining(cause.getMessage()));
            client.close();
            holder.join();
        }
    }

    private static void insert(MongoCollection<Document> people) {
        people.insertOne(new Document());
    }

    private static void rejected(Exchange exchange) throws java.io.IOException {
        exchange.reply(Document.of("ok", 0, "code", 7, "errmsg", "not now")
                .append("errorLabels", List.of("RetryableWriteError")));
    }

    @Test
    void aRetryableWriteIsAttemptedUntilItSucceeds() {
        var attempts = new AtomicInteger();
        Script script = exchange -> {
            if (exchange.commandName().equals("insert") && attempts.incrementAndGet() < 9) {
                rejected(exchange);
            } else {
                exchange.reply(Document.of("ok", 1, "n", 1));
            }
        };
        for (Duration timeout : List.of(LONG, Duration.ZERO)) {
            attempts.set(0);
            try (var server = ScriptedServer.start(hello -> hello.append("msg", "isdbgrid"), script);
                    var client = MongoClient.create(server.uri())) {
                insert(people(client).with(timeout));
                assertThat(attempts).hasValue(9);
                var numbers = server.received().stream()
                        .filter(request -> request.commandName().equals("insert"))
                        .map(request -> request.command().int64("txnNumber", 0))
                        .distinct();
                assertThat(numbers).hasSize(1);
            }
        }
    }

    @Test
    void aRetryableWriteIsAttemptedUntilTheTimeIsOver() {
        Script script = exchange -> {
            if (exchange.commandName().equals("insert")) {
                exchange.pause(Duration.ofMillis(150));
                rejected(exchange);
            } else {
                exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(hello -> hello.append("msg", "isdbgrid"), script);
                var client = MongoClient.create(server.uri())) {
            client.database("app").runCommand(new Document("ping", 1));
            var failure = catchThrowableOfType(
                    OperationTimeoutException.class, () -> insert(people(client).with(Duration.ofSeconds(1))));
            assertThat(failure.attempts()).isBetween(2, 7);
            assertThat(failure).hasMessageContaining("not now");
        }
    }

    @Test
    void oneCallOnATailableCursorHasOneTimeout() {
        var getMores = new AtomicInteger();
        Script script = exchange -> {
            switch (exchange.commandName()) {
                case "find" -> exchange.reply(batch(7, "firstBatch", 1));
                case "getMore" -> {
                    getMores.incrementAndGet();
                    exchange.pause(Duration.ofMillis(150));
                    exchange.reply(batch(7, "nextBatch", 0));
                }
                default -> exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(server.uri())) {
            var tailable = new FindOptions().cursorType(CursorType.TAILABLE);
            try (var cursor =
                    people(client).with(SHORT).find(new Document(), tailable).cursor()) {
                cursor.next();
                assertThat(cursor.tryNext()).isNull();
                assertThat(cursor.tryNext()).isNull();
                assertThat(cursor.tryNext()).isNull();
                assertThatThrownBy(cursor::hasNext).isInstanceOf(OperationTimeoutException.class);
                assertThat(getMores.get()).isBetween(4, 6);
            }
        }
    }

    @Test
    void anIterationHasTheWholeTimeoutAndNoMaxTime() {
        Script script = exchange -> {
            switch (exchange.commandName()) {
                case "find" -> exchange.reply(batch(7, "firstBatch", 1));
                case "getMore" -> {
                    exchange.pause(Duration.ofMillis(150));
                    exchange.reply(batch(7, "nextBatch", 1));
                }
                default -> exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(server.uri())) {
            var query = people(client).find().with(SHORT).timeoutMode(TimeoutMode.ITERATION);
            try (var cursor = query.cursor()) {
                for (int i = 0; i < 6; i++) {
                    cursor.next();
                }
                cursor.close(LONG);
            }
            for (ReceivedRequest request : server.received()) {
                boolean limited = request.commandName().equals("killCursors");
                assertThat(request.command().has("maxTimeMS")).isEqualTo(limited);
                assertThat(request.command().has("timeoutMode")).isFalse();
            }
            assertThat(names(server)).endsWith("killCursors");
            assertThat(server.received().getLast().command().int64("maxTimeMS", 0))
                    .isGreaterThan(SHORT.toMillis());
        }
    }

    /** The cursor is closed in the background, which has at least five seconds. */
    @Test
    void aQueryThatTimesOutDoesNotWaitForTheEndOfItsCursor() throws Exception {
        Script script = exchange -> {
            switch (exchange.commandName()) {
                case "find" -> exchange.reply(batch(7, "firstBatch", 1));
                case "killCursors" -> {
                    exchange.pause(Duration.ofSeconds(5));
                    exchange.replyOk();
                }
                default -> exchange.pause(LONG);
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(server.uri())) {
            var query = people(client).find().with(Duration.ofSeconds(1));
            long begun = System.nanoTime();
            assertThatThrownBy(query::toList).isInstanceOf(OperationTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1_900));
            server.awaitReceived(3, LONG);
            var killed = server.received().getLast();
            assertThat(killed.commandName()).isEqualTo("killCursors");
            assertThat(killed.command().int64("maxTimeMS", 0)).isBetween(1_001L, 5_000L);
        }
    }

    @Test
    void aModeWithoutATimeoutIsRejectedBeforeAnythingIsSent() {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = MongoClient.create(server.uri())) {
            var query = people(client).find().timeoutMode(TimeoutMode.ITERATION);
            assertThatThrownBy(query::cursor)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeoutMode must not be set without a timeout");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void wtimeoutIsNotSent() {
        try (var server = ScriptedServer.start(exchange -> exchange.reply(Document.of("ok", 1, "n", 1)));
                var client = MongoClient.create(server.uri() + "&wTimeoutMS=70&w=1&journal=true")) {
            insert(people(client));
            insert(people(client).with(LONG));
            insert(people(client).with(Duration.ZERO));
            var concerns = server.received().stream()
                    .filter(request -> request.commandName().equals("insert"))
                    .map(request -> request.command().document("writeConcern").toDocument())
                    .toList();
            assertThat(concerns).hasSize(3);
            assertThat(concerns.get(0)).containsKey("wtimeout");
            assertThat(concerns.subList(1, 3))
                    .allMatch(concern -> !concern.containsKey("wtimeout") && concern.containsKey("j"));
        }
    }

    @Test
    void aWriteThatTheServerStopsIsATimeout() {
        var error = Document.of("index", 0, "code", 50, "errmsg", "operation exceeded time limit");
        var stopped = new AtomicInteger();
        Script script = exchange -> {
            var reply = Document.of("ok", 1, "n", 0);
            exchange.reply(
                    stopped.get() == 0
                            ? reply.append("writeErrors", List.of(error))
                            : reply.append("writeConcernError", error));
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(server.uri())) {
            for (int kind = 0; kind < 2; kind++) {
                stopped.set(kind);
                for (Duration timeout : List.of(LONG, Duration.ZERO)) {
                    var people = people(client).with(timeout);
                    assertThatThrownBy(() -> people.insertOne(new Document()))
                            .isInstanceOf(OperationTimeoutException.class)
                            .hasMessageContaining("operation exceeded time limit");
                    assertThatThrownBy(() -> people.insertMany(List.of(new Document(), new Document())))
                            .isInstanceOfSatisfying(
                                    OperationTimeoutException.class,
                                    failure ->
                                            assertThat(failure.partialResult()).isNotNull())
                            .hasCauseInstanceOf(BulkWriteException.class);
                }
                assertThatThrownBy(() -> people(client).insertMany(List.of(new Document())))
                        .isInstanceOf(BulkWriteException.class);
            }
        }
    }
}
