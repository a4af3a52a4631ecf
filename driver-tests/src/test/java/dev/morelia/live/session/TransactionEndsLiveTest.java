package dev.morelia.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.options.TransactionOptions;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Transactions that end in another way than their body expects: nothing of them is left, neither written nor open. */
@Timeout(60)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class TransactionEndsLiveTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicBoolean selectorFails = new AtomicBoolean();
    private final CountDownLatch endsSessions = new CountDownLatch(1);
    private final CountDownLatch counts = new CountDownLatch(1);
    private MongoClient client;
    private MongoClient other;

    @BeforeEach
    void open() {
        client = MongoClient.builder()
                .uri(ReplicaSet.shared().uri())
                .settings(settings -> settings.topology(topology -> topology.serverSelector(servers -> {
                    if (selectorFails.get()) {
                        throw new UnsupportedOperationException("selector");
                    }
                    return servers;
                })))
                .commandListener(new Watch())
                .build();
        other = MongoClient.create(ReplicaSet.shared().uri());
        other.dropDatabase("ends");
        people(other).insertOne(new Document("_id", 0));
    }

    @AfterEach
    void close() {
        client.close();
        other.close();
    }

    private final class Watch implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            if (event.commandName().equals("find")) {
                counts.countDown();
            }
            if (event.commandName().equals("endSessions")) {
                endsSessions.countDown();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private static MongoCollection<Document> people(MongoClient view) {
        return view.database("ends").collection("people");
    }

    private void insert(ClientSession session, Object id) {
        people(client).with(session).insertOne(new Document("_id", id));
    }

    /** A transaction that the server still keeps would hold the document; one that was committed, too. */
    private void requireGone(Object id) {
        people(other.with(SOON)).insertOne(new Document("_id", id));
    }

    @Test
    void aTransactionWhoseClientIsClosedIsNotReportedAsCommitted() {
        assertThatThrownBy(() -> client.inTransaction(session -> {
                    insert(session, 1);
                    CompletableFuture.runAsync(client::close).join();
                }))
                .isInstanceOf(ClientClosedException.class);
        requireGone(1);
    }

    /** A listener holds the closing thread, as a slow server would, after the transaction is aborted. */
    @Test
    void nothingIsWrittenOutsideATransactionThatTheClosingClientHasAborted() {
        assertThatThrownBy(() -> client.inTransaction(session -> {
                    insert(session, 1);
                    people(client).countDocuments();
                    CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
                    endsSessions.await();
                    try {
                        insert(session, 2);
                    } finally {
                        closing.join();
                    }
                }))
                .isInstanceOf(ClientClosedException.class);
        assertThat(people(other).countDocuments()).isOne();
    }

    /** The operation that is running when the client is closed is the last one; the transaction is aborted after it. */
    @Test
    void aTransactionWithARunningOperationIsAbortedWhenTheClientIsClosed() throws Exception {
        try (var session = client.startSession()) {
            session.startTransaction();
            insert(session, 1);
            var slow = new Document("$where", "sleep(60) || true");
            var counting = CompletableFuture.supplyAsync(
                    () -> people(client).with(session).find(slow).batchSize(1).toList());
            counts.await();
            client.close();
            requireGone(1);
            assertThatThrownBy(session::commitTransaction).isInstanceOf(ClientClosedException.class);
            Throwable unused = catchThrowable(counting::join);
        }
    }

    @Test
    void disconnectingEndsNoTransaction() {
        try (var session = client.startSession()) {
            session.startTransaction();
            insert(session, 1);
            people(client).countDocuments();
            client.disconnect();
            insert(session, 2);
            session.commitTransaction();
            session.inTransaction(same -> insert(same, 3));
        }
        assertThat(people(other).countDocuments()).isEqualTo(4);
    }

    @Test
    void noTransactionBeginsWhileTheClientIsClosed() throws Exception {
        try (var open = client.startSession();
                var next = client.startSession()) {
            open.startTransaction();
            insert(open, 1);
            people(client).countDocuments();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
            endsSessions.await();
            var begun = catchThrowable(next::startTransaction);
            closing.join();
            assertThat(begun).isInstanceOf(ClientClosedException.class);
        }
    }

    @Test
    void aCommitWithARejectedTimeoutLeavesNothingOpen() {
        var options = new TransactionOptions().timeout(Duration.ofSeconds(20));
        assertThatThrownBy(() -> client.inTransaction(options, session -> {
                    insert(session, 1);
                    session.commitTransaction(SOON);
                }))
                .isInstanceOf(IllegalArgumentException.class);
        requireGone(1);
        assertThatThrownBy(() -> client.inTransaction(options, session -> {
                    insert(session, 2);
                    session.abortTransaction(SOON);
                }))
                .isInstanceOf(IllegalArgumentException.class);
        requireGone(2);
    }

    @Test
    void aCommitThatTheProgramsOwnCodeEndsLeavesNothingOpen() {
        assertThatThrownBy(() -> client.inTransaction(session -> {
                    insert(session, 1);
                    selectorFails.set(true);
                    try {
                        session.commitTransaction();
                    } finally {
                        selectorFails.set(false);
                    }
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        requireGone(1);
    }

    @Test
    void theErrorOfTheBodyIsNotLostWhenAbortingFails() {
        var failure = new IllegalStateException("body");
        assertThat(catchThrowable(() -> client.inTransaction(session -> {
                    insert(session, 1);
                    selectorFails.set(true);
                    throw failure;
                })))
                .isSameAs(failure);
    }

    @Test
    void anOperationThatAThreadStillRunsDoesNotKeepTheTransactionOpen() throws Exception {
        var running = new CompletableFuture<CompletableFuture<Void>>();
        assertThatThrownBy(() -> client.inTransaction(session -> {
                    insert(session, 1);
                    running.complete(slowCount(session));
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is still running an operation in its session");
        running.join().join();
        requireGone(1);
    }

    @Test
    void theErrorOfTheBodyIsNotLostWhenAnotherThreadUsesTheSession() throws Exception {
        var running = new CompletableFuture<CompletableFuture<Void>>();
        try (var session = client.startSession()) {
            assertThatThrownBy(() -> session.inTransaction(same -> {
                        insert(session, 1);
                        running.complete(slowCount(session));
                        throw new UnsupportedOperationException("body");
                    }))
                    .hasMessage("body");
            running.join().join();
            requireGone(1);
            assertThat(session.isInTransaction()).isFalse();
        }
    }

    private CompletableFuture<Void> slowCount(ClientSession session) throws InterruptedException {
        var counting = CompletableFuture.runAsync(() -> people(client)
                .with(session)
                .find(new Document("$where", "sleep(500) || true"))
                .toList());
        counts.await();
        return counting;
    }

    @Test
    void aTransactionWithinOneDoesNotTakeItsTimeout() {
        var options = new TransactionOptions().timeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> client.inTransaction(options, session -> {
                    insert(session, 1);
                    assertThatThrownBy(() -> session.inTransaction(same -> {}))
                            .isInstanceOf(IllegalStateException.class);
                    Thread.sleep(400);
                    insert(session, 2);
                    throw new UnsupportedOperationException("no timeout");
                }))
                .isInstanceOf(OperationTimeoutException.class);
    }

    @Test
    void aTimeoutOfCenturiesIsRejected() {
        assertThatThrownBy(() -> new TransactionOptions().timeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransactionOptions().maxCommitTime(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private long openTransactions() {
        var status = other.database("admin").runCommand(new Document("serverStatus", 1));
        return status.document("transactions").int64("currentOpen");
    }

    /** As a server does that is busy, although the connection was closed long ago. */
    @Test
    void whatTheServerBeginsAfterTheAbortIsAbortedAgain() throws Exception {
        long before = openTransactions();
        var sent = new CountDownLatch(1);
        var slow = MongoClient.builder()
                .uri(ReplicaSet.shared().uri() + "&appName=begunLate")
                .commandListener(new CommandListener() {
                    @Override
                    public void started(CommandStartedEvent event) {
                        if (event.commandName().equals("insert")) {
                            sent.countDown();
                        }
                    }
                })
                .build();
        var block = Document.of("failCommands", List.of("insert"), "blockConnection", true, "blockTimeMS", 300);
        other.database("admin")
                .runCommand(Document.of("configureFailPoint", "failCommand", "mode", Document.of("times", 1))
                        .append("data", block.append("appName", "begunLate")));
        try (slow) {
            var interrupted = new CompletableFuture<Throwable>();
            var thread = Thread.startVirtualThread(() -> interrupted.complete(catchThrowable(() ->
                    slow.inTransaction(session -> people(slow).with(session).insertOne(new Document("_id", 1))))));
            sent.await();
            Thread.sleep(50); // until it has arrived
            thread.interrupt();
            assertThat(interrupted.get()).isInstanceOf(InterruptedOperationException.class);
            Thread.sleep(900);
            assertThat(openTransactions()).isLessThanOrEqualTo(before);
        }
    }
}
