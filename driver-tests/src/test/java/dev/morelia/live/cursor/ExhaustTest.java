package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.FindQuery;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolUse;
import dev.morelia.options.CursorType;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A server that sends batch after batch without being asked, and all that may come in between. */
@Timeout(60)
class ExhaustTest {
    private static final int MORE_TO_COME = 2;
    private static final int EXHAUST_ALLOWED = 1 << 16;
    private static final int BATCHES = 5;

    /** The commands and their replies. */
    private static final class Recorder implements CommandListener {
        private final List<CommandStartedEvent> started = new CopyOnWriteArrayList<>();
        private final List<CommandSucceededEvent> succeeded = new CopyOnWriteArrayList<>();
        private final List<CommandFailedEvent> failed = new CopyOnWriteArrayList<>();

        @Override
        public void started(CommandStartedEvent event) {
            started.add(event);
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            succeeded.add(event);
        }

        @Override
        public void failed(CommandFailedEvent event) {
            failed.add(event);
        }

        List<CommandStartedEvent> started(String command) {
            return started.stream()
                    .filter(event -> event.commandName().equals(command))
                    .toList();
        }
    }

    /** What the server does instead of sending this batch. */
    private interface Trouble {
        void make(Exchange exchange, int responseTo) throws IOException, InterruptedException;
    }

    private interface Use {
        void of(MongoCollection<Document> numbers, ScriptedServer server, MongoClient client, Recorder events)
                throws Exception;
    }

    private static final Trouble NONE = (exchange, responseTo) -> {};

    private static void run(Trouble third, Use use) throws Exception {
        run(UnaryOperator.identity(), third, use);
    }

    private static void run(UnaryOperator<Document> hello, Trouble third, Use use) throws Exception {
        var events = new Recorder();
        try (var server = ScriptedServer.start(hello, exchange -> answer(exchange, third));
                var client = MongoClient.builder()
                        .uri(server.uri() + "&maxPoolSize=1&waitQueueTimeoutMS=100")
                        .commandListener(events)
                        .build()) {
            use.of(client.database("app").collection("numbers"), server, client, events);
            await(() -> inUse(client) == 0);
        }
    }

