package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes that are retried, byte for byte as a router sees them, and writes that must not be retried. */
@Timeout(60)
class RetriedWritesTest {
    private static final int WIRE_VERSION_OF_4_2 = 8;
    private static final Document SHUTTING_DOWN =
            Document.of("ok", 0, "code", 91, "codeName", "ShutdownInProgress", "errmsg", "bye");

    /** Sends one reply after the other, then {@code ok}; none to unacknowledged writes. */
    private static Script replies(Reply... replies) {
        var next = new AtomicInteger();
        return exchange -> {
            boolean write =
                    List.of("insert", "update", "delete", "findAndModify").contains(exchange.commandName());
            int turn = write ? next.getAndIncrement() : replies.length;
            if (turn < replies.length) {
                replies[turn].give(exchange);
            } else if (!exchange.request().command().has("writeConcern")) {
                exchange.reply(Document.of("ok", 1, "n", 1, "nModified", 1, "value", null));
            }
        };
    }

    private interface Reply {
        void give(Exchange exchange) throws IOException, InterruptedException;
    }

    private static Document labelled(Document reply, String... labels) {
        var labelled = new Document();
        labelled.putAll(reply);
        return labelled.append("errorLabels", List.of(labels));
    }

    private static Document router(Document hello) {
        return hello.append("msg", "isdbgrid");
    }

    private static Document routerOf42(Document hello) {
        return router(hello).append("maxWireVersion", WIRE_VERSION_OF_4_2);
    }

    private static MongoCollection<Document> people(MongoClient client) {
        return client.database("app").collection("people");
    }

    /** The write commands received by a server. */
    private static List<RawDocument> writes(ScriptedServer server) {
        return server.received().stream()
                .map(request -> request.command())
                .filter(command -> Stream.of(
                                "insert", "update", "delete", "findAndModify", "createIndexes", "aggregate")
                        .anyMatch(command::has))
                .toList();
    }

    private static List<Object> numbers(ScriptedServer server) {
        return writes(server).stream()
                .map(command -> command.valueOrNull("txnNumber"))
                .toList();
    }

    private interface Use {
        void of(MongoClient client, ScriptedServer server);
    }

    private static void run(UnaryOperator<Document> hello, String options, Script script, Use use) {
        try (var server = ScriptedServer.start(hello, script);
                var client = MongoClient.create(server.uri() + options)) {
            use.of(client, server);
        }
    }

    private static void run(Script script, Use use) {
        run(RetriedWritesTest::router, "", script, use);
    }

