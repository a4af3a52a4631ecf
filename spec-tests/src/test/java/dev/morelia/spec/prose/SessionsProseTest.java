package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.TopologyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Driver Sessions and Snapshot Reads: what the unified files cannot express. */
final class SessionsProseTest {
    private static final Prose PROSE = new Prose("sessions", "tests/README.md");

    private static final String ONE_USER = "a client has one user";

    private static final String NO_FORK = "a JVM does not fork";

    @TestFactory
    Stream<DynamicTest> ofSessions() {
        var clusterTime = "3. $clusterTime in commands";
        var arguments = "4. Explicit and implicit session arguments";
        var exhaustedAtOnce = "8. Client-side cursor that exhausts the results on the initial query immediately returns"
                + " the implicit session to the pool";
        var exhaustedLater = "9. Client-side cursor that exhausts the results after a getMore immediately returns the"
                + " implicit session to the pool";
        var sameSession = "11. For every combination of topology and readPreference, ensure that find and getMore both"
                + " send the same session id";
        return Stream.of(
                PROSE.onStandalone("2. Pool is LIFO", SessionsProseTest::lastIn),
                PROSE.onReplicaSet(clusterTime, SessionsProseTest::clusterTime),
                PROSE.onFront(clusterTime, SessionsProseTest::clusterTime),
                PROSE.onReplicaSet(arguments, SessionsProseTest::explicitAndImplicit),
                PROSE.onStandalone("5. Session argument is for the right client", SessionsProseTest::otherClient),
                PROSE.onStandalone(
                        "6. No further operations can be performed using a session after endSession has been called",
                        SessionsProseTest::ended),
                PROSE.skipped(
                        "7. Authenticating as multiple users suppresses implicit sessions",
                        SkipReason.OPTIONAL,
                        ONE_USER),
                PROSE.onStandalone(exhaustedAtOnce, SessionsProseTest::exhaustedAtOnce),
                PROSE.onStandalone(exhaustedLater, SessionsProseTest::exhaustedLater),
                PROSE.onStandalone(sameSession, SessionsProseTest::sameSession),
                PROSE.onReplicaSet(sameSession, SessionsProseTest::sameSession),
                PROSE.onFront(sameSession, SessionsProseTest::sameSession),
                PROSE.skipped(
                        "12. Session pool can be cleared after forking without calling endSession",
                        SkipReason.OPTIONAL,
                        NO_FORK),
                PROSE.skipped(
                        "13. Existing sessions are not checked into a cleared pool after forking",
                        SkipReason.OPTIONAL,
                        NO_FORK),
                PROSE.onReplicaSet(
                        "14. Implicit sessions only allocate their server session after a successful connection"
                                + " checkout",
                        SessionsProseTest::afterCheckOut),
                PROSE.skipped(
                        "16. Authenticating as a second user after starting a session results in a server error",
                        SkipReason.OPTIONAL,
                        ONE_USER),
                PROSE.skipped(
                        "17. Driver verifies that the session is owned by the current user",
                        SkipReason.OPTIONAL,
                        ONE_USER),
                PROSE.test(
                        "18. Implicit session is ignored if connection does not support sessions",
                        SessionsProseTest::implicitUnsupported),
                PROSE.test(
                        "19. Explicit session raises an error if connection does not support sessions",
                        SessionsProseTest::explicitUnsupported),
                PROSE.onReplicaSet(
                        "20. Drivers do not gossip $clusterTime on SDAM commands.", SessionsProseTest::heartbeats));
    }

    @TestFactory
    Stream<DynamicTest> ofSnapshots() {
        return Stream.of(
                PROSE.test(
                        "1. Setting both snapshot and causalConsistency to true is not allowed",
                        SessionsProseTest::snapshotAndCausal),
                PROSE.test(
                        "21. Having snapshotTime set and snapshot set to false is not allowed",
                        SessionsProseTest::timeWithoutSnapshot),
                PROSE.onReplicaSet(
                        "22. Retrieving snapshotTime on a non-snapshot session raises an error, or it is unset",
                        SessionsProseTest::noSnapshotTime),
                PROSE.skipped("23. Ensure snapshotTime is Read-Only", SkipReason.OPTIONAL, "it is an accessor only"));
    }

