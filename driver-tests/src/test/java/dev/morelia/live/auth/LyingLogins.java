package dev.morelia.live.auth;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.live.auth.ScramScript.Conversation;
import dev.morelia.live.auth.ScramScript.Lie;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Servers that lie in a SCRAM conversation. */
public final class LyingLogins {
    private LyingLogins() {}

    private interface Answer {
        void to(Exchange exchange, Conversation conversation) throws IOException, InterruptedException;
    }

    private interface Made {
        Document of(Conversation conversation);
    }

    private static Scenario start(String name, String problem, Answer answer) {
        return lie(name, AuthenticationException.class, problem, new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                answer.to(exchange, conversation);
            }
        });
    }

    private static Scenario first(String name, String problem, Made reply) {
        return start(name, problem, (exchange, conversation) -> exchange.reply(reply.of(conversation)));
    }

    private static Scenario next(String name, Class<? extends MongoException> type, String problem, Answer answer) {
        return lie(name, type, problem, new Lie() {
            @Override
            public void next(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                answer.to(exchange, conversation);
            }
        });
    }

    private static Scenario last(String name, String problem, Made reply) {
        return next(
                name,
                AuthenticationException.class,
                problem,
                (exchange, conversation) -> exchange.reply(reply.of(conversation)));
    }

    private static Scenario hello(String name, Class<? extends MongoException> type, String problem, Object value) {
        return lie(name, type, problem, new Lie() {
            @Override
            public Document hello(Document ordinary) {
                return ordinary.append("speculativeAuthenticate", value);
            }
        });
    }

    static String message(Conversation conversation, String salt, String iterations) {
        return "r=" + conversation.nonce + "x,s=" + salt + ",i=" + iterations;
    }

    static final String SALT = "c2l4dGVlbiBieXRlcyAhIQ==";

    /** All of them. */
    public static List<Scenario> all() {
        return List.of(
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
                        "Authentication failed. .code 18",
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
                        (exchange, it) -> exchange.pause(Duration.ofHours(1))),
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

    private static Scenario lie(String name, Class<? extends MongoException> type, String problem, Lie lie) {
        return Scenario.call("SCRAM: " + name, type, problem, () -> peer(lie));
    }

    private static Peer peer(Lie lie) {
        var script = new ScramScript();
        script.tell(lie);
        var server = ScriptedServer.start(script);
        return Peer.of(
                () -> client(server, "authMechanism=SCRAM-SHA-256"),
                () -> {
                    if (script.commands().contains(Scenario.COMMAND)) {
                        throw new AssertionError("the command was sent in spite of " + script.commands());
                    }
                    script.tell(Lie.NONE);
                },
                server);
    }

    static MongoClient client(ScriptedServer server, String options) {
        return MongoClient.create(
                "mongodb://" + ScramScript.USER + ":" + ScramScript.PASSWORD + "@" + server.address() + "/?" + options);
    }
}