    @Test
    void aLostConnectionRetriesTheSameCommandWithTheSameTransactionNumber() {
        var started = new CopyOnWriteArrayList<CommandStartedEvent>();
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                started.add(event);
            }
        };
        try (var server = ScriptedServer.start(RetriedWritesTest::router, replies(Exchange::close));
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .commandListener(listener)
                        .build()) {
            people(client).insertOne(Document.of("name", "Ann"));
            var sent = writes(server);
            assertThat(sent).hasSize(2);
            assertThat(sent.get(1)).isEqualTo(sent.get(0));
            assertThat(sent.get(0).valueOrNull("txnNumber")).isEqualTo(1L);
            assertThat(sent.get(0).documentOrNull("lsid")).isNotNull();
        }
        assertThat(started).extracting(CommandStartedEvent::requestId).doesNotHaveDuplicates();
        assertThat(started.stream().map(CommandStartedEvent::operationId).distinct())
                .hasSize(1);
    }

    @Test
    void onlyRetryableWritesHaveATransactionNumberEachItsOwn() {
        run(replies(), (client, server) -> {
            var people = people(client);
            people.insertOne(Document.of("n", 1));
            people.insertMany(List.of(Document.of("n", 2), Document.of("n", 3)));
            people.updateOne(Document.of("n", 1), Document.of("$set", Document.of("a", 1)));
            people.replaceOne(Document.of("n", 1), Document.of("a", 1));
            people.deleteOne(Document.of("n", 1));
            people.findOneAndDelete(Document.of("n", 1));
            people.findOneAndUpdate(Document.of("n", 1), Document.of("$set", Document.of("a", 1)));
            people.findOneAndReplace(Document.of("n", 1), Document.of("a", 1));
            assertThat(numbers(server)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            people.updateMany(Document.of("n", 1), Document.of("$set", Document.of("a", 1)));
            people.deleteMany(Document.of("n", 1));
            people.createIndex(Document.of("n", 1));
            client.database("app").runCommand(Document.of("insert", "people", "documents", List.of(new Document())));
            people.with(WriteConcern.UNACKNOWLEDGED).insertOne(Document.of("n", 4));
            client.database("app").runCommand(Document.of("ping", 1));
            assertThat(numbers(server).subList(8, numbers(server).size()))
                    .hasSize(5)
                    .containsOnlyNulls();
        });
    }

    @Test
    void withoutSupportWritesAreSentOnceWithoutATransactionNumber() {
        record Case(UnaryOperator<Document> hello, String options) {}
        var cases = List.of(
                new Case(hello -> hello, ""),
                new Case(RetriedWritesTest::router, "&retryWrites=false"),
                new Case(
                        hello -> {
                            hello.remove("logicalSessionTimeoutMinutes");
                            return router(hello);
                        },
                        ""));
        for (Case each : cases) {
            run(each.hello(), each.options(), replies(Exchange::close), (client, server) -> {
                var failure = catchThrowableOfType(
                        ConnectionLostException.class, () -> people(client).insertOne(new Document()));
                assertThat(failure.errorLabels()).isEmpty();
                assertThat(failure).hasNoSuppressedExceptions();
                assertThat(numbers(server)).hasSize(1).containsOnlyNulls();
            });
        }
    }

    @Test
    void aRetriedBatchIsTheSameEvenIfMoreWouldFit() {
        var hellos = new AtomicInteger();
        UnaryOperator<Document> growing =
                hello -> router(hello).append("maxWriteBatchSize", hellos.getAndIncrement() < 3 ? 2 : 100);
        Script script = exchange -> {
            var documents = exchange.request().command().list("documents", RawDocument.class);
            if (documents.getFirst().int32("n", -1) == 2 && hellos.get() < 1000) {
                hellos.set(1000);
                exchange.close();
            } else {
                exchange.reply(Document.of("ok", 1, "n", documents.size()));
            }
        };
        run(growing, "&heartbeatFrequencyMS=100000", script, (client, server) -> {
            var documents =
                    IntStream.range(0, 5).mapToObj(n -> Document.of("n", n)).toList();
            assertThat(people(client).insertMany(documents).insertedIds()).hasSize(5);
            var sent = writes(server);
            assertThat(sent)
                    .extracting(command ->
                            command.list("documents", RawDocument.class).size())
                    .as("the third command is a retry of the second")
                    .startsWith(2, 2, 2);
            assertThat(sent.get(2)).isEqualTo(sent.get(1));
            assertThat(sent.stream()
                            .flatMap(command -> command.list("documents", RawDocument.class).stream())
                            .distinct())
                    .hasSize(5);
            assertThat(numbers(server).subList(0, 4)).containsExactly(1L, 2L, 2L, 3L);
        });
    }

    @Test
    void onlyBulkCommandsWithoutMultiHaveTransactionNumbersAndAllShareOneOperation() {
        var operations = new CopyOnWriteArrayList<Long>();
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                if (!event.commandName().equals("endSessions")) {
                    operations.add(event.operationId());
                }
            }
        };
        try (var server = ScriptedServer.start(RetriedWritesTest::router, replies());
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .commandListener(listener)
                        .build()) {
            var set = Document.of("$set", Document.of("a", 1));
            people(client)
                    .bulkWrite(List.of(
                            WriteModel.insertOne(Document.of("n", 1)),
                            WriteModel.updateOne(Document.of("n", 1), set),
                            WriteModel.updateMany(Document.of("n", 1), set),
                            WriteModel.deleteOne(Document.of("n", 1))));
            assertThat(numbers(server)).containsExactly(1L, null, 2L);
            assertThat(writes(server).stream()
                            .map(command -> command.documentOrNull("lsid"))
                            .distinct())
                    .hasSize(1);
            people(client).deleteOne(new Document());
        }
        assertThat(operations).hasSize(4);
        assertThat(operations.stream().distinct()).hasSize(2);
    }

    @Test
    void aBulkWriteThatEndsEarlyReportsWhatIsDone() {
        Reply one = exchange -> exchange.reply(Document.of("ok", 1, "n", 1));
        run(replies(one, Exchange::close, Exchange::close), (client, server) -> {
            var models = List.<WriteModel<Document>>of(
                    WriteModel.insertOne(Document.of("_id", 7)), WriteModel.deleteOne(Document.of("n", 1)));
            var failure = catchThrowableOfType(
                    ConnectionLostException.class, () -> people(client).bulkWrite(models));
            assertThat(failure).hasMessageContaining("inserted 1").hasMessageContaining("deleted 0");
            assertThat(Objects.requireNonNull(failure.partialResult()).insertedIds())
                    .containsEntry(0, 7);
        });
    }

    @Test
    void ifBothAttemptsFailTheErrorDescribesBoth() {
        Reply notPrimary = exchange -> exchange.reply(
                labelled(Document.of("ok", 0, "code", 10107, "errmsg", "not primary"), "RetryableWriteError"));
        run(replies(Exchange::close, notPrimary), (client, server) -> {
            var failure = catchThrowableOfType(
                    NotPrimaryException.class, () -> people(client).insertOne(new Document()));
            assertThat(failure)
                    .hasMessageContaining("This was attempt 2; one before on " + server.address())
                    .hasMessageContaining(
                            "ended with ConnectionLostException: Connection to " + server.address() + " was lost ")
                    .hasMessageContaining("for that attempt, the server may or may not have executed it");
            assertThat(failure.getSuppressed()).hasOnlyElementsOfType(ConnectionLostException.class);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(writes(server)).hasSize(2);
        });
    }

    @Test
    void theFirstErrorIsThrownIfTheSecondAttemptWroteNothing() {
        Reply first = exchange -> exchange.reply(labelled(SHUTTING_DOWN, "RetryableWriteError"));
        Reply second = exchange -> exchange.reply(labelled(
                Document.of("ok", 0, "code", 10107, "errmsg", "not primary"),
                "RetryableWriteError",
                "NoWritesPerformed"));
        run(replies(first, second), (client, server) -> {
            var failure = catchThrowableOfType(
                    NotPrimaryException.class, () -> people(client).insertOne(new Document()));
            assertThat(failure.code()).isEqualTo(91);
            assertThat(failure)
                    .hasMessageContaining("Another attempt failed, too")
                    .hasMessageContaining("10107");
        });
    }

    @Test
    void theFirstErrorIsThrownIfNoServerIsFoundForTheSecondAttempt() {
        var servers = new ArrayList<ScriptedServer>();
        Reply lastWord = exchange -> {
            exchange.close();
            servers.getFirst().close();
        };
        run(RetriedWritesTest::router, "&serverSelectionTimeoutMS=300", replies(lastWord), (client, server) -> {
            servers.add(server);
            var failure = catchThrowableOfType(
                    ConnectionLostException.class, () -> people(client).insertOne(new Document()));
            assertThat(failure.getSuppressed()).hasOnlyElementsOfType(ServerSelectionException.class);
            assertThat(failure).hasMessageContaining("Another attempt failed, too: insert on app.people: Found no");
            assertThat(failure.hasErrorLabel("RetryableWriteError")).isTrue();
        });
    }

    @Test
    void aRetryableWriteConcernErrorIsRetried() {
        var concern = Document.of("code", 91, "errmsg", "going down");
        var done = Document.of("ok", 1, "n", 1, "writeConcernError", concern);
        Reply labelled = exchange -> exchange.reply(labelled(done, "RetryableWriteError"));
        run(replies(labelled), (client, server) -> {
            people(client).insertOne(new Document());
            assertThat(numbers(server)).containsExactly(1L, 1L);
        });
        Reply useless = exchange -> exchange.reply(labelled(SHUTTING_DOWN, "RetryableWriteError", "NoWritesPerformed"));
        run(replies(labelled, useless), (client, server) -> {
            var failure = catchThrowableOfType(
                    WriteConcernException.class, () -> people(client).insertOne(new Document()));
            assertThat(failure.code()).isEqualTo(91);
            assertThat(failure.result()).as("the result of the first attempt").isNotNull();
        });
        run(replies(exchange -> exchange.reply(done)), (client, server) -> {
            assertThatThrownBy(() -> people(client).insertOne(new Document()))
                    .isInstanceOf(WriteConcernException.class);
            assertThat(writes(server)).as("no label, no second attempt").hasSize(1);
        });
    }

    @Test
    void serversThatDoNotLabelErrorsAreClassifiedByCode() {
        run(RetriedWritesTest::routerOf42, "", replies(exchange -> exchange.reply(SHUTTING_DOWN)), (client, server) -> {
            people(client).insertOne(new Document());
            assertThat(numbers(server)).containsExactly(1L, 1L);
        });
        Reply duplicate = exchange -> exchange.reply(Document.of("ok", 0, "code", 11000, "errmsg", "E11000"));
        run(RetriedWritesTest::routerOf42, "", replies(duplicate), (client, server) -> {
            assertThatThrownBy(() -> people(client).insertOne(new Document()))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(writes(server)).hasSize(1);
        });
        var concern = Document.of("ok", 1, "n", 1, "writeConcernError", Document.of("code", 91, "errmsg", "bye"));
        run(RetriedWritesTest::routerOf42, "", replies(exchange -> exchange.reply(concern)), (client, server) -> {
            assertThatThrownBy(() -> people(client).insertOne(new Document()))
                    .isInstanceOf(WriteConcernException.class);
            assertThat(writes(server)).as("a router has already retried").hasSize(1);
        });
        run(replies(exchange -> exchange.reply(SHUTTING_DOWN)), (client, server) -> {
            assertThatThrownBy(() -> people(client).insertOne(new Document())).isInstanceOf(NotPrimaryException.class);
            assertThat(writes(server))
                    .as("4.4 and later label retryable errors")
                    .hasSize(1);
        });
    }

    @Test
    void aDeploymentWithoutRetryableWritesIsExplained() {
        Reply rejection = exchange -> exchange.replyError(
                20, "IllegalOperation", "Transaction numbers are only allowed on a replica set member or mongos");
        run(
                replies(rejection),
                (client, server) -> assertThat(catchThrowableOfType(
                                CommandException.class, () -> people(client).insertOne(new Document())))
                        .hasMessageContaining("This MongoDB deployment does not support retryable writes. Please add"
                                + " retryWrites=false to your connection string."));
    }

    @Test
    void aSocketTimeoutIsANetworkError() {
        Reply late = exchange -> exchange.pause(Duration.ofSeconds(5));
        run(RetriedWritesTest::router, "&socketTimeoutMS=500", replies(late), (client, server) -> {
            people(client).insertOne(new Document());
            assertThat(numbers(server)).containsExactly(1L, 1L);
        });
    }

    @Test
    void operationsRejectedByAnOverloadedServerAreRetried() {
        Reply overloaded = exchange -> exchange.reply(labelled(
                Document.of("ok", 0, "code", 462, "errmsg", "too much to do"),
                "SystemOverloadedError",
                "RetryableError"));
        run(replies(overloaded, overloaded), (client, server) -> {
            people(client).updateMany(new Document(), Document.of("$set", Document.of("a", 1)));
            assertThat(numbers(server)).hasSize(3).containsOnlyNulls();
        });
        run(RetriedWritesTest::router, "&retryWrites=false", replies(overloaded), (client, server) -> {
            assertThatThrownBy(() -> people(client).deleteMany(new Document())).isInstanceOf(CommandException.class);
            assertThat(writes(server)).hasSize(1);
        });
    }

    @Test
    void theBackoffBeforeARetryCanBeInterrupted() {
        Script overloaded = exchange -> exchange.reply(labelled(
                Document.of("ok", 0, "code", 462, "errmsg", "too much to do"),
                "SystemOverloadedError",
                "RetryableError"));
        run(RetriedWritesTest::router, "&maxAdaptiveRetries=1000", overloaded, (client, server) -> {
            var failures = new CopyOnWriteArrayList<Throwable>();
            var flags = new CopyOnWriteArrayList<Boolean>();
            var waiting = Thread.ofVirtual().start(() -> {
                failures.add(catchThrowable(() -> people(client).insertOne(new Document())));
                flags.add(Thread.currentThread().isInterrupted());
            });
            while (writes(server).size() < 3) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            assertThatCode(waiting::join).doesNotThrowAnyException();
            assertThat(failures).singleElement().isInstanceOf(InterruptedOperationException.class);
            assertThat(flags).containsExactly(true);
        });
    }

    @Test
    void theTimeoutOfTheOperationEndsRetries() {
        Reply late = exchange -> exchange.pause(Duration.ofSeconds(5));
        run(replies(late), (client, server) -> {
            var hasty = people(client).with(Duration.ofMillis(300));
            assertThatThrownBy(() -> hasty.insertOne(new Document())).isInstanceOf(MongoException.class);
            assertThat(writes(server)).hasSize(1);
        });
    }
}
