package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Servers whose SCRAM is unusual, but allowed; {@link LyingLogins} has those that break the rules. */
@Timeout(60)
class UnusualServerTest {
    /** On a busy machine. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** A count that is allowed, but takes longer than the operation may. */
    @Test
    void hashingEndsWithTheTimeout() {
        var script = new ScramScript();
        script.tell(new Lie() {
            @Override
            public void start(Exchange exchange, Conversation conversation) throws IOException {
                exchange.reply(conversation.first(LyingLogins.message(conversation, LyingLogins.SALT, "1000000")));
            }
        });
        var limit = Duration.ofMillis(200);
        try (var server = ScriptedServer.start(script);
                var client = LyingLogins.client(server, "authMechanism=SCRAM-SHA-256")) {
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
                var client = LyingLogins.client(server, "")) {
            assertThat(client.database("app").runCommand(new Document("x", 1))).containsEntry("ok", 1);
        }
    }

    static Stream<Object> offers() {
        return Stream.of(List.of("SCRAM-SHA-256", "PLAIN", "NEW"), List.of(1, "SCRAM-SHA-256", new Document()));
    }
}
