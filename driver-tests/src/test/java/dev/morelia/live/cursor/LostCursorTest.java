package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.bson.Document;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.options.CursorType;
import dev.morelia.settings.ServerApi;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server may open a cursor for a query that was interrupted, after that. */
@Timeout(60)
class LostCursorTest {
    private final Semaphore asked = new Semaphore(0);

    private static MongoCursor<Document> found(MongoCollection<Document> people) {
        return people.find().cursor();
    }

    private ScriptedServer server() {
        return ScriptedServer.start(exchange -> {
            if (List.of("find", "aggregate").contains(exchange.commandName())) {
                asked.release();
                exchange.pause(Duration.ofSeconds(30));
            } else {
                exchange.replyOk();
            }
        });
    }

    private void interrupt(MongoClient client, Function<MongoCollection<Document>, MongoCursor<Document>> query)
            throws Exception {
        var task = new FutureTask<Boolean>(() -> {
            try (var cursor = query.apply(client.database("app").collection("people"))) {
                return cursor.hasNext();
            } catch (InterruptedOperationException expected) {
                return Thread.interrupted();
            }
        });
        var thread = Thread.ofVirtual().start(task);
        asked.acquire();
        thread.interrupt();
        assertThat(task.get(10, TimeUnit.SECONDS)).as("interrupted").isTrue();
    }

    private static Document session(ReceivedRequest request) {
        return request.command().document("lsid").toDocument();
    }

    /** Several times, as the server may begin with the query after the first one. */
    private static void assertEnded(ScriptedServer server, String commandName, int queries) throws Exception {
        var received = server.awaitReceived(queries + 3, Duration.ofSeconds(20));
        Document last = session(received.get(queries - 1));
        assertThat(received.subList(queries, queries + 3))
                .allSatisfy(request -> assertThat(request.command().toDocument().get(commandName))
                        .isEqualTo(List.of(last)));
    }

    @Test
    void theSessionOfAnInterruptedQueryIsKilled() throws Exception {
        try (var server = server();
                var client = MongoClient.create(server.uri())) {
            interrupt(client, LostCursorTest::found);
            assertEnded(server, "killSessions", 1);
        }
    }

    /** Closing its connection closes the cursor of an exhaust query only while the server sends batches. */
    @Test
    void alsoThatOfAnExhaustQuery() throws Exception {
        try (var server = server();
                var client = MongoClient.create(server.uri())) {
            interrupt(
                    client,
                    people -> people.find().cursorType(CursorType.EXHAUST).cursor());
            assertEnded(server, "killSessions", 1);
        }
    }

    @Test
    void withTheStableApiTheSessionIsEnded() throws Exception {
        try (var server = server();
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .settings(settings -> settings.serverApi(ServerApi.V1.strict(true)))
                        .build()) {
            interrupt(client, LostCursorTest::found);
            assertEnded(server, "endSessions", 1);
        }
    }

    /** The server closes their cursors then, if not at once. */
    @Test
    void aClientThatIsClosedEndsTheSessionsThatAreYetToBeKilled() throws Exception {
        try (var server = server()) {
            try (var client = MongoClient.create(server.uri())) {
                interrupt(client, LostCursorTest::found);
            }
            var received = server.received();
            Document session = session(received.getFirst());
            List<Document> after = received.stream()
                    .skip(1)
                    .map(request -> request.command().toDocument())
                    .toList();
            boolean ended = after.stream()
                    .anyMatch(command ->
                            command.get("endSessions") instanceof List<?> sessions && sessions.contains(session));
            long kills = after.stream()
                    .filter(command -> List.of(session).equals(command.get("killSessions")))
                    .count();
            assertThat(ended || kills == 3).as("%s", after).isTrue();
        }
    }

    /** A server executes it to the end although its connection is lost. */
    @Test
    void anAggregationThatWritesIsNotKilled() throws Exception {
        try (var server = server();
                var client = MongoClient.create(server.uri())) {
            interrupt(
                    client,
                    people -> people.aggregate(List.of(Document.of("$merge", "copies")))
                            .cursor());
            interrupt(client, LostCursorTest::found);
            assertEnded(server, "killSessions", 2);
        }
    }
}
