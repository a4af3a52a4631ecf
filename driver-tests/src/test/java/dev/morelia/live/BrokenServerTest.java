package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A server that closes the connection or sends invalid replies: a typed error, the connection closed, the client usable
 * afterwards.
 */
class BrokenServerTest {
    /** Misbehaves on the first request only. */
    private interface Misbehaviour {
        void reply(Exchange exchange) throws IOException, InterruptedException;
    }

    private static <E extends MongoException> E failureOf(Misbehaviour first, Class<E> expected) {
        var requests = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    if (requests.getAndIncrement() == 0) {
                        first.reply(exchange);
                    } else {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri())) {
            var database = client.database("app").with(Duration.ofSeconds(2));
            E failure = catchThrowableOfType(expected, () -> database.runCommand(new Document("work", 1)));
            assertThat(failure).isNotNull();
            assertThat(failure.server()).isEqualTo(server.address());
            assertThat(database.runCommand(new Document("work", 2)).int32("ok")).isEqualTo(1);
            assertThat(server.received().stream().map(ReceivedRequest::connection))
                    .as("the broken connection is not used again")
                    .hasSize(2)
                    .doesNotHaveDuplicates();
            return failure;
        }
    }

    @Test
    void serverClosesBeforeItsReply() {
        var failure = failureOf(Exchange::close, ConnectionLostException.class);
        assertThat(failure.requestSent()).isTrue();
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        assertThat(failure).hasMessageContaining("work").hasMessageContaining("check before trying again");
    }

    @Test
    void serverClosesInTheMiddleOfItsReply() {
        var failure = failureOf(
                exchange -> {
                    byte[] reply = exchange.encode(Document.of("ok", 1).append("text", "x".repeat(500)));
                    exchange.write(reply, 0, reply.length / 2);
                    exchange.reset();
                },
                ConnectionLostException.class);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
    }

    @Test
    void replyToAnotherRequest() {
        var failure = failureOf(
                exchange -> exchange.reply(
                        Document.of("ok", 1), 0, exchange.request().requestId() + 7),
                ProtocolException.class);
        assertThat(failure).hasMessageContaining("is a reply to request");
    }

    @Test
    void garbageInsteadOfAReply() {
        failureOf(
                exchange -> {
                    byte[] garbage = new byte[64];
                    Arrays.fill(garbage, (byte) 0x55);
                    exchange.write(garbage);
                },
                ProtocolException.class);
    }

    @Test
    void replyOfHugeLength() {
        failureOf(
                exchange -> {
                    byte[] reply = exchange.encode(Document.of("ok", 1));
                    reply[3] = 0x7F;
                    exchange.write(reply);
                },
                ProtocolException.class);
    }

    @Test
    void silenceUntilTheDeadline() {
        failureOf(exchange -> exchange.pause(Duration.ofSeconds(5)), OperationTimeoutException.class);
    }

    @Test
    void silenceUntilTheSocketTimeout() {
        try (var server = ScriptedServer.start(exchange -> exchange.pause(Duration.ofSeconds(5)));
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=50")) {
            var failure = catchThrowableOfType(
                    MongoException.class, () -> client.database("app").runCommand(new Document("work", 1)));
            assertThat(failure).isInstanceOf(OperationTimeoutException.class);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void readsAreRetriedOnceAfterALostConnection() {
        var finds = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    if (finds.getAndIncrement() == 0) {
                        exchange.close();
                    } else {
                        exchange.reply(Document.of("ok", 1).append("n", 42));
                    }
                });
                var client = MongoClient.create(server.uri())) {
            assertThat(client.database("app").collection("people").estimatedDocumentCount())
                    .isEqualTo(42);
            assertThat(finds).hasValue(2);
        }
    }

    @Test
    void aReadThatFailsTwiceMayBeRetried() {
        try (var server = ScriptedServer.start(Exchange::close);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people");
            var failure = catchThrowableOfType(ConnectionLostException.class, people::estimatedDocumentCount);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            assertThat(failure)
                    .hasMessageContaining(
                            "Retry of count on app.people: it only reads and may be tried again. This was attempt 2;"
                                    + " one before on " + server.address()
                                    + " ended with ConnectionLostException: Connection to " + server.address()
                                    + " was lost ")
                    .message()
                    .doesNotContain("check before")
                    .containsOnlyOnce("it only reads and may be tried again");
        }
    }

    @Test
    void writesToAStandaloneAreNotRetried() {
        var inserts = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    inserts.getAndIncrement();
                    exchange.close();
                });
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people");
            var failure = catchThrowableOfType(
                    ConnectionLostException.class, () -> people.insertOne(new Document("name", "Ada")));
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(inserts).hasValue(1);
        }
    }
}
