package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.CommandException;
import dev.morelia.live.auth.ScramScript.Conversation;
import dev.morelia.live.auth.ScramScript.Lie;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that requires re-authentication: the connection authenticates again and the command is sent again.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#reauthentication">Authentication:
 *     reauthentication</a>
 */
@Timeout(60)
class ReauthenticationTest {
    private final AtomicInteger required = new AtomicInteger();
    private final ScramScript script = new ScramScript() {
        @Override
        void command(Exchange exchange) throws IOException {
            if (required.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.replyError(391, "ReauthenticationRequired", "the credential has expired");
            } else if (exchange.commandName().equals("insert")) {
                exchange.reply(Document.of("ok", 1, "n", 1));
            } else {
                exchange.replyOk();
            }
        }
    };
    private final ScriptedServer server = ScriptedServer.start(script);

    @AfterEach
    void stop() {
        server.close();
    }

    private MongoClient client() {
        return MongoClient.create("mongodb://" + ScramScript.USER + ":" + ScramScript.PASSWORD + "@" + server.address()
                + "/?authMechanism=SCRAM-SHA-256&retryReads=false&retryWrites=false&maxPoolSize=1");
    }

    @Test
    void theCommandIsSentAgain() {
        try (var client = client()) {
            client.database("app").runCommand(new Document("x", 1));
            required.set(1);
            client.database("app").runCommand(new Document("y", 1));
            assertThat(script.commands())
                    .startsWith("saslStart", "saslContinue", "x", "y", "saslStart", "saslContinue", "y");
            required.set(1);
            var things = client.database("app").collection("things");
            assertThat(things.insertOne(new Document("_id", 1)).insertedId()).isEqualTo(1);
            assertThat(script.commands()).filteredOn("insert"::equals).hasSize(2);
        }
    }

    @Test
    void onceForEachTry() {
        try (var client = client()) {
            required.set(2);
            var failure = catchThrowableOfType(
                    CommandException.class, () -> client.database("app").runCommand(new Document("x", 1)));
            assertThat(failure.code()).isEqualTo(391);
            assertThat(script.commands())
                    .startsWith("saslStart", "saslContinue", "x", "saslStart", "saslContinue", "x");
            client.database("app").runCommand(new Document("z", 1));
        }
    }

    @Test
    void aConnectionThatFailsToAuthenticateAgainIsClosed() {
        try (var client = client()) {
            client.database("app").runCommand(new Document("x", 1));
            script.tell(new Lie() {
                @Override
                public void start(Exchange exchange, Conversation conversation) throws IOException {
                    exchange.replyError(18, "AuthenticationFailed", "Authentication failed.");
                }
            });
            required.set(1);
            assertThat(catchThrowableOfType(
                            AuthenticationException.class,
                            () -> client.database("app").runCommand(new Document("y", 1))))
                    .hasMessageContaining("(code 18, AuthenticationFailed)");
            script.tell(Lie.NONE);
            script.commands().clear();
            client.database("app").runCommand(new Document("z", 1));
            assertThat(script.commands()).isSubsetOf(List.of("saslStart", "saslContinue", "z", "endSessions"));
            assertThat(script.commands()).containsSubsequence("saslStart", "saslContinue", "z");
        }
    }

    @Test
    void aClientWithoutACredentialReportsTheError() {
        try (var client = MongoClient.create(server.uri())) {
            required.set(1);
            assertThat(catchThrowableOfType(
                            CommandException.class, () -> client.database("app").runCommand(new Document("x", 1))))
                    .hasMessageContaining("the credential has expired");
        }
    }
}
