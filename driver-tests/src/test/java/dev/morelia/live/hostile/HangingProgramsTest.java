package dev.morelia.live.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a client does not wait for blocked application code, nor for backoff. */
@Timeout(60)
class HangingProgramsTest {
    private static final Document PING = new Document("ping", 1);
    /** The documented second, plus slack for a busy machine. */
    private static final Duration SOON = Duration.ofMillis(2_500);

    private static void assertClosesSoon(MongoClient client) {
        long begun = System.nanoTime();
        client.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    @Test
    void aBlockedListenerDoesNotDelayClosing() {
        var never = new CountDownLatch(1);
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                if (event.commandName().equals("endSessions")) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        };
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            var client = MongoClient.builder()
                    .uri(server.uri())
                    .commandListener(listener)
                    .build();
            client.database("app").runCommand(PING);
            assertClosesSoon(client);
            never.countDown();
        }
    }

    @Test
    void aPauseBeforeARetryEndsWithTheClient() throws Exception {
        var answered = new CountDownLatch(1);
        var overload = Document.of("ok", 0, "code", 462, "errmsg", "rate exceeded", "baseBackoffMS", 10_000)
                .append("errorLabels", List.of("SystemOverloadedError", "RetryableError"));
        try (var server = ScriptedServer.start(exchange -> {
            if (exchange.commandName().equals("ping")) {
                exchange.reply(overload);
                answered.countDown();
            } else {
                exchange.replyOk();
            }
        })) {
            var client = MongoClient.create(server.uri());
            var waiting = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(() -> client.database("app").runCommand(PING))
                            .isInstanceOf(RuntimeException.class));
            answered.await();
            Thread.sleep(100);
            assertClosesSoon(client);
            assertThat(waiting.join(SOON)).isTrue();
        }
    }
}
