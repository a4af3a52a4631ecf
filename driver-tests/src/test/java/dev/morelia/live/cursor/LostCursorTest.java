package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server may open a cursor for a query that was interrupted, after that. */
@Timeout(60)
class LostCursorTest {
    @Test
    void theSessionOfAnInterruptedQueryIsKilled() throws Exception {
        var asked = new CountDownLatch(1);
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("find")) {
                        asked.countDown();
                        exchange.pause(Duration.ofSeconds(30));
                    } else {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri())) {
            var query = new FutureTask<Boolean>(() -> {
                try (var cursor = client.database("app").collection("people").find().cursor()) {
                    return cursor.hasNext();
                } catch (InterruptedOperationException expected) {
                    return Thread.interrupted();
                }
            });
            var thread = Thread.ofVirtual().start(query);
            asked.await();
            thread.interrupt();
            assertThat(query.get(10, TimeUnit.SECONDS)).as("interrupted").isTrue();

            // Several times, as the server may begin with the query after the first one.
            var received = server.awaitReceived(4, Duration.ofSeconds(20));
            Document session = received.getFirst().command().document("lsid").toDocument();
            assertThat(received.subList(1, 4)).allSatisfy(request -> assertThat(
                            request.command().toDocument().list("killSessions", Document.class))
                    .isEqualTo(List.of(session)));
        }
    }
}
