package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.error.ClientClosedException;
import dev.morelia.live.auth.ScramScript.Conversation;
import dev.morelia.live.auth.ScramScript.Lie;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link MongoClient#verify} says of servers with users. */
@Timeout(60)
class VerifyLoginTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static String uri(ScriptedServer server, String options) {
        return "mongodb://" + ScramScript.USER + ":" + ScramScript.PASSWORD + "@" + server.address()
                + "/?authMechanism=SCRAM-SHA-256" + options;
    }

    private static void reply(Exchange exchange) throws IOException {
        if (exchange.commandName().equals("find")) {
            exchange.replyError(13, "Unauthorized", "not authorized on admin to execute command");
        } else {
            exchange.replyOk();
        }
    }

    private static List<Action> actions(Verification verification) {
        return verification.hosts().getFirst().steps().stream()
                .map(Step::action)
                .toList();
    }

    /** Most users may read only the databases of their program. */
    @Test
    void aUserWithFewPrivilegesIsNoProblem() {
        var script = new ScramScript() {
            @Override
            void command(Exchange exchange) throws IOException {
                reply(exchange);
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(uri(server, ""))) {
            var verification = client.verify(LIMIT);
            assertThat(verification.problem()).isEqualTo(Problem.NONE);
            assertThat(verification.isReadable() && verification.isWritable()).isTrue();
            assertThat(actions(verification)).containsSubsequence(Action.AUTHENTICATE, Action.PING);
        }
    }

    @Test
    void anArbiterThatLetsNobodyReadIsNoProblem() {
        try (var server = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("arbiterOnly", true)
                                .append("isWritablePrimary", false),
                        VerifyLoginTest::reply);
                var client = MongoClient.create(uri(server, "&directConnection=true"))) {
            var host = client.verify(LIMIT).hosts().getFirst();
            assertThat(host.type().specName()).isEqualTo("RSArbiter");
            assertThat(host.problem()).isEqualTo(Problem.NONE);
        }
    }

    /** Closing the client stops what limits the time of each step. */
    @Test
    void itEndsWhenTheClientIsClosed() throws Exception {
        var asked = new CountDownLatch(1);
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws InterruptedException {
                asked.countDown();
                exchange.pause(Duration.ofHours(1));
            }
        });
        try (var server = ScriptedServer.start(script)) {
            var client = MongoClient.create(uri(server, ""));
            var failure = new AtomicReference<Throwable>();
            var verifying = Thread.ofPlatform()
                    .daemon()
                    .start(() -> failure.set(catchThrowable(() -> client.verify(Duration.ofSeconds(5)))));
            asked.await();
            while (client.description().servers().stream().anyMatch(known -> !known.isKnown())) {
                Thread.sleep(10);
            }
            // It waits for the login alone now.
            Thread.sleep(200);
            client.close();
            assertThat(verifying.join(LIMIT)).isTrue();
            assertThat(failure.get()).isInstanceOf(ClientClosedException.class);
        }
    }
}