    private static void lastIn(String uri) {
        try (var watched = Watched.open(uri)) {
            var first = watched.client().startSession();
            var second = watched.client().startSession();
            var ofFirst = used(watched, first);
            var ofSecond = used(watched, second);
            assertThat(ofFirst).isNotEqualTo(ofSecond);
            first.close();
            second.close();

            // The server session is taken by the first command.
            try (var third = watched.client().startSession();
                    var fourth = watched.client().startSession()) {
                assertThat(used(watched, third)).isEqualTo(ofSecond);
                assertThat(used(watched, fourth)).isEqualTo(ofFirst);
            }
        }
    }

    private static Document used(Watched watched, ClientSession session) {
        people(watched.client()).with(session).countDocuments();
        return Objects.requireNonNull(session.id());
    }

    private static void clusterTime(String uri) {
        List<Consumer<MongoClient>> operations = List.of(
                client -> client.database("admin").runCommand(new Document("ping", 1)),
                client -> people(client).aggregate(List.of()).toList(),
                client -> people(client).find().toList(),
                client -> people(client).insertOne(new Document()));
        for (var operation : operations) {
            try (var watched = Watched.open(uri)) {
                // The first reply tells the client the cluster time.
                operation.accept(watched.client());
                var replied = watched.events(CommandSucceededEvent.class)
                        .getLast()
                        .reply()
                        .toDocument();
                operation.accept(watched.client());
                assertThat(last(watched).get("$clusterTime")).isNotNull().isEqualTo(replied.get("$clusterTime"));
            }
        }
    }

    private static void explicitAndImplicit(String uri) {
        try (var watched = Watched.open(uri);
                var session = watched.client().startSession()) {
            for (var operation : CollectionCalls.ALL) {
                var people = people(watched.client());
                operation.call().accept(people.with(session));
                assertThat(last(watched).get("lsid"))
                        .as(operation.name())
                        .isNotNull()
                        .isEqualTo(session.id());
                operation.call().accept(people);
                assertThat(last(watched).get("lsid"))
                        .as(operation.name())
                        .isNotNull()
                        .isNotEqualTo(session.id());
            }
        }
    }

    private static void otherClient(String uri) {
        try (var one = MongoClient.create(uri);
                var other = MongoClient.create(uri);
                var session = other.startSession()) {
            List<Runnable> views = List.of(
                    () -> one.with(session),
                    () -> one.database("prose").with(session),
                    () -> people(one).with(session));
            for (var view : views) {
                assertThatThrownBy(view::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("session belongs to another client");
            }
        }
    }

    private static void ended(String uri) {
        try (var watched = Watched.open(uri)) {
            var session = watched.client().startSession();
            var people = people(watched.client()).with(session);
            session.close();
            watched.forget();
            for (var operation : CollectionCalls.ALL) {
                assertThatThrownBy(() -> operation.call().accept(people))
                        .as(operation.name())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("session has ended");
            }
            assertThat(watched.events(CommandStartedEvent.class)).isEmpty();
        }
    }

    private static void exhaustedAtOnce(String uri) {
        try (var watched = Watched.open(uri)) {
            var two = filled(watched.client(), 2);
            try (var cursor = two.find().cursor()) {
                cursor.next();
                var ofCursor = last(watched).document("lsid");
                two.countDocuments();
                assertThat(last(watched).document("lsid")).isEqualTo(ofCursor);
            }
        }
    }

    private static void exhaustedLater(String uri) {
        try (var watched = Watched.open(uri)) {
            var five = filled(watched.client(), 5);
            try (var cursor = five.find().batchSize(3).cursor()) {
                for (int i = 0; i < 4; i++) {
                    cursor.next();
                }
                var ofCursor = last(watched, "getMore").document("lsid");
                five.countDocuments();
                assertThat(last(watched).document("lsid")).isEqualTo(ofCursor);
            }
        }
    }

    private static void sameSession(String uri) {
        for (var mode : ReadPreference.Mode.values()) {
            if (mode == ReadPreference.Mode.SECONDARY && !uri.contains("replicaSet")) {
                continue;
            }
            try (var watched = Watched.open(uri)) {
                var three = filled(watched.client(), 3).with(ReadPreference.of(mode));
                assertThat(three.find().batchSize(2).toList()).hasSize(3);
                assertThat(last(watched, "find").document("lsid"))
                        .isEqualTo(last(watched, "getMore").document("lsid"));
            }
        }
    }

    private static void afterCheckOut(String uri) throws Exception {
        int leastSessions = Integer.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            try (var watched = Watched.open(Prose.with(uri, "maxPoolSize=1&retryWrites=true"));
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var calls = new ArrayList<Callable<Boolean>>();
                for (var operation : CollectionCalls.CONCURRENT) {
                    calls.add(() -> {
                        operation.call().accept(people(watched.client()));
                        return true;
                    });
                }
                for (var done : threads.invokeAll(calls)) {
                    done.get();
                }
                int sessions = (int) watched.events(CommandStartedEvent.class).stream()
                        .map(event -> event.command().toDocument().document("lsid"))
                        .distinct()
                        .count();
                assertThat(sessions).isLessThan(CollectionCalls.CONCURRENT.size());
                leastSessions = Math.min(leastSessions, sessions);
            }
        }
        assertThat(leastSessions).isOne();
    }

