package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.MongoClient;
import dev.morelia.settings.Namespace;
import dev.morelia.spi.CursorPolicy;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cursors that are closed in the background. */
@Timeout(60)
class CursorPolicyTest {
    private static final Namespace PEOPLE = new Namespace("app", "people");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static MongoClient client(ScriptedServer server, CursorPolicy policy) {
        return MongoClient.builder().uri(server.uri()).cursorPolicy(policy).build();
    }

    private static List<List<Long>> killed(List<ReceivedRequest> requests) {
        return requests.stream()
                .filter(request -> request.command().has("killCursors"))
                .map(request -> request.command().toDocument().list("cursors", Long.class))
                .toList();
    }

    @Test
    void eachImmediately() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = client(server, CursorPolicy.IMMEDIATE)) {
            client.closeCursor(7, PEOPLE, server.address());
            server.awaitReceived(1, PATIENCE);
            client.closeCursor(8, PEOPLE, server.address());
            assertThat(killed(server.awaitReceived(2, PATIENCE))).containsExactly(List.of(7L), List.of(8L));
            assertThat(server.received().getFirst().command().toDocument())
                    .containsEntry("killCursors", "people")
                    .containsEntry("$db", "app");
        }
    }

    @Test
    void batchedByNamespace() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = client(server, CursorPolicy.collecting(3, Duration.ofDays(1)))) {
            client.closeCursor(1, PEOPLE, server.address());
            client.closeCursor(2, new Namespace("app", "places"), server.address());
            client.closeCursor(3, PEOPLE, server.address());
            assertThat(killed(server.awaitReceived(2, PATIENCE))).containsExactly(List.of(1L, 3L), List.of(2L));
        }
    }

    @Test
    void theFirstCursorDoesNotWaitForever() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = client(server, CursorPolicy.collecting(1000, Duration.ofMillis(50)))) {
            client.closeCursor(1, PEOPLE, server.address());
            assertThat(killed(server.awaitReceived(1, PATIENCE))).containsExactly(List.of(1L));
        }
    }

    @Test
    void aThrowingPolicyLosesNoCursor() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = client(server, (waiting, longest) -> {
                    throw new IllegalStateException("broken");
                })) {
            client.closeCursor(1, PEOPLE, server.address());
            assertThat(killed(server.awaitReceived(1, PATIENCE))).containsExactly(List.of(1L));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.closeCursor(0, PEOPLE, server.address()))
                    .withMessageContaining("id");
        }
    }
}