    private static void answer(Exchange exchange, Trouble third) throws IOException, InterruptedException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(batch("firstBatch", 0));
            case "getMore" -> {
                if ((exchange.request().flags() & EXHAUST_ALLOWED) == 0) {
                    exchange.reply(batch("nextBatch", BATCHES - 1));
                } else {
                    push(exchange, third);
                }
            }
            default -> exchange.reply(Document.of("ok", 1, "n", 0));
        }
    }

    @SuppressWarnings("ReferenceEquality") // a constant
    private static void push(Exchange exchange, Trouble third) throws IOException, InterruptedException {
        int responseTo = exchange.request().requestId();
        for (int number = 1; number < BATCHES; number++) {
            if (number == 3 && third != NONE) {
                third.make(exchange, responseTo);
                return;
            }
            int flags = number == BATCHES - 1 ? 0 : MORE_TO_COME;
            byte[] message = exchange.encode(batch("nextBatch", number), flags, responseTo);
            exchange.write(message);
            responseTo = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        }
    }

    private static Document batch(String field, int number) {
        var documents = List.of(Document.of("_id", 2 * number), Document.of("_id", 2 * number + 1));
        long id = number == BATCHES - 1 ? 0 : 7;
        return Document.of("ok", 1, "cursor", Document.of("id", id, "ns", "app.numbers", field, documents));
    }

    private static int inUse(MongoClient client) {
        return client.poolUse().values().stream().mapToInt(PoolUse::inUse).sum();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited too long").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static FindQuery<Document> exhaust(MongoCollection<Document> numbers) {
        return numbers.find().cursorType(CursorType.EXHAUST);
    }

    private static List<Integer> ids(Iterable<Document> documents) {
        List<Integer> ids = new ArrayList<>();
        documents.forEach(document -> ids.add(document.int32("_id")));
        return ids;
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static long requests(ScriptedServer server, String command) {
        return server.received().stream()
                .filter(request -> request.command().has(command))
                .count();
    }

    @Test
    void theServerIsAskedOnceForAllFurtherBatches() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            assertThat(ids(exhaust(numbers).batchSize(2).comment("all"))).isEqualTo(range(2 * BATCHES));
            assertThat(requests(server, "getMore")).isOne();
            assertThat(requests(server, "killCursors")).isZero();
            assertThat(events.started("getMore"))
                    .as("an event for each batch")
                    .hasSize(BATCHES - 1)
                    .allSatisfy(event -> {
                        assertThat(event.command().int32("batchSize")).isEqualTo(2);
                        assertThat(event.requestId())
                                .isEqualTo(events.started("getMore").getFirst().requestId());
                    });
            assertThat(events.succeeded).hasSize(BATCHES);
            assertThat(ids(exhaust(numbers))).as("over the same connection").hasSize(2 * BATCHES);
            assertThat(server.received().stream().map(request -> request.command()))
                    .filteredOn(command -> command.has("find"))
                    .allSatisfy(command -> assertThat(command.has("tailable")).isFalse());
        });
    }

    @Test
    void theCursorKeepsTheOnlyConnection() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                cursor.next();
                assertThat(inUse(client)).isOne();
                assertThat(catchThrowableOfType(PoolTimeoutException.class, numbers::countDocuments))
                        .hasMessageContaining("cursor");
                assertThat(cursor.available()).isOne();
                cursor.forEachRemaining(document -> {});
                assertThat(inUse(client)).as("read to the end").isZero();
            }
        });
    }

    @Test
    void closingEarlyClosesTheConnection() throws Exception {
        run((exchange, responseTo) -> exchange.pause(Duration.ofSeconds(20)), (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                for (int i = 0; i < 5; i++) {
                    cursor.next();
                }
            }
            await(() -> client.poolUse().values().stream().allMatch(pool -> pool.size() == 0));
            assertThat(requests(server, "killCursors")).isZero();
            client.database("app").runCommand(new Document("ping", 1));
        });
    }

    @Test
    void closingBeforeTheServerWasAskedKeepsTheConnection() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                cursor.next();
            }
            assertThat(requests(server, "killCursors")).isOne();
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(events.started.stream()
                            .map(event -> event.connection().driverConnectionId())
                            .distinct())
                    .hasSize(1);
        });
    }

    @Test
    void anErrorInsteadOfABatch() throws Exception {
        run(
                (exchange, responseTo) ->
                        exchange.reply(Document.of("ok", 0, "code", 8, "errmsg", "the disk is on fire"), 0, responseTo),
                (numbers, server, client, events) -> {
                    try (var cursor = exhaust(numbers).cursor()) {
                        var failure = catchThrowableOfType(
                                CommandException.class, () -> cursor.forEachRemaining(document -> {}));
                        assertThat(failure)
                                .hasMessageContaining("getMore on app.numbers")
                                .hasMessageContaining("fire");
                        assertThatIllegalStateException().isThrownBy(cursor::hasNext);
                    }
                    assertThat(events.failed).hasSize(1);
                    assertThat(requests(server, "killCursors"))
                            .as("the connection is still good")
                            .isOne();
                });
    }

    @Test
    void aConnectionThatBreaks() throws Exception {
        run((exchange, responseTo) -> exchange.close(), (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                var failure = catchThrowableOfType(
                        ConnectionLostException.class, () -> cursor.forEachRemaining(document -> {}));
                assertThat(failure).hasMessageContaining("getMore on app.numbers");
                assertThatIllegalStateException().isThrownBy(cursor::hasNext);
            }
            assertThat(requests(server, "getMore")).as("not retried").isOne();
        });
    }

    @Test
    void aReplyToAnotherRequest() throws Exception {
        run(
                (exchange, responseTo) -> exchange.reply(batch("nextBatch", 3), 0, responseTo + 77),
                (numbers, server, client, events) -> {
                    try (var cursor = exhaust(numbers).cursor()) {
                        assertThat(catchThrowableOfType(
                                        ProtocolException.class, () -> cursor.forEachRemaining(document -> {})))
                                .isNotNull();
                    }
                });
    }

    @Test
    void anEndThatIsNoneDoesNotSpoilTheConnection() throws Exception {
        run(
                (exchange, responseTo) -> exchange.reply(batch("nextBatch", BATCHES - 1), MORE_TO_COME, responseTo),
                (numbers, server, client, events) -> {
                    assertThat(ids(exhaust(numbers))).contains(2 * BATCHES - 1);
                    client.database("app").runCommand(new Document("ping", 1));
                });
    }

    @Test
    void theDeadlineHoldsForWhatIsNotAskedForToo() throws Exception {
        run((exchange, responseTo) -> exchange.pause(Duration.ofSeconds(20)), (numbers, server, client, events) -> {
            var limited = exhaust(numbers).with(Duration.ofMillis(300));
            try (var cursor = limited.cursor()) {
                assertThat(catchThrowableOfType(
                                OperationTimeoutException.class, () -> cursor.forEachRemaining(document -> {})))
                        .hasMessageContaining("getMore on app.numbers");
            }
        });
    }

    @Test
    void aRouterIsAskedForEachBatch() throws Exception {
        run(hello -> hello.append("msg", "isdbgrid"), NONE, (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                cursor.next();
                assertThat(inUse(client)).isZero();
                client.database("app").runCommand(new Document("ping", 1));
                assertThat(ids(() -> cursor)).containsExactly(1, 8, 9);
            }
        });
    }

    private static void fill(MongoCollection<Document> numbers, int count) {
        numbers.drop();
        String text = "x".repeat(100);
        numbers.insertMany(range(count).stream()
                .map(id -> Document.of("_id", id, "text", text))
                .toList());
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aRealServer() {
        var events = new Recorder();
        try (var client = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .commandListener(events)
                .build()) {
            var numbers = client.database("exhaust").collection("numbers");
            fill(numbers, 2_000);
            assertThat(ids(exhaust(numbers).batchSize(100))).isEqualTo(range(2_000));
            var requestIds = events.started("getMore").stream()
                    .map(CommandStartedEvent::requestId)
                    .distinct();
            assertThat(events.started("getMore")).hasSizeGreaterThanOrEqualTo(19);
            assertThat(requestIds).hasSize(1);
            assertThat(ids(exhaust(numbers).batchSize(100).limit(550))).isEqualTo(range(550));
            var raw = exhaust(numbers).batchSize(100).rawBatches();
            assertThat(raw.stream().mapToInt(batch -> batch.size()).sum()).isEqualTo(2_000);
            try (var session = client.startSession()) {
                assertThat(ids(exhaust(numbers.with(session)).batchSize(100))).hasSize(2_000);
            }
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aRealServerClosesACursorThatIsClosedEarly() {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var numbers = client.database("exhaust").collection("early");
            fill(numbers, 100_000);
            try (var cursor = exhaust(numbers).batchSize(100).comment("early").cursor()) {
                for (int i = 0; i < 250; i++) {
                    cursor.next();
                }
            }
            await(() -> openCursors(client).isEmpty());
        }
    }

    private static List<Document> openCursors(MongoClient client) {
        var all = new Document("$currentOp", new Document("idleCursors", true));
        var ours = new Document("$match", new Document("cursor.originatingCommand.comment", "early"));
        return client.database("admin").aggregate(List.of(all, ours)).toList();
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void inATransactionTheServerIsAskedForEachBatch() {
        var events = new Recorder();
        try (var client = MongoClient.builder()
                .uri(ReplicaSet.shared().uri())
                .commandListener(events)
                .build()) {
            var numbers = client.database("exhaust").collection("numbers");
            fill(numbers, 500);
            List<Integer> read = client.callInTransaction(
                    session -> ids(exhaust(numbers.with(session)).batchSize(100)));
            assertThat(read).isEqualTo(range(500));
            assertThat(events.started("getMore").stream().map(CommandStartedEvent::requestId))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aForgottenCursorGivesTheConnectionBack() throws Exception {
        try (var client = MongoClient.create(Mongod.shared().uri() + "/?maxPoolSize=1")) {
            var numbers = client.database("exhaust").collection("forgotten");
            fill(numbers, 10_000);
            forget(numbers);
            await(() -> {
                System.gc();
                return inUse(client) == 0;
            });
            assertThat(numbers.countDocuments()).isEqualTo(10_000);
        }
    }

    private static void forget(MongoCollection<Document> numbers) {
        var cursor = exhaust(numbers).batchSize(100).cursor();
        for (int i = 0; i < 150; i++) {
            cursor.next();
        }
    }

    @Test
    void theFirstDocumentNeedsNoStream() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            assertThat(exhaust(numbers).first())
                    .map(document -> document.int32("_id"))
                    .contains(0);
            RawDocument find = server.received().getFirst().command();
            assertThat(find.bool("singleBatch", false)).isTrue();
        });
    }

    @Test
    void aConnectionThatIsClosedBeforeTheServerSendsDoesNotCloseTheCursor() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            try (var cursor = exhaust(numbers).cursor()) {
                cursor.next();
                Thread.currentThread().interrupt();
            }
            assertThat(Thread.interrupted()).isTrue();
            await(() -> requests(server, "killCursors") == 1);
        });
    }

    @Test
    void aCursorWithAShortTimeoutIsClosedOnceThereIsAConnection() throws Exception {
        run(NONE, (numbers, server, client, events) -> {
            var late = numbers.find().with(Duration.ofMillis(500)).cursor();
            late.next();
            late.next();
            try (var holding = exhaust(numbers).cursor()) {
                holding.next();
                assertThat(catchThrowableOfType(OperationTimeoutException.class, late::next))
                        .isNotNull();
                late.close();
                Thread.sleep(1_000);
                holding.forEachRemaining(document -> {});
            }
            await(() -> requests(server, "killCursors") == 1);
        });
    }
}
