package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls with a reply after their deadline: only the first one in a while costs its connection. */
@Timeout(60)
class LateReplyTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    /** Well above the limit, and well below the time for which a late reply is awaited. */
    private static final Duration SLOW = Duration.ofMillis(400);

    /** Returns the value of the command, so that a reply to another command is detected; late for a negative one. */
    private static void slow(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.commandName().equals("echo")) {
            int value = exchange.request().command().int32("echo", 0);
            if (value < 0) {
                exchange.pause(SLOW);
            }
            exchange.reply(Document.of("ok", 1, "value", value));
        } else {
            exchange.replyOk();
        }
    }

    private static void awaitTimeout(MongoClient client) {
        assertThatThrownBy(() -> client.database("app").with(LIMIT).runCommand(new Document("echo", -1)))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("100 ms");
    }

    private static void requireEcho(MongoClient client, int value) {
        assertThat(client.database("app").runCommand(new Document("echo", value)))
                .containsEntry("value", value);
    }

    private static MongoClient clientOf(ScriptedServer server, String options) {
        return MongoClient.create(server.uri() + "&maxPoolSize=1" + options);
    }

    @Test
    void aLateReplyDoesNotCostTheConnection() {
        try (var server = ScriptedServer.start(LateReplyTest::slow);
                var client = MongoClient.create(server.uri() + "&maxPoolSize=8&heartbeatFrequencyMS=100000")) {
            awaitTimeout(client);
            for (int i = 1; i <= 20; i++) {
                awaitTimeout(client);
                requireEcho(client, i);
            }
            // The first connection, those of the pool, and one or two of the monitors.
            assertThat(server.connectionsOpened()).isLessThanOrEqualTo(1 + 8 + 2);
        }
    }

    @Test
    void aRetryDoesNotWaitLongForALateReply() {
        var finds = new AtomicInteger();
        Script firstIsLost = exchange -> {
            if (!exchange.commandName().equals("find") || finds.getAndIncrement() % 2 == 1) {
                exchange.reply(cursor(0));
            }
        };
        try (var server = ScriptedServer.start(firstIsLost);
                var client = clientOf(server, "&socketTimeoutMS=200&heartbeatFrequencyMS=100000")) {
            var people = client.database("app").collection("people");
            people.find().toList();
            long begun = System.nanoTime();
            people.find().toList();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
        }
    }

    private static Document cursor(long id) {
        var cursor = Document.of("id", id, "ns", "app.people", "firstBatch", List.of(Document.of("_id", 1)));
        return Document.of("ok", 1, "cursor", cursor);
    }

    @Test
    void aCursorInALateReplyIsClosed() throws Exception {
        var killed = new CountDownLatch(1);
        Script late = exchange -> {
            switch (exchange.commandName()) {
                case "find" -> {
                    exchange.pause(SLOW);
                    exchange.reply(cursor(7));
                }
                case "killCursors" -> {
                    killed.countDown();
                    exchange.reply(Document.of("ok", 1, "cursorsKilled", List.of(7L)));
                }
                default -> exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(late);
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=100&retryReads=false")) {
            var people = client.database("app").collection("people");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> people.find().toList()).isInstanceOf(OperationTimeoutException.class);
            }
            assertThat(killed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noThreadIsLeftWhenTheClientIsClosed() {
        try (var server = ScriptedServer.start(LateReplyTest::slow)) {
            try (var client = clientOf(server, "")) {
                awaitTimeout(client);
                requireEcho(client, 0);
                awaitTimeout(client);
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("morelia-late-replies-" + server.address());
        }
    }

    @Test
    void aWriteMayHaveBeenExecuted() {
        Script late = exchange -> {
            if (exchange.commandName().equals("insert")) {
                exchange.pause(SLOW);
                exchange.reply(Document.of("ok", 1, "n", 1));
            } else {
                exchange.replyOk();
            }
        };
        try (var server = ScriptedServer.start(late);
                var client = clientOf(server, "")) {
            var people = client.database("app").collection("people").with(LIMIT);
            for (int i = 0; i < 3; i++) {
                var failure =
                        catchThrowableOfType(OperationTimeoutException.class, () -> people.insertOne(new Document()));
                assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
                assertThat(failure).hasMessageContaining("check before trying again");
                client.database("app").runCommand(new Document("ping", 1));
            }
        }
    }

    @Test
    void poolTimeoutsMentionConnectionsWithLateReplies() {
        try (var server = ScriptedServer.start(LateReplyTest::slow);
                var client = clientOf(server, "&waitQueueTimeoutMS=50")) {
            awaitTimeout(client);
            requireEcho(client, 0);
            awaitTimeout(client);
            assertThatThrownBy(() -> requireEcho(client, 1))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("(timed out, and the server has not replied yet)");
        }
    }

    /** What is sent instead of the reply. */
    enum Odd {
        END,
        RESET,
        GARBAGE,
        ANOTHERS_REPLY,
        ANNOUNCES_MORE,
        HALF,
        TWICE,
        NOTHING
    }

    @ParameterizedTest
    @EnumSource(Odd.class)
    void anInvalidLateReplyCostsTheConnection(Odd odd) {
        Script script = exchange -> {
            boolean late = exchange.commandName().equals("echo")
                    && exchange.request().command().int32("echo", 0) < 0;
            if (late) {
                exchange.pause(SLOW);
                send(odd, exchange);
            } else {
                slow(exchange);
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = clientOf(server, "&heartbeatFrequencyMS=100000")) {
            awaitTimeout(client);
            requireEcho(client, 0);
            int opened = server.connectionsOpened();
            awaitTimeout(client);
            requireEcho(client, 1);
            requireEcho(client, 2);
            assertThat(server.connectionsOpened()).isEqualTo(opened + 1);
        }
    }

    private static void send(Odd odd, Exchange exchange) throws IOException {
        var ok = Document.of("ok", 1, "value", -1);
        switch (odd) {
            case END -> exchange.close();
            case RESET -> exchange.reset();
            case GARBAGE ->
                exchange.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            case ANOTHERS_REPLY ->
                exchange.write(exchange.encode(ok, 0, exchange.request().requestId() + 1));
            case ANNOUNCES_MORE ->
                exchange.write(exchange.encode(ok, 2, exchange.request().requestId()));
            case HALF -> exchange.write(exchange.encode(ok), 0, 20);
            case TWICE -> {
                exchange.reply(ok);
                exchange.reply(ok);
            }
            case NOTHING -> {}
        }
    }

    @Test
    void closingTheClientDoesNotWaitForALateReply() throws Exception {
        try (var server = ScriptedServer.start(LateReplyTest::slow)) {
            try (var client = clientOf(server, "")) {
                awaitTimeout(client);
                requireEcho(client, 0);
                awaitTimeout(client);
            }
            for (int i = 0; i < 100 && server.connectionsOpen() > 0; i++) {
                Thread.sleep(20);
            }
            assertThat(server.connectionsOpen()).isZero();
        }
    }

    @Test
    void aSlowServerKeepsItsConnections() throws InterruptedException {
        assumeTrue(Mongod.available(), () -> Mongod.absence().orElse(""));
        String uri = Mongod.shared().uri() + (Mongod.shared().uri().contains("?") ? "&" : "/?");
        try (var client = MongoClient.create(uri + "maxPoolSize=2&appName=late")) {
            var admin = client.database("admin");
            admin.runCommand(Document.of(
                    "configureFailPoint",
                    "failCommand",
                    "mode",
                    "alwaysOn",
                    "data",
                    Document.of("appName", "late", "failCommands", List.of("find"), "blockConnection", true)
                            .append("blockTimeMS", 200)));
            try {
                var people = client.database("late").collection("people");
                assertThatThrownBy(() -> people.with(LIMIT).find().first())
                        .isInstanceOf(OperationTimeoutException.class);
                people.countDocuments();
                // The connection for round-trip times opens half a second after the first heartbeat.
                Thread.sleep(1_000);
                int before = created(client);
                for (int i = 0; i < 10; i++) {
                    assertThatThrownBy(() -> people.with(LIMIT).find().first())
                            .isInstanceOf(OperationTimeoutException.class);
                    people.countDocuments();
                }
                assertThat(created(client)).isLessThanOrEqualTo(before + 1);
            } finally {
                admin.runCommand(Document.of("configureFailPoint", "failCommand", "mode", "off"));
            }
        }
    }

    private static int created(MongoClient client) {
        Document status = client.database("admin").runCommand(new Document("serverStatus", 1));
        return status.document("connections").int32("totalCreated", 0);
    }
}
