package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The implicit session of each operation, as the server sees it. */
@Timeout(60)
class ImplicitSessionTest {
    private static Document cursor(long id, String batch) {
        return Document.of("ok", 1)
                .append(
                        "cursor",
                        Document.of("id", id, "ns", "app.people")
                                .append(batch, List.of(new Document("n", 1), new Document("n", 2))));
    }

    private static void reply(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(cursor(7, "firstBatch"));
            case "getMore" -> exchange.reply(cursor(0, "nextBatch"));
            case "lose" -> exchange.close();
            default -> exchange.replyOk();
        }
    }

    private static List<RawDocument> sessions(ScriptedServer server) {
        List<RawDocument> sessions = new ArrayList<>();
        server.received().forEach(request -> sessions.add(request.command().documentOrNull("lsid")));
        return sessions;
    }

    @Test
    void sequentialOperationsShareOneSessionThatEndsWithTheClient() {
        try (var server = ScriptedServer.start(ImplicitSessionTest::reply)) {
            try (var client = MongoClient.create(server.uri())) {
                for (int i = 0; i < 3; i++) {
                    client.database("app").runCommand(new Document("ping", 1));
                }
                assertThat(sessions(server)).doesNotContainNull();
                assertThat(sessions(server).stream().distinct()).hasSize(1);
            }
            var last = server.received().getLast().command();
            assertThat(last.list("endSessions", RawDocument.class))
                    .containsExactly(sessions(server).getFirst());
            assertThat(last.has("lsid")).isFalse();
        }
    }

    @Test
    void aCursorKeepsItsSessionWhileItIsOpen() {
        try (var server = ScriptedServer.start(ImplicitSessionTest::reply);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people");
            try (var cursor = people.find().cursor()) {
                cursor.next();
                client.database("app").runCommand(new Document("ping", 1));
                cursor.next();
                cursor.next();
                client.database("app").runCommand(new Document("ping", 1));
            }
            var seen = sessions(server);
            assertThat(server.received().stream().map(request -> request.commandName()))
                    .containsExactly("find", "ping", "getMore", "ping");
            assertThat(seen.get(2)).isEqualTo(seen.get(0));
            assertThat(seen.get(1)).isNotEqualTo(seen.get(0));
            assertThat(seen.get(3)).as("the cursor is exhausted").isEqualTo(seen.get(0));
        }
    }

    @Test
    void closingACursorEarlyReleasesItsSession() {
        try (var server = ScriptedServer.start(ImplicitSessionTest::reply);
                var client = MongoClient.create(server.uri())) {
            client.database("app").collection("people").find().cursor().close();
            client.database("app").runCommand(new Document("ping", 1));
            var seen = sessions(server);
            assertThat(server.received().stream().map(request -> request.commandName()))
                    .containsExactly("find", "killCursors", "ping");
            assertThat(seen.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void aSessionWhoseConnectionBrokeIsNotUsedAgain() {
        try (var server = ScriptedServer.start(ImplicitSessionTest::reply);
                var client = MongoClient.create(server.uri())) {
            var app = client.database("app");
            assertThat(catchThrowable(() -> app.runCommand(new Document("lose", 1))))
                    .isNotNull();
            app.runCommand(new Document("ping", 1));
            assertThat(sessions(server)).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void noSessionIfUnsupportedOrGivenByTheCallerOrUnacknowledged() throws InterruptedException {
        try (var old = ScriptedServer.start(
                        hello -> {
                            hello.remove("logicalSessionTimeoutMinutes");
                            return hello;
                        },
                        Exchange::replyOk);
                var client = MongoClient.create(old.uri())) {
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(sessions(old)).containsOnlyNulls();
        }
        try (var server = ScriptedServer.start(ImplicitSessionTest::reply);
                var client = MongoClient.create(server.uri())) {
            var own = new Document("id", "mine");
            client.database("app").runCommand(Document.of("ping", 1, "lsid", own));
            assertThat(sessions(server)).containsExactly(RawDocument.encode(own));
            client.database("app")
                    .collection("people")
                    .with(WriteConcern.UNACKNOWLEDGED)
                    .insertOne(new Document());
            server.awaitReceived(2, Duration.ofSeconds(20));
            assertThat(sessions(server).getLast()).isNull();
        }
    }
}
