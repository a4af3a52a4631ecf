package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.live.auth.ScramScript.Conversation;
import dev.morelia.live.auth.ScramScript.Lie;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that lie in a SCRAM conversation: the operation ends with an exception of the driver that says why, without
 * the password, within its timeout; and the client is usable once the server behaves.
 */
@Timeout(60)
class LyingServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** On a busy machine. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private interface Answer {
        void to(Exchange exchange, Conversation conversation) throws IOException, InterruptedException;
    }

    private interface Made {
        Document of(Conversation conversation);
    }

    private static Arguments start(String name, String problem, Answer answer) {
        return Arguments.of(name, AuthenticationException.class, problem, new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                answer.to(exchange, conversation);
            }
        });
    }

    private static Arguments first(String name, String problem, Made reply) {
        return start(name, problem, (exchange, conversation) -> exchange.reply(reply.of(conversation)));
    }

    private static Arguments next(String name, Class<? extends MongoException> type, String problem, Answer answer) {
        return Arguments.of(name, type, problem, new Lie() {
            @Override
            public void next(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                answer.to(exchange, conversation);
            }
        });
    }

    private static Arguments last(String name, String problem, Made reply) {
        return next(
                name,
                AuthenticationException.class,
                problem,
                (exchange, conversation) -> exchange.reply(reply.of(conversation)));
    }

    private static Arguments hello(String name, Class<? extends MongoException> type, String problem, Object value) {
        return Arguments.of(name, type, problem, new Lie() {
            @Override
            public Document hello(Document ordinary) {
                return ordinary.append("speculativeAuthenticate", value);
            }
        });
    }

    private static String message(Conversation conversation, String salt, String iterations) {
        return "r=" + conversation.nonce + "x,s=" + salt + ",i=" + iterations;
    }

    private static final String SALT = "c2l4dGVlbiBieXRlcyAhIQ==";

    static Stream<Arguments> lies() {
        return Stream.of(
                first("one iteration", "iteration count 1 is not", it -> it.first(message(it, SALT, "1"))),
                first("many iterations", "iteration count 200000000", it -> it.first(message(it, SALT, "200000000"))),
                first("iterations no number", "iteration count is not", it -> it.first(message(it, SALT, "many"))),
                first(
                        "nonce not extended",
                        "nonce does not extend",
                        it -> it.first("r=" + it.nonce + ",s=" + SALT + ",i=4096")),
                first(
                        "another nonce",
                        "nonce does not extend",
                        it -> it.first("r=x" + it.nonce + ",s=" + SALT + ",i=4096")),
                first("huge salt", "message of", it -> it.first(message(it, "A".repeat(4_000_000), "4096"))),
                first("large salt", "salt has 1536 bytes", it -> it.first(message(it, "A".repeat(2_048), "4096"))),
                first("salt not Base64", "salt is not Base64", it -> it.first(message(it, "!?", "4096"))),
                first("no SCRAM at all", "not one of SCRAM", it -> it.first("\u0001\u0002\u0003")),
                first("empty message", "empty message", it -> it.first("")),
                first("an error", "the server says: other-error", it -> it.first("e=other-error")),
                first("done too early", "without proving", it -> it.last(message(it, SALT, "4096"))),
                first(
                        "payload is text",
                        "no payload that is binary",
                        it -> it.first("x").append("payload", "cj0=")),
                first("no payload", "no payload", it -> Document.of("ok", 1, "conversationId", 1, "done", false)),
                first("no conversation", "no conversationId", it -> Document.of("ok", 1, "done", false)),
                first("nothing but ok", "no conversationId", it -> Document.of("ok", 1)),
                first("done is a number", "no field done", it -> it.first("x").append("done", 1)),
                last(
                        "wrong signature",
                        "signature is wrong",
                        it -> it.last("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")),
                last("signature not Base64", "signature is not Base64", it -> it.last("v=!?")),
                last("no signature", "no signature", it -> it.last("x=1")),
                last("no final message", "empty message", it -> it.last("")),
                last("never done", "does not end", it -> it.reply(it.signature(), false)),
                last("first message again", "no signature", it -> it.first(message(it, SALT, "4096"))),
                last(
                        "another conversation",
                        "another conversation",
                        it -> it.last(it.signature()).append("conversationId", 77)),
                last(
                        "conversation of another type",
                        "another conversation",
                        it -> it.last(it.signature()).append("conversationId", 1L)),
                last(
                        "conversation is text",
                        "no conversationId",
                        it -> it.last(it.signature()).append("conversationId", "1")),
                last(
                        "authentication failed",
                        "Authentication failed. (code 18",
                        it -> Document.of("ok", 0, "code", 18)
                                .append("codeName", "AuthenticationFailed")
                                .append("errmsg", "Authentication failed.")
                                .append("payload", "canary")),
                next(
                        "shutting down",
                        ConnectionOpenException.class,
                        "authentication failed after",
                        (exchange, it) -> exchange.replyError(91, "ShutdownInProgress", "shutting down")),
                next(
                        "closes",
                        ConnectionOpenException.class,
                        "authentication failed after",
                        (exchange, it) -> exchange.close()),
                next(
                        "resets",
                        ConnectionOpenException.class,
                        "authentication failed after",
                        (exchange, it) -> exchange.reset()),
                next(
                        "not even a message",
                        ConnectionOpenException.class,
                        "authentication failed after",
                        (exchange, it) -> exchange.write(new byte[64])),
                next(
                        "never replies",
                        OperationTimeoutException.class,
                        "authentication",
                        (exchange, it) -> exchange.pause(Duration.ofSeconds(20))),
                next(
                        "one byte each half second",
                        OperationTimeoutException.class,
                        "authentication",
                        (exchange, it) ->
                                exchange.drip(exchange.encode(it.last(it.signature())), 1, Duration.ofMillis(500))),
                hello("speculation is text", ConnectionOpenException.class, "authentication failed after", "text"),
                hello("speculation is a number", ConnectionOpenException.class, "authentication failed after", 1),
                hello("speculation is empty", AuthenticationException.class, "no conversationId", new Document()),
                hello(
                        "speculation with garbage",
                        AuthenticationException.class,
                        "no payload that is binary",
                        Document.of("conversationId", 1, "done", true, "payload", List.of(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void isFoundOut(String name, Class<? extends MongoException> type, String problem, Lie lie) {
        var script = new ScramScript();
        script.tell(lie);
        try (var server = ScriptedServer.start(script);
                var client = client(server, "authMechanism=SCRAM-SHA-256")) {
            long begun = System.nanoTime();
            var failure = catchThrowableOfType(
                    MongoException.class,
                    () -> client.database("app").with(LIMIT).runCommand(new Document("x", 1)));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.plus(TOLERANCE));
            assertThat(failure).isInstanceOf(type).hasMessageContaining(problem);
            for (Throwable each = failure; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain("canary");
            }
            assertThat(script.commands()).doesNotContain("x");
            script.tell(Lie.NONE);
            assertThat(client.database("app").runCommand(new Document("x", 1))).containsEntry("ok", 1);
        }
    }

    /** A count that is allowed, but takes longer than the operation may. */
    @Test
    void hashingEndsWithTheTimeout() {
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws IOException {
                exchange.reply(conversation.first(message(conversation, SALT, "1000000")));
            }
        });
        var limit = Duration.ofMillis(200);
        try (var server = ScriptedServer.start(script);
                var client = client(server, "authMechanism=SCRAM-SHA-256")) {
            long begun = System.nanoTime();
            var failure = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> client.database("app").with(limit).runCommand(new Document("x", 1)));
            assertThat(failure).hasMessageContaining("200 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(limit.plus(TOLERANCE));
        }
    }

    /** What the server offers is not trusted, and only used to choose. */
    @ParameterizedTest
    @MethodSource("offers")
    void strangeOffersDoNoHarm(Object offers) {
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public Document hello(Document ordinary) {
                return ordinary.append("saslSupportedMechs", offers);
            }
        });
        try (var server = ScriptedServer.start(script);
                var client = client(server, "")) {
            assertThat(client.database("app").runCommand(new Document("x", 1))).containsEntry("ok", 1);
        }
    }

    static Stream<Object> offers() {
        return Stream.of(List.of("SCRAM-SHA-256", "PLAIN", "NEW"), List.of(1, "SCRAM-SHA-256", new Document()));
    }

    private static MongoClient client(ScriptedServer server, String options) {
        return MongoClient.create(
                "mongodb://" + ScramScript.USER + ":" + ScramScript.PASSWORD + "@" + server.address() + "/?" + options);
    }
}
