package dev.morelia.live.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.settings.ClientSettings;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver's connection against a server that misbehaves over real sockets, on both kinds of threads. */
@Timeout(60)
class ConnectionOverSocketsTest {

    private static final Document OK = Document.of("ok", 1);
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Command STALL = new Command("stall", "admin", output -> output.int32("stall", 1), null, false);

    private final ConnectionFactory factory =
            new ConnectionFactory(new Background(SystemEnv.INSTANCE), ClientSettings.defaults());

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        factory.close();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("morelia-")) {
                thread.join(Duration.ofSeconds(10));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private Connection open(ScriptedServer server) {
        return factory.open(server.address(), 1, Deadline.NONE, CancelToken.NONE);
    }

    private static Deadline in(long milliseconds) {
        return Deadline.after(System.nanoTime(), milliseconds * 1_000_000);
    }

    private static Document ping(Connection connection) {
        return connection
                .roundTrip(PING, null, Deadline.NONE, CancelToken.NONE)
                .document()
                .toDocument();
    }

    /** The failure of an action on the given kind of thread, which is optionally interrupted after a while. */
    private static MongoException failureOn(ThreadKind kind, boolean interrupt, Runnable action)
            throws InterruptedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        var stillInterrupted = new AtomicReference<Boolean>();
        var worker = SystemEnv.INSTANCE.start("caller", kind, () -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
            stillInterrupted.set(SystemEnv.INSTANCE.isInterrupted());
        });
        if (interrupt) {
            worker.join(50_000_000);
            worker.interrupt();
        }
        worker.join(Long.MAX_VALUE);
        assertThat(stillInterrupted.get()).isEqualTo(interrupt);
        if (failure.get() instanceof MongoException expected) {
            return expected;
        }
        throw new AssertionError("unexpected exception", failure.get());
    }

    @Test
    void aServerThatClosesDuringItsReplyIsALostConnectionWithUnknownOutcome() {
        Script closing = exchange -> {
            byte[] reply = exchange.encode(OK);
            exchange.write(reply, 0, exchange.request().requestId() % reply.length);
            exchange.close();
        };
        try (var server = ScriptedServer.start(closing)) {
            for (int i = 0; i < 30; i++) {
                try (var connection = open(server)) {
                    assertThatThrownBy(() -> ping(connection))
                            .isInstanceOf(ConnectionLostException.class)
                            .extracting(e -> ((MongoException) e).retryAdvice())
                            .isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
                    assertThat(connection.usable()).isFalse();
                }
            }
        }
    }

    @Test
    void aResetIsALostConnection() {
        Script resetting = exchange -> {
            exchange.write(exchange.encode(OK), 0, 20);
            exchange.reset();
        };
        try (var server = ScriptedServer.start(resetting);
                var connection = open(server)) {
            assertThatThrownBy(() -> ping(connection))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("Connection reset");
        }
    }

    @Test
    void wrongResponseToAndGarbageCloseTheConnection() {
        Script script = exchange -> {
            if (exchange.request().connection() == 1) {
                exchange.reply(OK, 0, exchange.request().requestId() - 1);
            } else {
                exchange.write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        };
        try (var server = ScriptedServer.start(script)) {
            for (int i = 0; i < 2; i++) {
                try (var connection = open(server)) {
                    assertThatThrownBy(() -> ping(connection)).isInstanceOf(ProtocolException.class);
                    assertThat(connection.usable()).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowDripEndsAtTheDeadline(ThreadKind kind) throws InterruptedException {
        Script dripping = exchange -> exchange.drip(exchange.encode(OK), 1, Duration.ofSeconds(2));
        try (var server = ScriptedServer.start(dripping);
                var connection = open(server)) {
            long start = System.nanoTime();
            var failure = failureOn(kind, false, () -> connection.roundTrip(PING, null, in(500), CancelToken.NONE));
            assertThat(failure).isInstanceOf(OperationTimeoutException.class).hasMessageContaining("500 ms");
            assertThat(System.nanoTime() - start).isBetween(500_000_000L, 10_000_000_000L);
            assertThat(connection.usable()).isFalse();
        }
    }

    /** Stalls the server and encodes more than the socket buffers can hold. */
    private static void prepareToBlockInWrite(Connection connection) {
        connection.send(STALL, null, Deadline.NONE, CancelToken.NONE);
        var big = new Documents(RawDocument.encode(Document.of("x", "y".repeat(1_000_000))), 45);
        connection.encode(new Command("insert", "app", output -> output.string("insert", "c"), big, true), null);
    }

    private static void awaitQuietly(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ScriptedServer stalling() {
        return ScriptedServer.start(exchange -> exchange.pause(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @EnumSource
    void blockedWriteEndsAtTheDeadlineAndIsSafeToRetry(ThreadKind kind) throws InterruptedException {
        try (var server = stalling();
                var connection = open(server)) {
            prepareToBlockInWrite(connection);
            var failure = failureOn(kind, false, () -> connection.roundTrip(in(500), CancelToken.NONE));
            assertThat(failure).isInstanceOf(OperationTimeoutException.class);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            assertThat(connection.usable()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelUnblocksReadsAndWrites(ThreadKind kind) throws InterruptedException {
        try (var server = stalling()) {
            for (boolean writing : new boolean[] {true, false}) {
                var token = new CancelToken();
                try (var connection = open(server)) {
                    if (writing) {
                        prepareToBlockInWrite(connection);
                    } else {
                        connection.encode(PING, null);
                    }
                    var canceller = SystemEnv.INSTANCE.start("canceller", ThreadKind.VIRTUAL, () -> {
                        awaitQuietly(Duration.ofMillis(100));
                        token.cancel();
                    });
                    var failure = failureOn(kind, false, () -> connection.roundTrip(Deadline.NONE, token));
                    assertThat(failure).isInstanceOf(InterruptedOperationException.class);
                    assertThat(connection.usable()).isFalse();
                    canceller.join(Long.MAX_VALUE);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void interruptUnblocksReadsAndWritesAndKeepsTheFlag(ThreadKind kind) throws InterruptedException {
        try (var server = stalling()) {
            try (var connection = open(server)) {
                var failure = failureOn(kind, true, () -> ping(connection));
                assertThat(failure).isInstanceOf(InterruptedOperationException.class);
                assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
                assertThat(connection.usable()).isFalse();
            }
            try (var connection = open(server)) {
                prepareToBlockInWrite(connection);
                var failure = failureOn(kind, true, () -> connection.roundTrip(Deadline.NONE, CancelToken.NONE));
                assertThat(failure).isInstanceOf(InterruptedOperationException.class);
                assertThat(connection.usable()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closeFromAnotherThreadUnblocksARead(ThreadKind kind) throws InterruptedException {
        try (var server = stalling();
                var connection = open(server)) {
            Runnable close = connection::close;
            var closer = Thread.ofVirtual().start(() -> {
                try {
                    server.awaitReceived(1, Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                close.run();
            });
            var failure = failureOn(kind, false, () -> ping(connection));
            assertThat(failure)
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("closed by this client");
            closer.join();
        }
    }

    @Test
    void unacknowledgedWritesAndReadsUseTheSameConnection() throws InterruptedException {
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.request().expectsReply()) {
                        exchange.replyOk();
                    }
                });
                var connection = open(server)) {
            for (int i = 0; i < 10; i++) {
                connection.send(STALL, null, Deadline.NONE, CancelToken.NONE);
                assertThat(ping(connection)).isEqualTo(OK);
            }
            var received = server.awaitReceived(20, Duration.ofSeconds(10));
            assertThat(received).filteredOn(ReceivedRequest::expectsReply).hasSize(10);
            assertThat(received.getFirst().commandName()).isEqualTo("stall");
        }
    }

    @Test
    void sequencesAreSplitByTheLimitOfAMessage() {
        try (var server =
                        ScriptedServer.start(hello -> hello.append("maxMessageSizeBytes", 30_000), Exchange::replyOk);
                var connection = open(server)) {
            var documents = new Documents(RawDocument.encode(Document.of("x", "y".repeat(500))), 200);
            while (documents.left > 0) {
                connection.roundTrip(
                        new Command("insert", "app", output -> output.string("insert", "c"), documents, true),
                        null,
                        Deadline.NONE,
                        CancelToken.NONE);
            }
            var received = server.received();
            assertThat(received).hasSizeBetween(4, 5).allMatch(request -> request.length() <= 30_000);
            assertThat(received.stream()
                            .mapToInt(request -> request.command()
                                    .list("documents", RawDocument.class)
                                    .size())
                            .sum())
                    .isEqualTo(200);
        }
    }

    @Test
    void connectionRemainsUsableAfterACommandThatCannotBeEncoded() {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var connection = open(server)) {
            var bad = Command.of("find", "app", output -> output.string("find\0", "c"));
            assertThatThrownBy(() -> connection.roundTrip(bad, null, Deadline.NONE, CancelToken.NONE))
                    .isInstanceOf(BsonException.class);
            assertThat(ping(connection)).isEqualTo(OK);
            assertThat(server.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 16_000, 200_000, 9_000_000})
    void repliesOfAllSizesArriveComplete(int size) {
        var document = Document.of("x", "y".repeat(size));
        try (var server = ScriptedServer.start(exchange -> exchange.reply(document));
                var connection = open(server)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ping(connection)).isEqualTo(document);
            }
            assertThat(connection.usable()).isTrue();
        }
    }

    /** Deadlines close to the time of a reply: each call ends with its own reply or its own timeout. */
    @ParameterizedTest
    @EnumSource
    void tightDeadlinesNeverMixUpReplies(ThreadKind kind) throws InterruptedException {
        Script echo = exchange ->
                exchange.reply(Document.of("echo", exchange.request().command().int32("n", -1)));
        try (var server = ScriptedServer.start(echo)) {
            var replies = new AtomicInteger();
            var timeouts = new AtomicInteger();
            List<Worker> workers = new ArrayList<>();
            var problems = new AtomicReference<@Nullable Throwable>();
            for (int w = 0; w < 8; w++) {
                int seed = w;
                workers.add(SystemEnv.INSTANCE.start("caller", kind, () -> {
                    try {
                        hurry(server, seed, replies, timeouts);
                    } catch (RuntimeException | Error e) {
                        problems.set(e);
                    }
                }));
            }
            for (var worker : workers) {
                worker.join(Long.MAX_VALUE);
            }
            assertThat(problems.get()).isNull();
            assertThat(replies.get()).isPositive();
            assertThat(timeouts.get()).isPositive();
        }
    }

    private void hurry(ScriptedServer server, int seed, AtomicInteger replies, AtomicInteger timeouts) {
        var random = new Random(seed);
        var connection = open(server);
        for (int i = 0; i < 300; i++) {
            int n = i;
            var command =
                    Command.of("echo", "app", output -> output.int32("echo", 1).int32("n", n));
            var deadline = Deadline.after(System.nanoTime(), random.nextInt(5_000_000));
            try {
                var reply = connection.roundTrip(command, null, deadline, CancelToken.NONE);
                assertThat(reply.document().int32("echo", -2)).isEqualTo(n);
                replies.incrementAndGet();
            } catch (OperationTimeoutException e) {
                timeouts.incrementAndGet();
            }
            if (!connection.usable()) {
                connection.close();
                connection = open(server);
            }
        }
        connection.close();
    }

    /** Repeats the same document. */
    private static final class Documents implements DocumentSequence {
        private final RawDocument document;
        private int left;

        Documents(RawDocument document, int count) {
            this.document = document;
            this.left = count;
        }

        @Override
        public String identifier() {
            return "documents";
        }

        @Override
        public int write(BsonOutput output, int maxMessageEnd) {
            int before = left;
            while (left > 0 && output.position() + document.length() <= maxMessageEnd) {
                output.document(document);
                left--;
            }
            return before - left;
        }
    }
}
