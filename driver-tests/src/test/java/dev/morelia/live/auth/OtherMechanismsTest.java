package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import dev.morelia.spi.OidcToken;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of MONGODB-X509 and PLAIN, without a real server that has them. */
@Timeout(60)
class OtherMechanismsTest {
    private final List<Document> hellos = new CopyOnWriteArrayList<>();
    private final List<Document> commands = new CopyOnWriteArrayList<>();

    private ScriptedServer server(UnaryOperator<Document> hello, Document loginReply) {
        return ScriptedServer.start(new Script() {
            @Override
            public void hello(Exchange exchange) throws IOException {
                var request = exchange.request().command().toDocument();
                boolean logsIn = request.containsKey("speculativeAuthenticate");
                if (logsIn) {
                    hellos.add(request);
                }
                var reply = ScriptedServer.defaultHello();
                exchange.reply(logsIn ? hello.apply(reply) : reply);
            }

            @Override
            public void handle(Exchange exchange) throws IOException {
                commands.add(exchange.request().command().toDocument());
                boolean login = List.of("authenticate", "saslStart").contains(exchange.commandName());
                exchange.reply(login ? loginReply : Document.of("ok", 1));
            }
        });
    }

    private static void ping(MongoClient client) {
        assertThat(client.database("app").runCommand(new Document("ping", 1))).containsEntry("ok", 1);
    }

    private List<String> names() {
        return commands.stream().map(command -> command.firstEntry().getKey()).toList();
    }

    @ParameterizedTest
    @CsvSource({"''", "CN=client%2COU=Drivers"})
    void x509BeginsInTheHandshake(String user) {
        try (var server = server(
                        hello -> hello.append(
                                "speculativeAuthenticate", Document.of("dbname", "$external", "user", "CN=client")),
                        Document.of("ok", 0));
                var client = MongoClient.create("mongodb://" + (user.isEmpty() ? "" : user + "@") + server.address()
                        + "/?authMechanism=MONGODB-X509")) {
            ping(client);
            assertThat(names()).startsWith("ping").doesNotContain("authenticate");
            var expected = Document.of("authenticate", 1, "mechanism", "MONGODB-X509");
            if (!user.isEmpty()) {
                expected.append("user", "CN=client,OU=Drivers");
            }
            assertThat(hellos.getFirst().get("speculativeAuthenticate")).isEqualTo(expected.append("db", "$external"));
        }
    }

    @Test
    void x509WithAServerThatIgnoresTheFirstMessage() {
        try (var server = server(hello -> hello, Document.of("ok", 1, "user", "CN=client"));
                var client = MongoClient.create("mongodb://" + server.address() + "/?authMechanism=MONGODB-X509")) {
            ping(client);
            assertThat(names()).startsWith("authenticate", "ping");
            assertThat(commands.getFirst())
                    .isEqualTo(Document.of("authenticate", 1, "mechanism", "MONGODB-X509", "$db", "$external"));
        }
    }

    @Test
    void x509IsRejected() {
        var rejected = Document.of("ok", 0, "code", 18, "errmsg", "No verified subject name available from client")
                .append("codeName", "AuthenticationFailed");
        try (var server = server(hello -> hello, rejected);
                var client = MongoClient.create("mongodb://" + server.address() + "/?authMechanism=MONGODB-X509")) {
            assertThat(catchThrowableOfType(AuthenticationException.class, () -> ping(client)))
                    .hasMessageContaining("Authentication with MONGODB-X509 against the source $external failed on "
                            + server.address()
                            + ": the server says: No verified subject name available from client (code"
                            + " 18, AuthenticationFailed). Check that tls=true is set");
        }
    }

    private static Document plainReply(boolean done) {
        return Document.of("ok", 1, "conversationId", 1, "done", done, "payload", new Binary(new byte[0]));
    }

    @Test
    void plainSendsOneMessage() {
        try (var server = server(hello -> hello, plainReply(true));
                var client = MongoClient.create(
                        "mongodb://user:pencil@" + server.address() + "/?authMechanism=PLAIN&authSource=ldap")) {
            ping(client);
            assertThat(names()).startsWith("saslStart", "ping");
            var start = commands.getFirst();
            assertThat(start).containsEntry("mechanism", "PLAIN").containsEntry("$db", "ldap");
            assertThat(start.value("payload", Binary.class).bytes())
                    .isEqualTo("\0user\0pencil".getBytes(StandardCharsets.US_ASCII));
            assertThat(start).doesNotContainKey("options");
        }
    }

    /** As an LDAP library might, and a proxy that logs what it does not understand. */
    @ParameterizedTest
    @ValueSource(strings = {"canary-password", "Y2FuYXJ5LXBhc3N3b3Jk", "AHVzZXIAY2FuYXJ5LXBhc3N3b3Jk"})
    void aPasswordThatTheServerRepeatsIsNotShown(String repeated) {
        var rejected = Document.of("ok", 0, "code", 18, "errmsg", "bind of user with " + repeated + " failed")
                .append("codeName", "Not" + repeated)
                .append("errorLabels", List.of(repeated))
                .append("topologyVersion", Document.of(repeated, List.of(Document.of("a", repeated))));
        try (var server = server(hello -> hello, rejected);
                var client = MongoClient.create(
                        "mongodb://user:canary-password@" + server.address() + "/?authMechanism=PLAIN")) {
            var failure = catchThrowableOfType(AuthenticationException.class, () -> ping(client));
            assertThat(failure).hasMessageContaining("the server says: bind of user with *** failed (code 18");
            assertThat(failure.getCause())
                    .isInstanceOfSatisfying(
                            ServerException.class,
                            rejection -> assertThat(rejection.reply().toString())
                                    .doesNotContain(repeated)
                                    .contains("bind of user"));
            assertThat(failure).hasStackTraceContaining("bind of user");
            assertThat(stackTrace(failure)).doesNotContain(repeated);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenThatTheServerRepeatsIsNotShown(boolean inHandshake) {
        var rejected = Document.of("ok", 0, "code", 18, "errmsg", "canary-token has expired");
        try (var server = server(hello -> inHandshake ? rejected : hello, inHandshake ? plainReply(true) : rejected);
                var client = MongoClient.builder()
                        .uri(server.uri() + "&authMechanism=MONGODB-OIDC")
                        .oidcCallback(request -> OidcToken.of("canary-token"))
                        .build()) {
            if (inHandshake) {
                // The next connection sends the cached token with its handshake.
                ping(client);
                client.disconnect();
            }
            var failure = catchThrowableOfType(MongoException.class, () -> ping(client));
            assertThat(failure).hasStackTraceContaining("*** has expired");
            assertThat(stackTrace(failure)).doesNotContain("canary");
            assertThat(hellos).hasSize(inHandshake ? 1 : 0);
        }
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void plainIsOverAfterOneMessage() {
        try (var server = server(hello -> hello, plainReply(false));
                var client =
                        MongoClient.create("mongodb://user:canary@" + server.address() + "/?authMechanism=PLAIN")) {
            assertThat(catchThrowableOfType(AuthenticationException.class, () -> ping(client)))
                    .hasMessageContaining("the server does not end the conversation")
                    .hasMessageNotContaining("canary");
        }
    }
}
