package dev.morelia.live.identity;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server that authenticates by {@code MONGODB-OIDC} and accepts the tokens that a test names. */
final class OidcServer implements Script {
    static final String ISSUER = "https://issuer";
    private static final Binary EMPTY = new Binary(new byte[0]);

    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final Set<Integer> authenticated = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile @Nullable FailPoint failPoint;
    private volatile boolean unknownPrincipal;

    private record FailPoint(String command, int code) {}

    OidcServer(String... tokens) {
        valid.addAll(Set.of(tokens));
    }

    /** Makes the next command with this name fail; code 0 closes the connection. */
    void failNext(String command, int code) {
        failPoint = new FailPoint(command, code);
    }

    void reject(String token) {
        valid.remove(token);
    }

    /** Has two identity providers, so that a user name is required. */
    void requireUsername() {
        unknownPrincipal = true;
    }

    /** The names of the commands but hellos, and {@code speculativeAuthenticate} for a hello with a token. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    void forgetCommands() {
        commands.clear();
    }

    @Override
    public void hello(Exchange exchange) throws IOException {
        var reply = ScriptedServer.defaultHello();
        var speculative = exchange.request().command().documentOrNull("speculativeAuthenticate");
        if (speculative != null) {
            commands.add("speculativeAuthenticate");
            if (isValid(speculative)) {
                authenticated.add(exchange.request().connection());
                var done = Document.of("conversationId", 1, "done", true, "payload", EMPTY);
                reply.append("speculativeAuthenticate", done);
            }
        }
        exchange.reply(reply);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String name = exchange.commandName();
        commands.add(name);
        var failing = failPoint;
        if (failing != null && failing.command.equals(name)) {
            failPoint = null;
            if (failing.code == 0) {
                exchange.close();
            } else {
                if (failing.code == 391) {
                    authenticated.remove(exchange.request().connection());
                }
                exchange.replyError(failing.code, "Error" + failing.code, "the fail point");
            }
            return;
        }
        switch (name) {
            case "saslStart", "saslContinue" -> authenticate(exchange);
            case "find" -> whenAuthenticated(exchange, found());
            default -> whenAuthenticated(exchange, Document.of("ok", 1, "n", 1));
        }
    }

    private void authenticate(Exchange exchange) throws IOException {
        var command = exchange.request().command();
        var message = RawDocument.of(command.value("payload", Binary.class).bytes());
        int connection = exchange.request().connection();
        if (!message.has("jwt")) {
            if (unknownPrincipal && !message.has("n")) {
                exchange.replyError(18, "AuthenticationFailed", "two identity providers");
                return;
            }
            var provider = Document.of("issuer", ISSUER, "clientId", "client", "requestScopes", List.of("a"));
            reply(exchange, new Binary(RawDocument.encode(provider).toByteArray()), false);
        } else if (isValid(command)) {
            authenticated.add(connection);
            reply(exchange, EMPTY, true);
        } else {
            authenticated.remove(connection);
            exchange.replyError(18, "AuthenticationFailed", "Authentication failed.");
        }
    }

    private boolean isValid(RawDocument command) {
        var message = RawDocument.of(command.value("payload", Binary.class).bytes());
        String token = message.stringOrNull("jwt");
        return token != null && valid.contains(token);
    }

    private static void reply(Exchange exchange, Binary payload, boolean done) throws IOException {
        exchange.reply(Document.of("conversationId", 1, "done", done, "payload", payload, "ok", 1));
    }

    private void whenAuthenticated(Exchange exchange, Document reply) throws IOException {
        if (authenticated.contains(exchange.request().connection())) {
            exchange.reply(reply);
        } else {
            exchange.replyError(13, "Unauthorized", "not authenticated");
        }
    }

    private static Document found() {
        var cursor = Document.of("id", 0L, "ns", "test.test", "firstBatch", List.of(Document.of("_id", 1)));
        return Document.of("ok", 1, "cursor", cursor);
    }
}
