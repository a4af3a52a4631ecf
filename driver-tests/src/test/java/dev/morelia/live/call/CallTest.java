package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of one API call: their deadline, their session, their connections. */
@Timeout(60)
class CallTest {
    private static final Duration STEP = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofMillis(600);
    /** Well below ten steps, and well above the limit on a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static void cursor(Exchange exchange) throws IOException, InterruptedException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(batch(7, "firstBatch"));
            case "getMore" -> {
                exchange.pause(STEP);
                exchange.reply(batch(7, "nextBatch"));
            }
            default -> exchange.replyOk();
        }
    }

    private static Document batch(long id, String field) {
        return Document.of(
                "ok", 1, "cursor", Document.of("id", id, "ns", "app.people", field, List.of(new Document("n", 1))));
    }

    private static List<String> names(ScriptedServer server) {
        return server.received().stream().map(ReceivedRequest::commandName).toList();
    }

    private static List<RawDocument> sessions(ScriptedServer server, String command) {
        return server.received().stream()
                .filter(request -> request.commandName().equals(command))
                .map(request -> request.command().document("lsid"))
                .toList();
    }

    @Test
    void theMessagesOfABulkWriteShareOneDeadline() {
        Script slow = exchange -> {
            exchange.pause(STEP);
            exchange.reply(Document.of("ok", 1, "n", 1));
        };
        try (var server = ScriptedServer.start(hello -> hello.append("maxWriteBatchSize", 1), slow);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people").with(LIMIT);
            var documents =
                    IntStream.range(0, 10).mapToObj(i -> Document.of("_id", i)).toList();
            long begun = System.nanoTime();
            var failure = catchThrowableOfType(OperationTimeoutException.class, () -> people.insertMany(documents));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LATE);
            assertThat(failure).hasMessageContaining("600 ms");
        }
    }

    @Test
    void theBatchesOfACursorShareOneDeadline() throws Exception {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people").with(LIMIT);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> people.find().limit(20).toList()).isInstanceOf(OperationTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LATE);
            // In the background.
            for (int i = 0; i < 1_000 && !names(server).contains("killCursors"); i++) {
                Thread.sleep(10);
            }
            assertThat(names(server)).contains("killCursors");
        }
    }

    @Test
    void aGetMoreToALostServerEndsWithTheDeadline() {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var proxy = FaultProxy.start(server.address());
                var client = MongoClient.create(proxy.uri())) {
            var people = client.database("app").collection("people").with(LIMIT);
            try (var cursor = people.find().cursor()) {
                cursor.next();
                proxy.refuse();
                proxy.reset();
                long begun = System.nanoTime();
                assertThatThrownBy(cursor::next).isInstanceOf(MongoException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LATE);
            }
        }
    }

    @Test
    void anUnacknowledgedWriteEndsWithTheSocketTimeout() {
        var stopped = new CountDownLatch(1);
        Script deaf = exchange -> stopped.await();
        try (var server = ScriptedServer.start(deaf);
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=300&w=0&maxPoolSize=1")) {
            var people = client.database("app").collection("people");
            var large = new Document("text", "x".repeat(15_000_000));
            long begun = System.nanoTime();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            people.insertOne(Document.copyOf(large));
                        }
                    })
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageContaining("insert on app.people");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            stopped.countDown();
        }
    }

    @Test
    void aHelloOkThatIsAStringDoesNotEndMonitoring() throws Exception {
        try (var server = ScriptedServer.start(hello -> hello.append("helloOk", "yes"), Exchange::replyOk);
                var client = MongoClient.create(server.uri() + "&heartbeatFrequencyMS=500")) {
            client.database("app").runCommand(new Document("ping", 1));
            int before = server.hellos().size();
            Thread.sleep(1_300);
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(server.hellos()).hasSizeBetween(before + 1, before + 8);
            assertThat(client.description().servers().getFirst().error()).isNull();
        }
    }

    @Test
    void eachBatchOfATailableCursorHasTheWholeTimeout() {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people").with(LIMIT);
            try (var cursor = people.find(new Document(), new FindOptions().cursorType(CursorType.TAILABLE))
                    .cursor()) {
                for (int i = 0; i < 6; i++) {
                    assertThat(cursor.next()).isEqualTo(new Document("n", 1));
                }
            }
        }
    }

    @Test
    void aCursorClosedDuringItsGetMoreKeepsItsSessionUntilThatEnds() throws Exception {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var client = MongoClient.create(server.uri())) {
            var cursor = client.database("app").collection("people").find().cursor();
            cursor.next();
            var fetching = Thread.ofPlatform().start(() -> {
                try {
                    cursor.next();
                } catch (IllegalStateException closed) {
                    // It may notice that it has been closed.
                }
            });
            server.awaitReceived(2, Duration.ofSeconds(10));
            cursor.close();
            client.database("app").runCommand(new Document("ping", 1));
            fetching.join();
            RawDocument ofCursor = sessions(server, "find").getFirst();
            assertThat(sessions(server, "getMore")).containsOnly(ofCursor);
            assertThat(sessions(server, "killCursors")).hasSize(1).doesNotContain(ofCursor);
            assertThat(sessions(server, "ping")).hasSize(1).doesNotContain(ofCursor);
        }
    }

    @Test
    void aSecondThreadThatUsesACursorDoesNotAffectTheFirst() throws Exception {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var client = MongoClient.create(server.uri());
                var cursor = client.database("app").collection("people").find().cursor()) {
            cursor.next();
            var second = new AtomicReference<Throwable>();
            var fetching = Thread.ofPlatform().start(() -> {
                try {
                    server.awaitReceived(2, Duration.ofSeconds(10));
                    cursor.tryNext();
                } catch (Throwable e) {
                    second.set(e);
                }
            });
            assertThat(cursor.next()).isEqualTo(new Document("n", 1));
            fetching.join();
            assertThat(second.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("two threads are using the cursor on app.people at once");
            assertThat(cursor.next()).isEqualTo(new Document("n", 1));
        }
    }

    @Test
    void aCursorClosedByAnInterruptedThreadIsClosedInTheBackground() throws Exception {
        try (var server = ScriptedServer.start(CallTest::cursor);
                var client = MongoClient.create(server.uri())) {
            for (int i = 0; i < 20; i++) {
                var cursor = client.database("app").collection("people").find().cursor();
                Thread.currentThread().interrupt();
                cursor.close();
                assertThat(Thread.interrupted()).isTrue();
            }
            int killed = 0;
            for (int tries = 0; killed < 20 && tries < 1_000; tries++) {
                Thread.sleep(10);
                killed = server.received().stream()
                        .filter(request -> request.commandName().equals("killCursors"))
                        .mapToInt(request -> request.command()
                                .toDocument()
                                .list("cursors", Long.class)
                                .size())
                        .sum();
            }
            assertThat(killed).isEqualTo(20);
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsNotUsed() throws Exception {
        var connections = new AtomicInteger();
        Script cutting = exchange -> {
            exchange.reply(Document.of("ok", 1, "n", 1));
            if (connections.getAndIncrement() == 0) {
                exchange.close();
            }
        };
        try (var server = ScriptedServer.start(cutting);
                var client = MongoClient.create(server.uri() + "&retryWrites=false")) {
            var people = client.database("app").collection("people");
            people.insertOne(Document.of("_id", 1));
            Thread.sleep(1_200);
            people.insertOne(Document.of("_id", 2));
            assertThat(names(server)).containsExactly("insert", "insert");
        }
    }

    @Test
    void aConnectionWithUnsolicitedBytesIsNotUsed() throws Exception {
        Script talkative = exchange -> {
            exchange.replyOk();
            exchange.pause(Duration.ofMillis(50));
            exchange.replyOk();
        };
        try (var server = ScriptedServer.start(talkative);
                var client = MongoClient.create(server.uri())) {
            client.database("app").runCommand(new Document("ping", 1));
            Thread.sleep(1_200);
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(names(server)).containsExactly("ping", "ping");
        }
    }

    @Test
    void fieldsOfHelloThatAreNullCountAsAbsent() {
        try (var server = ScriptedServer.start(
                        hello -> {
                            for (var name : List.of(
                                    "logicalSessionTimeoutMinutes",
                                    "setName",
                                    "hosts",
                                    "passives",
                                    "tags",
                                    "me",
                                    "primary",
                                    "electionId",
                                    "setVersion",
                                    "lastWrite",
                                    "topologyVersion",
                                    "helloOk",
                                    "secondary",
                                    "hidden",
                                    "arbiterOnly",
                                    "isreplicaset",
                                    "msg",
                                    "maxBsonObjectSize",
                                    "maxMessageSizeBytes",
                                    "maxWriteBatchSize",
                                    "connectionId",
                                    "serviceId",
                                    "minWireVersion",
                                    "saslSupportedMechs",
                                    "compression")) {
                                hello.append(name, null);
                            }
                            return hello;
                        },
                        Exchange::replyOk);
                var client = MongoClient.create(server.uri())) {
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(server.received().getFirst().command().has("lsid"))
                    .as("a server without sessions")
                    .isFalse();
            assertThat(client.description().logicalSessionTimeoutMinutes()).isNull();
        }
    }

    @Test
    void disconnectingAbandonsTheSessions() {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = MongoClient.create(server.uri())) {
            client.database("app").runCommand(new Document("ping", 1));
            client.disconnect();
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(names(server)).containsExactly("ping", "endSessions", "ping");
            assertThat(sessions(server, "ping")).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFailureFromBeforeADisconnectionDoesNotClearTheNewPool() throws Exception {
        var failed = new CountDownLatch(1);
        var reopened = new CountDownLatch(1);
        var cleared = new AtomicInteger();
        var listener = new CommandListener() {
            @Override
            public void failed(CommandFailedEvent event) {
                failed.countDown();
                try {
                    reopened.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        var pools = new PoolListener() {
            @Override
            public void poolCleared(PoolEvent.PoolCleared event) {
                cleared.incrementAndGet();
            }
        };
        Script script = exchange -> {
            if (exchange.commandName().equals("hang")) {
                exchange.close();
            } else {
                exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .commandListener(listener)
                        .poolListener(pools)
                        .build()) {
            var hanging = Thread.ofPlatform().start(() -> {
                try {
                    client.database("app").runCommand(new Document("hang", 1));
                } catch (MongoException expected) {
                    // Its connection was lost.
                }
            });
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            client.disconnect();
            client.database("app").runCommand(new Document("ping", 1));
            reopened.countDown();
            hanging.join();
            client.database("app").runCommand(new Document("ping", 1));
        }
        assertThat(cleared).hasValue(0);
    }
}
