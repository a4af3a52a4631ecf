package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import java.time.Duration;
import java.util.List;

/** The tests of {@link TimeoutProseTest} for sessions and transactions, with times four times as long. */
final class SessionTimeoutProse {
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    private static final String LIMITED = "timeoutMS=600";
    private static final int BLOCKED_MILLIS = 1_200;

    private SessionTimeoutProse() {}

    private static void prepare(String uri) {
        try (var control = MongoClient.create(uri)) {
            // The server does not execute an abort whose client has gone: the transaction would lock the collection.
            control.database("admin").runCommand(new Document("killAllSessions", List.of()));
            control.database("db").collection("coll").drop();
            control.database("db").createCollection("coll");
        }
    }

    private static void insert(MongoClient client, ClientSession session) {
        client.database("db").collection("coll").with(session).insertOne(new Document("_id", 1));
    }

    private static List<String> failed(Watched watched) {
        return watched.events(CommandFailedEvent.class).stream()
                .map(CommandFailedEvent::commandName)
                .toList();
    }

    static void ofClient(String uri) throws Throwable {
        endSession(uri, LIMITED, new SessionOptions(), ClientSession::close);
    }

    static void ofSession(String uri) throws Throwable {
        var options = new SessionOptions().defaultTransactionOptions(new TransactionOptions().timeout(TIMEOUT));
        endSession(uri, "appName=endSession", options, ClientSession::close);
    }

    /** What a call of its own can limit is the abort. */
    static void ofCall(String uri) throws Throwable {
        endSession(uri, "appName=endSession", new SessionOptions(), session -> session.abortTransaction(TIMEOUT));
    }

    private interface End {
        void of(ClientSession session);
    }

    /** Neither ending a session nor aborting a transaction throws: the event of the command has the failure. */
    private static void endSession(String uri, String options, SessionOptions ofSession, End end) throws Throwable {
        prepare(uri);
        try (var watched = Watched.open(Prose.with(uri, options))) {
            watched.client().warmUp(Watched.LIMIT);
            var data = TimeoutProseTest.blocked(List.of("abortTransaction"), BLOCKED_MILLIS);
            Prose.failing(uri, Prose.times(1), data, () -> {
                try (var session = watched.client().startSession(ofSession)) {
                    session.startTransaction();
                    insert(watched.client(), session);
                    long begun = System.nanoTime();
                    end.of(session);
                    assertThat(Duration.ofNanos(System.nanoTime() - begun))
                            .isBetween(TIMEOUT.minusMillis(50), Duration.ofMillis(BLOCKED_MILLIS - 100));
                }
                assertThat(TimeoutProseTest.started(watched)).startsWith("insert", "abortTransaction");
                assertThat(failed(watched)).containsExactly("abortTransaction");
                assertThat(watched.events(CommandFailedEvent.class).getFirst().failure())
                        .isInstanceOf(OperationTimeoutException.class);
            });
        }
    }

    static void abortAfterCallback(String uri) throws Throwable {
        prepare(uri);
        try (var watched = Watched.open(Prose.with(uri, LIMITED))) {
            watched.client().warmUp(Watched.LIMIT);
            var data = TimeoutProseTest.blocked(List.of("insert", "abortTransaction"), BLOCKED_MILLIS);
            Prose.failing(uri, Prose.times(2), data, () -> {
                try (var session = watched.client().startSession()) {
                    assertThatThrownBy(() -> session.inTransaction(same -> insert(watched.client(), same)))
                            .isInstanceOf(OperationTimeoutException.class);
                }
                assertThat(TimeoutProseTest.started(watched)).containsExactly("insert", "abortTransaction");
                assertThat(failed(watched)).containsExactly("insert", "abortTransaction");
            });
        }
    }
}
