package dev.morelia.live.auth;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** A server with one user that knows SCRAM-SHA-256, and follows its rules unless told otherwise. */
class ScramScript implements Script {
    static final String USER = "ada";
    static final String PASSWORD = "canary-password";
    static final int ITERATIONS = 4_096;

    private static final byte[] SALT = "sixteen bytes !!".getBytes(StandardCharsets.US_ASCII);

    private final Map<Integer, Conversation> conversations = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile Lie lie = Lie.NONE;

    /** What the server does instead of following the rules. */
    interface Lie {
        Lie NONE = new Lie() {};

        /** Replies to the first message. */
        default void start(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
            exchange.reply(conversation.first("r=" + conversation.nonce + "x,s=" + salt(SALT) + ",i=" + ITERATIONS));
        }

        /** Replies to another message. */
        default void next(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
            exchange.reply(conversation.last(conversation.signature()));
        }

        /** Replies to the handshake. */
        default Document hello(Document ordinary) {
            return ordinary;
        }
    }

    static String salt(byte[] salt) {
        return Base64.getEncoder().encodeToString(salt);
    }

    /** One login. */
    static final class Conversation {
        final int id;
        final String nonce;
        private final String clientFirst;
        private String serverFirst = "";
        private String clientFinal = "";

        Conversation(int id, String clientFirst) {
            this.id = id;
            this.clientFirst = clientFirst;
            this.nonce = clientFirst.substring(clientFirst.indexOf(",r=") + 3);
        }

        Document first(String message) {
            serverFirst = message;
            return reply(message, false);
        }

        Document last(String message) {
            return reply(message, true);
        }

        Document reply(String message, boolean done) {
            return Document.of("ok", 1, "conversationId", id, "done", done)
                    .append("payload", new Binary(message.getBytes(StandardCharsets.UTF_8)));
        }

        String signature() {
            try {
                var password = new PBEKeySpec(PASSWORD.toCharArray(), SALT, ITERATIONS, 256);
                byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(password)
                        .getEncoded();
                byte[] key = mac(salted, "Server Key");
                String exchanged =
                        clientFirst + "," + serverFirst + "," + clientFinal.substring(0, clientFinal.indexOf(",p="));
                return "v=" + Base64.getEncoder().encodeToString(mac(key, exchanged));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** From now on the server does this. */
    void tell(Lie told) {
        lie = told;
    }

    /** The names of the commands received so far, without handshakes. */
    List<String> commands() {
        return commands;
    }

    @Override
    public void hello(Exchange exchange) throws IOException {
        exchange.reply(lie.hello(ScriptedServer.defaultHello()));
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        commands.add(exchange.commandName());
        switch (exchange.commandName()) {
            case "saslStart" -> {
                var conversation = new Conversation(
                        ids.incrementAndGet(), payload(exchange).substring("n,,".length()));
                conversations.put(conversation.id, conversation);
                lie.start(exchange, conversation);
            }
            case "saslContinue" -> {
                int id = exchange.request().command().int32("conversationId");
                var conversation = Objects.requireNonNull(conversations.get(id));
                String message = payload(exchange);
                if (message.contains(",p=")) {
                    conversation.clientFinal = message;
                }
                lie.next(exchange, conversation);
            }
            default -> command(exchange);
        }
    }

    /** Replies to other commands. */
    void command(Exchange exchange) throws IOException, InterruptedException {
        exchange.replyOk();
    }

    private static String payload(Exchange exchange) {
        var payload = exchange.request().command().value("payload", Binary.class);
        return new String(payload.bytes(), StandardCharsets.UTF_8);
    }
}
