package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.live.auth.ScramScript.Conversation;
import dev.morelia.live.auth.ScramScript.Lie;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that reply to the handshake at once, and to the login late or not at all. */
@Timeout(60)
class LoginTimeoutTest {

    /** Only failures until the handshake may be those of an overloaded server. */
    @Test
    void itDoesNotMeanOverload() {
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws InterruptedException {
                exchange.pause(Duration.ofHours(1));
            }
        });
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create("mongodb://" + ScramScript.USER + ":" + ScramScript.PASSWORD + "@"
                        + server.address() + "/?authMechanism=SCRAM-SHA-256&timeoutMS=1000")) {
            var failure = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> client.database("app").runCommand(new Document("ping", 1)));
            assertThat(failure).hasMessageContaining("authentication did not complete");
            assertThat(failure.errorLabels()).isEmpty();
        }
    }

    /** Each reply comes in time, but all steps together have one connect timeout. */
    @Test
    void allRoundTripsShareTheConnectTimeout() {
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                exchange.pause(Duration.ofMillis(600));
                Lie.NONE.start(exchange, conversation);
            }

            @Override
            public void next(Exchange exchange, Conversation conversation) throws IOException, InterruptedException {
                exchange.pause(Duration.ofMillis(600));
                exchange.reply(conversation.reply("", false));
            }
        });
        try (var server = ScriptedServer.start(script);
                var client = LyingLogins.client(server, "authMechanism=SCRAM-SHA-256&connectTimeoutMS=1000")) {
            long begun = System.nanoTime();
            var failure = catchThrowableOfType(
                    ConnectionOpenException.class, () -> client.database("app").runCommand(new Document("ping", 1)));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(950), Duration.ofMillis(1_500));
            assertThat(failure).hasMessageContaining("authentication failed after");
        }
    }
}
