package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.CommandException;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Change Streams: resume tokens, and which errors a stream resumes after. */
final class ChangeStreamsProseTest {
    private static final Prose PROSE = new Prose("change-streams", "tests/README.md");
    private static final List<String> RESUMABLE = List.of("ResumableChangeStreamError");
    private static final Duration WAIT = Duration.ofMillis(100);

    /** A test with an empty collection of a client whose events are recorded. */
    private interface Body {
        void run(Watched watched, MongoCollection<Document> numbers, String uri) throws Throwable;
    }

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                        both("1. continuously track the last seen resumeToken", ChangeStreamsProseTest::tracks),
                        both(
                                "2. throw an exception if the response is missing the resume token",
                                (w, numbers, uri) -> missesToken(numbers)),
                        both("3. automatically resume one time on a resumable error", ChangeStreamsProseTest::resumes),
                        both(
                                "4. not attempt to resume on an error of an aggregate command",
                                ChangeStreamsProseTest::aggregateFails),
                        Stream.of(PROSE.onReplicaSet(
                                "6. perform server selection before attempting to resume, using initial readPreference",
                                on(ChangeStreamsProseTest::selects))),
                        both(
                                "7. a cursor with an initial empty batch is not closed",
                                (watched, numbers, uri) -> staysOpen(watched, numbers)),
                        both("8. killCursors of a resume must not throw", ChangeStreamsProseTest::killFails),
                        both(
                                "11. getResumeToken returns the postBatchResumeToken",
                                (watched, numbers, uri) -> endOfBatch(watched, numbers)),
                        both(
                                "13. getResumeToken returns the _id of the previous document",
                                (watched, numbers, uri) -> withinBatch(numbers)),
                        Stream.of(PROSE.onReplicaSet(
                                "14. getResumeToken before the first document",
                                on((watched, numbers, uri) -> beforeFirst(numbers)))),
                        both(
                                "17. startAfter without results resumes with startAfter",
                                (watched, numbers, uri) -> resumesStartAfter(watched, numbers, uri, false)),
                        both(
                                "18. startAfter with results resumes with resumeAfter",
                                (watched, numbers, uri) -> resumesStartAfter(watched, numbers, uri, true)),
                        Stream.of(PROSE.skipped(
                                "19. Validate that large ChangeStream events are split",
                                SkipReason.SERVER_REQUIREMENT,
                                "at least 6.0.9")))
                .flatMap(tests -> tests);
    }

    private static Stream<DynamicTest> both(String title, Body body) {
        return Stream.of(PROSE.onReplicaSet(title, on(body)), PROSE.onFront(title, on(body)));
    }

    private static Prose.Body on(Body body) {
        return uri -> {
            try (var watched = Watched.open(Prose.with(uri, "retryReads=false"))) {
                var database = watched.client().database("prose");
                database.collection("changes").drop();
                database.createCollection("changes");
                watched.forget();
                body.run(watched, database.collection("changes"), uri);
            }
        };
    }

    private static void insert(MongoCollection<Document> numbers, int... ids) {
        numbers.insertMany(
                Arrays.stream(ids).mapToObj(id -> new Document("_id", id)).toList());
    }

    private static Document failing(String... commands) {
        return Document.of("failCommands", List.of(commands), "errorCode", 91, "errorLabels", RESUMABLE);
    }

    private static List<Document> stages(Watched watched) {
        return watched.events(CommandStartedEvent.class).stream()
                .filter(event -> event.commandName().equals("aggregate"))
                .map(event -> event.command()
                        .list("pipeline", RawDocument.class)
                        .getFirst()
                        .document("$changeStream")
                        .toDocument())
                .toList();
    }

    private static Document lastBatchToken(Watched watched) {
        return watched.events(CommandSucceededEvent.class).stream()
                .filter(event -> event.reply().has("cursor"))
                .toList()
                .getLast()
                .reply()
                .document("cursor")
                .document("postBatchResumeToken")
                .toDocument();
    }

    private static void tracks(Watched watched, MongoCollection<Document> numbers, String uri) {
        try (var changes = numbers.watch().cursor()) {
            for (int id = 0; id < 5; id++) {
                insert(numbers, id);
                var change = changes.next();
                assertThat(changes.resumeToken())
                        .isIn(change.resumeToken(), lastBatchToken(watched))
                        .isNotNull();
            }
        }
    }

    private static void missesToken(MongoCollection<Document> numbers) {
        var withoutToken = List.of(new Document("$project", new Document("_id", 0)));
        try (var changes = numbers.watch(withoutToken).cursor()) {
            insert(numbers, 1);
            assertThatThrownBy(changes::next)
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            failure -> assertThat(failure.code()).isEqualTo(280));
        }
    }

    private static void resumes(Watched watched, MongoCollection<Document> numbers, String uri) throws Throwable {
        var match = List.of(new Document("$match", new Document("operationType", "insert")));
        try (var changes = numbers.watch(match).batchSize(7).cursor()) {
            insert(numbers, 1);
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 1));
            var token = changes.resumeToken();
            Prose.failing(uri, Prose.times(1), failing("getMore"), () -> {
                insert(numbers, 2);
                assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 2));
            });
            var sent = watched.events(CommandStartedEvent.class).stream()
                    .filter(event -> event.commandName().equals("aggregate"))
                    .map(event -> event.command().toDocument())
                    .toList();
            assertThat(sent).hasSize(2);
            assertThat(stages(watched)).containsExactly(new Document(), new Document("resumeAfter", token));
            assertThat(sent.get(1).list("pipeline", Document.class).get(1)).isEqualTo(match.getFirst());
            assertThat(sent.get(1).get("cursor")).isEqualTo(sent.get(0).get("cursor"));
        }
    }

    private static void aggregateFails(Watched watched, MongoCollection<Document> numbers, String uri)
            throws Throwable {
        Prose.failing(
                uri,
                Prose.times(1),
                failing("aggregate"),
                () -> assertThatThrownBy(() -> numbers.watch().cursor()).isInstanceOf(MongoException.class));
        assertThat(stages(watched)).hasSize(1);
    }

    private static void selects(Watched watched, MongoCollection<Document> numbers, String uri) throws Throwable {
        var secondaries = ReplicaSet.shared().secondaries();
        insert(numbers, 1);
        try (var changes = numbers.with(ReadPreference.secondary())
                .watch()
                .maxAwaitTime(WAIT)
                .cursor()) {
            for (Mongod secondary : secondaries) {
                secondary.command("admin", failPoint(Prose.times(1)));
            }
            try {
                while (stages(watched).size() < 2) {
                    changes.tryNext();
                }
            } finally {
                for (Mongod secondary : secondaries) {
                    secondary.command("admin", failPoint("off"));
                }
            }
        }
        assertThat(watched.events(CommandStartedEvent.class).stream()
                        .filter(event -> event.commandName().equals("aggregate")))
                .allSatisfy(event -> {
                    assertThat(event.command().document("$readPreference").string("mode"))
                            .isEqualTo("secondary");
                    assertThat(secondaries.stream().map(Mongod::address))
                            .contains(event.connection().server());
                });
    }

    private static Document failPoint(Object mode) {
        return Document.of("configureFailPoint", "failCommand", "mode", mode, "data", failing("getMore"));
    }

    private static void staysOpen(Watched watched, MongoCollection<Document> numbers) {
        try (var changes = numbers.watch().cursor()) {
            assertThat(changes.id()).isNotZero();
            assertThat(changes.available()).isZero();
            insert(numbers, 1);
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 1));
            assertThat(watched.events(CommandStartedEvent.class).stream().map(CommandStartedEvent::commandName))
                    .doesNotContain("killCursors");
        }
    }

    private static void killFails(Watched watched, MongoCollection<Document> numbers, String uri) throws Throwable {
        try (var changes = numbers.watch().maxAwaitTime(WAIT).cursor()) {
            var data = failing("getMore", "killCursors");
            Prose.failing(uri, Prose.times(1), data, () -> {
                try (var control = MongoClient.create(uri)) {
                    changes.tryNext();
                    control.database("admin")
                            .runCommand(Document.of(
                                    "configureFailPoint", "failCommand",
                                    "mode", "alwaysOn",
                                    "data", failing("killCursors")));
                }
                watched.await(
                        CommandStartedEvent.class,
                        1,
                        event -> event.commandName().equals("killCursors"));
            });
            insert(numbers, 1);
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 1));
            assertThat(watched.events(CommandFailedEvent.class)).isNotEmpty();
        }
    }

    private static void endOfBatch(Watched watched, MongoCollection<Document> numbers) {
        try (var changes = numbers.watch().maxAwaitTime(WAIT).cursor()) {
            assertThat(changes.tryNext()).isNull();
            assertThat(changes.resumeToken()).isEqualTo(lastBatchToken(watched));
            insert(numbers, 1, 2);
            changes.next();
            while (changes.available() > 0) {
                changes.next();
            }
            assertThat(changes.resumeToken()).isEqualTo(lastBatchToken(watched));
        }
    }

    private static void withinBatch(MongoCollection<Document> numbers) {
        try (var changes = numbers.watch().maxAwaitTime(WAIT).cursor()) {
            insert(numbers, 1, 2, 3);
            for (int i = 0; i < 2; i++) {
                var change = changes.next();
                if (changes.available() > 0) {
                    assertThat(changes.resumeToken()).isEqualTo(change.resumeToken());
                }
            }
        }
    }

    private static void beforeFirst(MongoCollection<Document> numbers) {
        Document token;
        Timestamp time;
        try (var changes = numbers.watch().cursor()) {
            insert(numbers, 1, 2, 3);
            var first = changes.next();
            token = first.resumeToken();
            time = Objects.requireNonNull(first.clusterTime());
        }
        try (var changes = numbers.watch().startAfter(token).cursor()) {
            assertThat(changes.available()).isPositive();
            assertThat(changes.resumeToken()).isEqualTo(token);
        }
        try (var changes = numbers.watch().resumeAfter(token).cursor()) {
            assertThat(changes.available()).isPositive();
            assertThat(changes.resumeToken()).isEqualTo(token);
        }
        try (var changes = numbers.watch().startAtOperationTime(time).cursor()) {
            assertThat(changes.available()).isPositive();
            assertThat(changes.resumeToken()).isNull();
        }
    }

    private static void resumesStartAfter(
            Watched watched, MongoCollection<Document> numbers, String uri, boolean withResult) throws Throwable {
        Document token;
        try (var changes = numbers.watch().cursor()) {
            insert(numbers, 1);
            changes.next();
            token = Objects.requireNonNull(changes.resumeToken());
        }
        if (withResult) {
            insert(numbers, 2);
        }
        watched.forget();
        try (var changes = numbers.watch().startAfter(token).maxAwaitTime(WAIT).cursor()) {
            if (withResult) {
                assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 2));
            }
            Prose.failing(uri, Prose.times(1), failing("getMore"), () -> {
                while (stages(watched).size() < 2) {
                    assertThat(changes.tryNext()).isNull();
                }
            });
            assertThat(stages(watched).get(1).keySet()).containsExactly(withResult ? "resumeAfter" : "startAfter");
        }
    }
}