    private static ScriptedServer withoutSessions() {
        return ScriptedServer.start(
                hello -> {
                    hello.remove("logicalSessionTimeoutMinutes");
                    return hello;
                },
                exchange -> {
                    switch (exchange.commandName()) {
                        case "find" -> exchange.reply(emptyCursor());
                        default -> exchange.reply(Document.of("n", 1, "ok", 1));
                    }
                });
    }

    private static Document emptyCursor() {
        return Document.of("cursor", Document.of("id", 0L, "ns", "prose.people", "firstBatch", List.of()), "ok", 1);
    }

    private static void implicitUnsupported() {
        try (var server = withoutSessions();
                var watched = Watched.open(server.uri())) {
            people(watched.client()).findOne(new Document());
            people(watched.client()).insertOne(new Document());
            assertThat(watched.events(CommandStartedEvent.class))
                    .hasSize(2)
                    .noneMatch(event -> event.command().has("lsid"));
        }
    }

    private static void explicitUnsupported() {
        try (var server = withoutSessions();
                var client = MongoClient.create(server.uri());
                var session = client.startSession()) {
            var people = people(client).with(session);
            assertThatThrownBy(() -> people.findOne(new Document())).isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> people.insertOne(new Document())).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private static void heartbeats(String uri) throws InterruptedException {
        var member = MongoClient.create(uri);
        try (member;
                var watched = Watched.open(
                        "mongodb://" + member.address() + "/?directConnection=true&heartbeatFrequencyMS=500")) {
            var ping = new Document("ping", 1);
            watched.client().database("admin").runCommand(ping);
            var replied = watched.events(CommandSucceededEvent.class)
                    .getLast()
                    .reply()
                    .toDocument();
            people(member).insertOne(Document.of("advance", "$clusterTime"));

            watched.forget();
            watched.await(TopologyEvent.HeartbeatStarted.class, 1);
            watched.await(TopologyEvent.HeartbeatSucceeded.class, 2);
            watched.client().database("admin").runCommand(ping);
            assertThat(last(watched).get("$clusterTime")).isEqualTo(replied.get("$clusterTime"));
        }
    }

    private static void snapshotAndCausal() {
        var defaults = new SessionOptions();
        assertThatThrownBy(() -> defaults.snapshot(true).causalConsistency(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("causalConsistency");
        assertThatThrownBy(() -> defaults.causalConsistency(true).snapshot(true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void timeWithoutSnapshot() {
        assertThatThrownBy(() -> new SessionOptions(null, false, new Timestamp(1, 0), new TransactionOptions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("snapshotTime");
    }

    private static void noSnapshotTime(String uri) {
        try (var client = MongoClient.create(uri);
                var session = client.startSession(new SessionOptions().snapshot(false))) {
            people(client).with(session).findOne(new Document());
            assertThat(session.snapshotTime()).isNull();
        }
    }

    private static MongoCollection<Document> people(MongoClient client) {
        return client.database("prose").collection("people");
    }

    /** A collection of so many documents, on all members. */
    private static MongoCollection<Document> filled(MongoClient client, int count) {
        var database = client.database("prose");
        var collection = database.collection("filled");
        collection.drop();
        var documents = Stream.generate(Document::new)
                .limit(count)
                .map(each -> each.append("n", 1))
                .toList();
        var everywhere = client.description().type() == TopologyType.SINGLE
                ? 1
                : ReplicaSet.shared().members().size();
        database.runCommand(new Document("insert", "filled")
                .append("documents", documents)
                .append("writeConcern", new Document("w", everywhere)));
        return collection;
    }

    /** The last command that was started. */
    private static Document last(Watched watched) {
        return watched.events(CommandStartedEvent.class).getLast().command().toDocument();
    }

    private static Document last(Watched watched, String command) {
        return watched.events(CommandStartedEvent.class).stream()
                .filter(event -> event.commandName().equals(command))
                .toList()
                .getLast()
                .command()
                .toDocument();
    }
}
