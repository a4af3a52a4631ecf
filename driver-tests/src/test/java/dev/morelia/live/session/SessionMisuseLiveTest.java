package dev.morelia.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.CommandException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What programs do to sessions and transactions at the wrong moment. */
@Timeout(60)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class SessionMisuseLiveTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private MongoClient client;
    private MongoClient other;

    @BeforeEach
    void open() {
        client = MongoClient.builder()
                .uri(ReplicaSet.shared().uri())
                .commandListener(new Blocking())
                .build();
        other = MongoClient.create(ReplicaSet.shared().uri());
        other.dropDatabase("misuse");
        people(other).insertOne(new Document("_id", 0));
    }

    @AfterEach
    void close() {
        released.countDown();
        client.close();
        other.close();
    }

    /** Holds the thread of an insert with the comment "wait". */
    private final class Blocking implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            if (event.command().has("comment")) {
                started.countDown();
                try {
                    released.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static MongoCollection<Document> people(MongoClient view) {
        return view.database("misuse").collection("people");
    }

    private CompletableFuture<Void> blockedInsert(ClientSession session) throws InterruptedException {
        var command = new Document("insert", "people")
                .append("documents", List.of(new Document("_id", "blocked")))
                .append("comment", "wait");
        var running = CompletableFuture.runAsync(
                () -> client.with(session).database("misuse").runCommand(command));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        return running;
    }

    /** A transaction that the server still keeps would hold the document. */
    private void requireWritable(Object id) {
        people(other.with(SOON)).insertOne(new Document("_id", id));
        assertThat(people(other).countDocuments(new Document("_id", id))).isEqualTo(1);
    }

    @Test
    void aCommitDuringAnOperationOfAnotherThreadLeavesTheTransactionAsItIs() throws Exception {
        try (var session = client.startSession()) {
            session.startTransaction();
            people(client.with(session)).insertOne(new Document("_id", 1));
            var running = blockedInsert(session);
            assertThatThrownBy(session::commitTransaction)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("two threads use the same session at once");
            assertThatThrownBy(session::abortTransaction).isInstanceOf(IllegalStateException.class);
            released.countDown();
            running.join();
            assertThat(session.isInTransaction()).isTrue();
            people(client.with(session)).insertOne(new Document("_id", 2));
            assertThat(people(other).countDocuments()).as("seen from outside").isEqualTo(1);
            session.commitTransaction();
            assertThat(people(other).countDocuments()).isEqualTo(4);
        }
    }

    @Test
    void aSessionClosedDuringAnOperationOfAnotherThreadIsClosedAfterIt() throws Exception {
        var session = client.startSession();
        session.startTransaction();
        people(client.with(session)).insertOne(new Document("_id", 1));
        var running = blockedInsert(session);
        Document id = session.id();
        session.close();
        try (var next = client.startSession()) {
            client.with(next).database("misuse").runCommand(new Document("ping", 1));
            assertThat(next.id()).as("the other one is still in use").isNotEqualTo(id);
        }
        released.countDown();
        running.join();
        assertThat(session.isClosed()).isTrue();
        requireWritable(1);
    }

    @Test
    void aTransactionWhoseCommitCouldNotBeSentIsAborted() {
        assertThatThrownBy(() -> client.inTransaction(session -> {
                    people(client.with(session)).insertOne(new Document("_id", 1));
                    Thread.currentThread().interrupt();
                }))
                .isInstanceOf(InterruptedOperationException.class);
        assertThat(Thread.interrupted()).isTrue();
        requireWritable(1);
    }

    @Test
    void aClosedClientStartsNoSession() {
        client.close();
        assertThatThrownBy(client::startSession)
                .isInstanceOf(ClientClosedException.class)
                .hasMessageStartingWith("starting a session failed: the client is closed");
        assertThatThrownBy(() -> client.inTransaction(session -> {})).isInstanceOf(ClientClosedException.class);
    }

    @Test
    void closingTheClientAbortsOpenTransactions() {
        var session = client.startSession();
        session.startTransaction();
        people(client.with(session)).insertOne(new Document("_id", 1));
        client.close();
        requireWritable(1);
        assertThatThrownBy(session::commitTransaction).isInstanceOf(ClientClosedException.class);
        session.close();
    }

    @Test
    void anInterruptedThreadThatClosesTheClientAbortsOpenTransactions() {
        var session = client.startSession();
        session.startTransaction();
        people(client.with(session)).insertOne(new Document("_id", 1));
        Thread.currentThread().interrupt();
        client.close();
        assertThat(Thread.interrupted()).isTrue();
        requireWritable(1);
        session.close();
    }

    /** On the thread of the listeners nothing but its own time limits what closing does. */
    @Test
    void aListenerThatClosesTheClientDoesNotWaitForTheTimeoutsOfTransactions() throws Exception {
        var closing = new ClosingListener();
        // The server keeps these transactions, with their locks: no other test may wait for them.
        other.database("misuseKept").collection("people").insertOne(new Document());
        try (var proxy = FaultProxy.start(ReplicaSet.shared().primary().address());
                var behind = MongoClient.builder()
                        .uri(proxy.uri() + "&heartbeatFrequencyMS=500&connectTimeoutMS=500")
                        .topologyListener(closing)
                        .build()) {
            for (int i = 0; i < 3; i++) {
                var session = behind.startSession();
                session.startTransaction(new TransactionOptions().timeout(Duration.ofSeconds(20)));
                behind.with(session).database("misuseKept").collection("people").insertOne(new Document());
            }
            proxy.blackHole(FaultProxy.Direction.values());
            closing.client.set(behind);
            assertThat(closing.took.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** Closes the client with the next heartbeat once it knows it. */
    private static final class ClosingListener implements TopologyListener {
        private final AtomicReference<@Nullable MongoClient> client = new AtomicReference<>();
        private final CompletableFuture<Duration> took = new CompletableFuture<>();

        @Override
        public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
            MongoClient known = client.getAndSet(null);
            if (known != null) {
                long begunNanos = System.nanoTime();
                known.close();
                took.complete(Duration.ofNanos(System.nanoTime() - begunNanos));
            }
        }
    }

    @Test
    void aCursorEndsWithItsTransaction() {
        people(other).insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        try (var session = client.startSession()) {
            session.startTransaction();
            var cursor = people(client.with(session)).find().batchSize(2).cursor();
            cursor.next();
            cursor.next();
            session.commitTransaction();
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("opened in a transaction that is over");
            session.startTransaction();
            people(client.with(session)).insertOne(new Document("_id", 3));
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("opened in a transaction that is over");
            cursor.close();
            session.commitTransaction();
        }
        assertThat(people(other).countDocuments()).isEqualTo(4);
    }

    /** A server would reject its getMore within the transaction, and abort that. */
    @Test
    void aCursorOpenedBeforeATransactionIsNoPartOfIt() {
        people(other).insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        try (var session = client.startSession();
                var cursor = people(client.with(session)).find().batchSize(2).cursor()) {
            session.startTransaction();
            people(client.with(session)).insertOne(new Document("_id", 3));
            cursor.next();
            cursor.next();
            assertThat(cursor.next()).containsEntry("_id", 2);
            people(client.with(session)).insertOne(new Document("_id", 4));
            session.commitTransaction();
        }
        assertThat(people(other).countDocuments()).isEqualTo(5);
    }

    @Test
    void anErrorThatTheBodyCatchesIsNamedAtTheEnd() {
        assertThatThrownBy(() -> client.with(Duration.ofSeconds(1)).inTransaction(session -> {
                    try {
                        people(client.with(session)).insertOne(new Document("_id", 0));
                    } catch (DuplicateKeyException swallowed) {
                        // What a body must not do.
                    }
                }))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("An operation of the transaction had failed before: insert on misuse.people")
                .satisfies(failure -> assertThat(failure.getMessage()).containsOnlyOnce("do not catch it inside"))
                .satisfies(failure -> assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                                .flatMap(each -> Stream.of(each.getSuppressed()))
                                // Where the last try had no time for anything, the one before it tells.
                                .flatMap(each -> Stream.concat(Stream.of(each), Stream.of(each.getSuppressed()))))
                        .hasAtLeastOneElementOfType(DuplicateKeyException.class));
        try (var session = client.startSession()) {
            session.startTransaction();
            assertThatThrownBy(() -> people(client.with(session)).insertOne(new Document("_id", 0)));
            assertThatThrownBy(session::commitTransaction)
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("An operation of the transaction had failed before: insert on misuse.people");
        }
    }

    @Test
    void anErrorThatTheBodyCatchesIsNamedByTheNextOperation() {
        assertThatThrownBy(() -> client.with(Duration.ofSeconds(1)).inTransaction(session -> {
                    try {
                        people(client.with(session)).insertOne(new Document("_id", 0));
                    } catch (DuplicateKeyException swallowed) {
                        people(client.with(session)).updateOne(new Document("_id", 0), Updates.set("a", 1));
                    }
                }))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("An operation of the transaction had failed before: insert on misuse.people");
    }

    private int openCursors() {
        return other.database("admin")
                .runCommand(new Document("serverStatus", 1))
                .document("metrics")
                .document("cursor")
                .document("open")
                .int32("total");
    }

    @Test
    void aCursorIsClosedOnTheServerAfterItsSession() {
        people(other).insertOne(new Document("_id", 1));
        int before = openCursors();
        var session = client.startSession();
        var cursor = people(client.with(session)).find().batchSize(1).cursor();
        cursor.next();
        session.close();
        cursor.close();
        assertThat(openCursors()).isEqualTo(before);
    }

    @Test
    void aCursorFromBeforeATransactionCanBeClosedInItAndReadAfterIt() {
        people(other).insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        try (var session = client.startSession();
                var kept = people(client.with(session)).find().batchSize(1).cursor()) {
            kept.next();
            var closed = people(client.with(session)).find().batchSize(1).cursor();
            closed.next();
            session.startTransaction();
            closed.close();
            people(client.with(session)).insertOne(new Document("_id", 3));
            session.commitTransaction();
            assertThat(kept.next()).isEqualTo(new Document("_id", 1));
            assertThat(kept.next()).isEqualTo(new Document("_id", 2));
        }
    }

    @Test
    void whatASnapshotOrATransactionCannotDoIsExplained() {
        try (var snapshot = client.startSession(new SessionOptions().snapshot(true))) {
            var people = people(client.with(snapshot));
            people.find().toList();
            assertThatThrownBy(() -> people.insertOne(new Document("_id", 1)))
                    .hasMessageEndingWith("use another session, or none");
            assertThatThrownBy(people::estimatedDocumentCount).hasMessageContaining("find, aggregate, countDocuments");
        }
        assertThatThrownBy(() -> client.inTransaction(
                        session -> people(client.with(session)).estimatedDocumentCount()))
                .hasMessageEndingWith("Use countDocuments, or run it before or after the transaction");
        assertThatThrownBy(() -> client.inTransaction(
                        session -> people(client.with(session)).drop()))
                .hasMessageEndingWith("Run it before or after the transaction");
        try (var standalone = MongoClient.create(Mongod.shared().uri());
                var snapshot = standalone.startSession(new SessionOptions().snapshot(true))) {
            assertThatThrownBy(() -> people(standalone.with(snapshot)).find().toList())
                    .hasMessageEndingWith("it needs a replica set or a sharded cluster");
        }
    }

    @Test
    void aStandaloneIsNamedAsTheReasonWhyThereAreNoTransactions() {
        try (var standalone = MongoClient.create(Mongod.shared().uri())) {
            assertThatThrownBy(() -> standalone.inTransaction(
                            session -> people(standalone.with(session)).insertOne(new Document("_id", 1))))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("a replica set or a sharded cluster, while this server is a standalone");
        }
    }
}
