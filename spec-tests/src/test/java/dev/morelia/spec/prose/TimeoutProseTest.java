package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.spec.report.SkipReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Client Side Operations Timeout. The times are ten times those of the specification and more, as the tests share two
 * processors with the servers.
 */
final class TimeoutProseTest {
    private static final Prose PROSE = new Prose("client-side-operations-timeout", "tests/README.md");
    /** Between the timeout that applies and the one that does not. */
    private static final Duration EARLY = Duration.ofMillis(1_500);

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.onStandalone("1. Multi-batch inserts", TimeoutProseTest::multiBatchInserts),
                PROSE.skipped(
                        "2. maxTimeMS is not set for commands sent to mongocryptd",
                        SkipReason.CLIENT_SIDE_ENCRYPTION,
                        ""),
                PROSE.skipped("3. ClientEncryption", SkipReason.CLIENT_SIDE_ENCRYPTION, ""),
                PROSE.onServerWithUsers(
                        "4. Background Connection Pooling: timeoutMS used for handshake commands",
                        TimeoutProseTest::backgroundTimesOut),
                PROSE.onServerWithUsers(
                        "4. Background Connection Pooling: timeoutMS is refreshed for each handshake command",
                        TimeoutProseTest::backgroundRefreshes),
                PROSE.onStandalone("5. Blocking Iteration Methods: tailable cursors", TimeoutProseTest::tailable),
                PROSE.onReplicaSet("5. Blocking Iteration Methods: change streams", TimeoutProseTest::changeStream),
                PROSE.onStandalone(
                        "6. GridFS - Upload: uploads via openUploadStream can be timed out",
                        GridFsTimeoutProse::uploadTimesOut),
                PROSE.onStandalone(
                        "6. GridFS - Upload: Aborting an upload stream can be timed out",
                        GridFsTimeoutProse::abortTimesOut),
                PROSE.onStandalone("7. GridFS - Download", GridFsTimeoutProse::downloadTimesOut),
                selection("serverSelectionTimeoutMS honored if timeoutMS is not set", "serverSelectionTimeoutMS=100"),
                selection(
                        "timeoutMS honored for server selection if it's lower than serverSelectionTimeoutMS",
                        "timeoutMS=100&serverSelectionTimeoutMS=5000"),
                selection(
                        "serverSelectionTimeoutMS honored for server selection if it's lower than timeoutMS",
                        "timeoutMS=5000&serverSelectionTimeoutMS=100"),
                selection(
                        "serverSelectionTimeoutMS honored for server selection if timeoutMS=0",
                        "timeoutMS=0&serverSelectionTimeoutMS=100"),
                handshake(
                        "timeoutMS honored for connection handshake commands if it's lower than"
                                + " serverSelectionTimeoutMS",
                        "timeoutMS=300&serverSelectionTimeoutMS=5000"),
                handshake(
                        "serverSelectionTimeoutMS honored for connection handshake commands if it's lower than"
                                + " timeoutMS",
                        "timeoutMS=5000&serverSelectionTimeoutMS=300"),
                PROSE.onReplicaSet("9. endSession: timeoutMS of the client", SessionTimeoutProse::ofClient),
                PROSE.onReplicaSet("9. endSession: defaultTimeoutMS of the session", SessionTimeoutProse::ofSession),
                PROSE.onReplicaSet("9. endSession: timeoutMS of the call", SessionTimeoutProse::ofCall),
                PROSE.onReplicaSet(
                        "10. Convenient Transactions: timeoutMS is refreshed for abortTransaction if the callback"
                                + " fails",
                        SessionTimeoutProse::abortAfterCallback),
                PROSE.skipped("11. Multi-batch bulkWrites", SkipReason.SERVER_REQUIREMENT, "at least 8.0"));
    }

    static Document blocked(List<String> commands, int millis) {
        return Document.of("failCommands", commands, "blockConnection", true).append("blockTimeMS", millis);
    }

    static List<String> started(Watched watched) {
        return watched.events(CommandStartedEvent.class).stream()
                .map(CommandStartedEvent::commandName)
                .toList();
    }

    private static void assertEndsEarly(Runnable call, Class<? extends MongoException> expected) {
        long begun = System.nanoTime();
        assertThatThrownBy(call::run).isInstanceOf(expected);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(EARLY);
    }

    private static void multiBatchInserts(String uri) throws Throwable {
        try (var control = MongoClient.create(uri)) {
            control.database("db").collection("coll").drop();
        }
        try (var watched = Watched.open(Prose.with(uri, "timeoutMS=5000"))) {
            watched.client().warmUp(Watched.LIMIT);
            var text = "x".repeat(1_000_000);
            var documents = IntStream.range(0, 50)
                    .mapToObj(i -> Document.of("_id", i, "a", text))
                    .toList();
            Prose.failing(
                    uri,
                    Prose.times(2),
                    blocked(List.of("insert"), 2_510),
                    () -> assertThatThrownBy(() -> watched.client()
                                    .database("db")
                                    .collection("coll")
                                    .insertMany(documents))
                            .isInstanceOf(OperationTimeoutException.class));
            assertThat(started(watched)).containsExactly("insert", "insert");
        }
    }

    private static void backgroundTimesOut(String uri) throws Throwable {
        var data = blocked(List.of("saslContinue"), 600).append("appName", "timeoutBackgroundPoolTest");
        Prose.failing(uri, Prose.times(1), data, () -> {
            try (var watched =
                    Watched.open(Prose.with(uri, "minPoolSize=1&timeoutMS=200&appName=timeoutBackgroundPoolTest"))) {
                watched.await(PoolEvent.ConnectionCreated.class, 1);
                watched.await(PoolEvent.ConnectionClosed.class, 1);
            }
        });
    }

    private static void backgroundRefreshes(String uri) throws Throwable {
        var data = blocked(List.of("hello", "isMaster", "saslContinue"), 250)
                .append("appName", "refreshTimeoutBackgroundPoolTest");
        Prose.failing(uri, "alwaysOn", data, () -> {
            try (var watched = Watched.open(
                    Prose.with(uri, "minPoolSize=1&timeoutMS=450&appName=refreshTimeoutBackgroundPoolTest"))) {
                watched.await(PoolEvent.ConnectionCreated.class, 1);
                watched.await(PoolEvent.ConnectionReady.class, 1);
                assertThat(watched.events(PoolEvent.ConnectionClosed.class)).isEmpty();
            }
        });
    }

    private static void tailable(String uri) throws Throwable {
        try (var control = MongoClient.create(uri)) {
            var database = control.database("db");
            database.collection("coll").drop();
            database.createCollection(
                    "coll", new CreateCollectionOptions().field("capped", true).field("size", 4096));
            database.collection("coll").insertOne(new Document("x", 1));
        }
        Prose.failing(uri, "alwaysOn", blocked(List.of("getMore"), 300), () -> {
            try (var watched = Watched.open(Prose.with(uri, "timeoutMS=400"))) {
                var coll = watched.client().database("db").collection("coll");
                try (var cursor = coll.find(new Document(), new FindOptions().cursorType(CursorType.TAILABLE))
                        .cursor()) {
                    assertThat(cursor.id()).isNotZero();
                    assertThat(cursor.next()).containsEntry("x", 1);
                    assertThatThrownBy(cursor::next).isInstanceOf(OperationTimeoutException.class);
                }
                // In the background, as the last request was not answered.
                watched.await(CommandStartedEvent.class, 4);
                assertThat(started(watched)).containsExactly("find", "getMore", "getMore", "killCursors");
            }
        });
    }

    private static void changeStream(String uri) throws Throwable {
        try (var control = MongoClient.create(uri)) {
            control.database("db").collection("coll").drop();
        }
        Prose.failing(uri, "alwaysOn", blocked(List.of("getMore"), 300), () -> {
            try (var watched = Watched.open(Prose.with(uri, "timeoutMS=550"))) {
                var coll = watched.client().database("db").collection("coll");
                try (var changes =
                        coll.watch().maxAwaitTime(Duration.ofMillis(50)).cursor()) {
                    assertThat(changes.id()).isNotZero();
                    assertThatThrownBy(changes::next).isInstanceOf(OperationTimeoutException.class);
                    assertThat(started(watched)).startsWith("aggregate", "getMore", "getMore");
                }
            }
        });
    }

    private static DynamicTest selection(String title, String options) {
        boolean byTimeout = options.startsWith("timeoutMS=100&");
        return PROSE.test("8. Server Selection: " + title, () -> {
            try (var client = MongoClient.create("mongodb://invalid/?" + options)) {
                var admin = client.database("admin");
                assertEndsEarly(
                        () -> admin.runCommand(new Document("ping", 1)),
                        byTimeout ? OperationTimeoutException.class : ServerSelectionException.class);
                assertThatThrownBy(() -> admin.runCommand(new Document("ping", 1)))
                        .satisfies(failure -> assertThat(byTimeout ? failure.getCause() : failure)
                                .isInstanceOf(ServerSelectionException.class));
            }
        });
    }

    private static DynamicTest handshake(String title, String options) {
        return PROSE.onServerWithUsers("8. Server Selection: " + title, uri -> {
            var data = blocked(List.of("saslContinue"), 2_000).append("appName", "handshakeTimeoutTest");
            Prose.failing(uri, Prose.times(1), data, () -> {
                try (var client = MongoClient.create(Prose.with(uri, options + "&appName=handshakeTimeoutTest"))) {
                    var address = client.address();
                    assertThat(address).isNotNull();
                    assertEndsEarly(
                            () -> client.database("db").collection("coll").insertOne(new Document("x", 1)),
                            OperationTimeoutException.class);
                }
            });
        });
    }
}
