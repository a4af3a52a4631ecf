package dev.morelia.live.async.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.async.AsyncClientSession;
import dev.morelia.async.AsyncMongoClient;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.async.AsyncTransactionBody;
import dev.morelia.bson.Document;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.options.TransactionOptions;
import dev.morelia.result.InsertOneResult;
import dev.morelia.testkit.ReplicaSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Transactions whose bodies return stages, and what is left on the server of those that end early. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class AsyncTransactionLiveTest {
    private static final Document SLOW = new Document("$where", "sleep(300) || true");

    private static final TransactionOptions SHORT = new TransactionOptions().timeout(Duration.ofMillis(300));

    private final MongoClient blocking = MongoClient.create(ReplicaSet.shared().uri());
    private final AsyncMongoClient client = blocking.async();
    private final MongoCollection<Document> stored =
            blocking.database("async_transactions").collection("people");
    private final AsyncMongoCollection<Document> people = stored.async();

    /** What other tests have left. */
    private long openBefore;

    @BeforeEach
    void empty() {
        openBefore = openTransactions();
        stored.drop();
        stored.insertOne(new Document("_id", 0).append("n", 0));
    }

    @AfterEach
    void close() {
        blocking.close();
    }

    private static Document id(int number) {
        return new Document("_id", number);
    }

    private CompletableFuture<InsertOneResult> insert(AsyncClientSession session, int number) {
        return people.with(session).insertOne(id(number));
    }

    private long openTransactions() {
        var status = blocking.database("admin").runCommand(new Document("serverStatus", 1));
        return status.document("transactions").int64("currentOpen");
    }

    private void requireNothingLeft() throws InterruptedException {
        for (int attempt = 0; openTransactions() > openBefore && attempt < 100; attempt++) {
            Thread.sleep(10);
        }
        assertThat(openTransactions()).isLessThanOrEqualTo(openBefore);
        assertThat(stored.countDocuments()).isEqualTo(1);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        var failed = catchThrowableOfType(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
        return Objects.requireNonNull(failed.getCause());
    }

    @Test
    void whatEndsATransactionIsDoneAlthoughItIsCancelled() throws Exception {
        for (int i = 1; i <= 10; i++) {
            var session = client.startSession();
            session.startTransaction();
            insert(session, i).join();
            session.abortTransaction().cancel(true);
            while (session.isInTransaction()) {
                Thread.sleep(1);
            }
            session.close().cancel(true);
            while (!session.isClosed()) {
                Thread.sleep(1);
            }
        }
        requireNothingLeft();
    }

    @Test
    void theTransactionIsCommittedAfterTheStageOfTheBody() throws Exception {
        var result = client.callInTransaction(session -> insert(session, 1)
                .thenCompose(first -> insert(session, 2))
                .thenApply(second -> second.insertedId() + " while there are " + stored.countDocuments()));

        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("2 while there are 1");
        assertThat(stored.countDocuments()).isEqualTo(3);
    }

    @Test
    void aStageMayHaveTheResultOfAnOperation() throws Exception {
        client.inTransaction(session -> insert(session, 1)).get(30, TimeUnit.SECONDS);

        assertThat(stored.countDocuments()).isEqualTo(2);
    }

    @Test
    void aSessionRunsOneTransactionAfterTheOther() throws Exception {
        var session = client.startSession();
        session.inTransaction(same -> insert(same, 1))
                .thenCompose(done -> session.callInTransaction(same -> insert(same, 2)))
                .thenCompose(done -> session.close())
                .get(30, TimeUnit.SECONDS);

        assertThat(session.isClosed()).isTrue();
        assertThat(stored.countDocuments()).isEqualTo(3);
    }

    @Test
    void withoutABodyTheProgramCommitsAndAborts() throws Exception {
        var session = client.startSession();
        session.startTransaction();
        insert(session, 1).thenCompose(done -> session.commitTransaction()).get(30, TimeUnit.SECONDS);
        session.startTransaction();
        insert(session, 2).thenCompose(done -> session.abortTransaction()).get(30, TimeUnit.SECONDS);
        session.close().get(30, TimeUnit.SECONDS);

        assertThat(stored.find().map(it -> it.int32("_id")).toList()).containsExactly(0, 1);
    }

    /** The other transaction holds the document until the body has failed once. */
    @Test
    void aWriteConflictTriesAllOfItAgain() throws Exception {
        var other = blocking.startSession();
        other.startTransaction();
        stored.with(other).updateOne(id(0), new Document("$set", new Document("n", 1)));
        var attempts = new AtomicInteger();
        AsyncTransactionBody<?> body = session -> {
            attempts.incrementAndGet();
            return insert(session, 1)
                    .thenCompose(done ->
                            people.with(session).updateOne(id(0), new Document("$set", new Document("n", 2))))
                    .whenComplete((done, failure) -> other.close());
        };
        client.inTransaction(body).get(30, TimeUnit.SECONDS);

        assertThat(attempts).hasValue(2);
        assertThat(stored.countDocuments()).isEqualTo(2);
        assertThat(stored.findOne(id(0)).orElseThrow().int32("n")).isEqualTo(2);
    }

    @Test
    void aFailedStageAbortsAndComesAsItIs() throws Exception {
        var wrong = new IOException("wrong");
        var failed = client.inTransaction(session -> insert(session, 1).thenCompose(done -> {
            throw new CompletionException(wrong);
        }));
        assertThat(failure(failed)).isSameAs(wrong);
        requireNothingLeft();

        var duplicate = client.inTransaction(session ->
                insert(session, 1).thenCompose(done -> insert(session, 0)).thenApply(done -> 1));
        assertThat(failure(duplicate)).isInstanceOf(DuplicateKeyException.class);
        requireNothingLeft();
    }

    @Test
    void aBodyThatThrowsOrReturnsNoStageAborts() throws Exception {
        var wrong = new IOException("wrong");
        assertThat(failure(client.inTransaction(session -> {
                    insert(session, 1).get(30, TimeUnit.SECONDS);
                    throw wrong;
                })))
                .isSameAs(wrong);
        requireNothingLeft();

        assertThat(failure(client.inTransaction(session -> {
                    insert(session, 1).get(30, TimeUnit.SECONDS);
                    return none();
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned null instead of a CompletionStage");
        requireNothingLeft();
    }

    @SuppressWarnings("NullAway") // as a program may that is not checked
    private static CompletionStage<String> none() {
        return null;
    }

    @Test
    void aStageThatNeverCompletesEndsWithTheTimeout() throws Exception {
        var stage = new CompletableFuture<String>();
        var session = client.startSession();
        var endless = session.inTransaction(SHORT, same -> {
            insert(same, 1).get(30, TimeUnit.SECONDS);
            return stage;
        });

        assertThat(failure(endless)).isInstanceOfSatisfying(OperationTimeoutException.class, timeout -> {
            assertThat(timeout.lastStep().step()).isEqualTo(Step.BODY);
            assertThat(timeout.timeout()).isEqualTo(Duration.ofMillis(300));
            assertThat(timeout).hasMessageContaining("the stage of the body of a transaction did not complete within");
            assertThat(timeout.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(timeout).hasMessageContaining("was aborted").message().doesNotContain("with(session)");
        });
        assertThat(stage).isCancelled();
        assertThat(session.isClosed()).isTrue();
        requireNothingLeft();
    }

    @Test
    void aTimeoutSaysThatNoOperationRanInTheSession() throws Exception {
        var endless = client.inTransaction(
                SHORT, session -> people.countDocuments().thenCompose(count -> new CompletableFuture<String>()));

        assertThat(failure(endless)).isInstanceOfSatisfying(OperationTimeoutException.class, timeout -> {
            assertThat(timeout.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(timeout.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            assertThat(timeout)
                    .hasMessageContaining("No operation has run in the session of the transaction")
                    .hasMessageContaining("with(session)");
        });
        requireNothingLeft();
    }

    /** What a body starts after it was given up must not be executed outside of the transaction. */
    @Test
    void cancellingAbortsAndNothingOfTheBodyRunsAfterThat() throws Exception {
        var reached = new CompletableFuture<AsyncClientSession>();
        var continued = new CompletableFuture<Void>();
        var later = new AtomicReference<CompletableFuture<InsertOneResult>>();
        var stage = new AtomicReference<CompletableFuture<?>>();
        var session = client.startSession();
        var running = session.inTransaction(same -> {
            var second = insert(same, 1)
                    .thenCompose(done -> {
                        reached.complete(same);
                        return continued;
                    })
                    .thenCompose(done -> {
                        later.set(insert(same, 2));
                        return later.get();
                    });
            stage.set(second.thenApply(done -> "all"));
            return stage.get();
        });
        reached.get(30, TimeUnit.SECONDS);
        assertThat(openTransactions()).isEqualTo(openBefore + 1);

        running.cancel(true);
        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
        requireNothingLeft();
        assertThat(stage.get()).isCancelled();
        continued.complete(null);
        assertThat(failure(later.get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the session has ended");
        requireNothingLeft();
    }

    @Test
    void cancellingDuringAnOperationAbortsAfterIt() throws Exception {
        var begun = new CompletableFuture<Void>();
        var slow = new Document("$where", "sleep(1000) || true");
        var running = client.inTransaction(session -> insert(session, 1)
                .thenCompose(done -> {
                    begun.complete(null);
                    return people.with(session).find(slow).toList();
                })
                .thenApply(found -> 1));
        begun.get(30, TimeUnit.SECONDS);
        Thread.sleep(100);
        running.cancel(true);

        assertThat(running).isCancelled();
        Thread.sleep(1000);
        requireNothingLeft();
    }

    @Test
    void operationsOfAScopeRunInTheSession() throws Exception {
        var session = client.startSession();
        session.startTransaction();
        session.call(() -> people.insertOne(id(1))).get(30, TimeUnit.SECONDS);
        session.run(() -> people.insertOne(id(2)).join());
        assertThat(stored.countDocuments()).isEqualTo(1);
        session.commitTransaction().get(30, TimeUnit.SECONDS);
        session.close().get(30, TimeUnit.SECONDS);

        assertThat(stored.countDocuments()).isEqualTo(3);
    }

    @Test
    void operationsThatAreNotChainedAreRejected() throws Exception {
        var session = client.startSession();
        session.startTransaction();
        insert(session, 1).get(30, TimeUnit.SECONDS);
        var slow = people.with(session)
                .find(new Document("$where", "sleep(300) || true"))
                .toList();
        Thread.sleep(100);
        assertThat(failure(insert(session, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thenCompose");
        slow.get(30, TimeUnit.SECONDS);
        session.commitTransaction().get(30, TimeUnit.SECONDS);
        session.close().get(30, TimeUnit.SECONDS);

        assertThat(stored.countDocuments()).isEqualTo(2);
    }

    /** Takes longer than a body that does not wait for it. */
    private CompletableFuture<List<Document>> slowly(AsyncClientSession session) {
        return people.with(session).find(SLOW).toList();
    }

    @Test
    void aBodyThatDoesNotWaitForItsOperationsIsNotCommitted() throws Exception {
        var slow = new AtomicReference<CompletableFuture<?>>();
        var hasty = client.inTransaction(session -> {
            insert(session, 1).get(30, TimeUnit.SECONDS);
            slow.set(slowly(session));
            Thread.sleep(100);
            return CompletableFuture.completedFuture("done");
        });

        assertThat(failure(hasty)).isInstanceOf(IllegalStateException.class).hasMessageContaining("thenCompose");
        slow.get().handle((found, failure) -> 1).get(30, TimeUnit.SECONDS);
        requireNothingLeft();
    }

    /** The second operation is in a future that nobody holds. */
    @Test
    void aStageThatOmitsAnOperationIsNotCommitted() throws Exception {
        @SuppressWarnings("FutureReturnValueIgnored") // that is the mistake
        var omitted = client.inTransaction(session -> insert(session, 1).thenApply(first -> insert(session, 2)));
        assertThat(failure(omitted))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has completed with another stage")
                .hasMessageContaining("Use thenCompose instead of thenApply");
        requireNothingLeft();

        var lost = new AtomicReference<CompletableFuture<?>>();
        var session = client.startSession();
        var hasty = session.inTransaction(same -> {
            lost.set(slowly(same));
            return CompletableFuture.completedFuture("done");
        });
        assertThat(failure(hasty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an operation that its body has started has not ended: Future of an operation")
                .hasMessageContaining("thenCompose");
        assertThat(lost.get()).isCancelled();
        // By the operation, which may still be ending.
        for (int attempt = 0; !session.isClosed() && attempt < 1_000; attempt++) {
            Thread.sleep(10);
        }
        assertThat(session.isClosed()).isTrue();
        requireNothingLeft();
    }

    @Test
    void anOperationInTheScopeOfTheSessionMustEndWithTheStage() throws Exception {
        var omitted = client.inTransaction(session -> {
            var unused = session.call(() -> people.find(SLOW).toList());
            return CompletableFuture.completedFuture("done");
        });

        assertThat(failure(omitted)).isInstanceOf(IllegalStateException.class).hasMessageContaining("thenCompose");
        requireNothingLeft();
    }

    /** The one that is still in progress must not be executed outside of the transaction. */
    @Test
    void aFailedStageCancelsWhatTheBodyDidNotWaitFor() throws Exception {
        var lost = new AtomicReference<CompletableFuture<?>>();
        var wrong = new IOException("wrong");
        var failed = client.inTransaction(session -> {
            lost.set(slowly(session));
            return CompletableFuture.failedFuture(wrong);
        });

        assertThat(failure(failed)).isSameAs(wrong);
        assertThat(lost.get()).isDone();
        requireNothingLeft();
    }

    @Test
    void aBlockingBodyWaitsForOperationsOfTheAsyncApiToo() throws Exception {
        assertThatThrownBy(() -> blocking.inTransaction(session -> {
                    var unused = slowly(session.async());
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has not ended: Future of an operation");
        requireNothingLeft();

        var found = new CompletableFuture<List<Document>>();
        assertThatThrownBy(() -> blocking.inTransaction(session -> {
                    stored.with(session).insertOne(id(1));
                    Thread.ofPlatform()
                            .name("other")
                            .start(() -> found.complete(
                                    stored.with(session).find(SLOW).toList()));
                    Thread.sleep(100);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread 'other' is still running an operation in its session");
        found.get(30, TimeUnit.SECONDS);
        requireNothingLeft();
    }
}
