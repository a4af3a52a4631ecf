package dev.morelia.async;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The async API of a {@link ClientSession}: operations that belong together. For one operation at a time: one that
 * begins before another one has ended fails with an {@link IllegalStateException}, so chain them.
 *
 * <pre>{@code
 * var session = client.startSession();
 * people.with(session).insertOne(ada)
 *         .thenCompose(inserted -> people.with(session).insertOne(grace))
 *         .whenComplete((inserted, failure) -> session.close());
 * }</pre>
 *
 * <p>Close it after its last operation. Operations after that fail with an {@link IllegalStateException}.
 */
public final class AsyncClientSession {
    private final ClientSession blocking;
    private final Bridge bridge;
    private final ExplicitSession session;

    /** For {@link ClientSession#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncClientSession(ClientSession blocking, Bridge bridge, ExplicitSession session) {
        this.blocking = blocking;
        // A commit does not queue after operations that may be waiting for the connection of the transaction.
        this.bridge = bridge.with(null, session);
        this.session = session;
    }

    /** The same session with the blocking API. */
    public ClientSession blocking() {
        return blocking;
    }

    /** As {@link ClientSession#client()}. */
    public AsyncMongoClient client() {
        return blocking.client().async();
    }

    /** As {@link ClientSession#options()}. */
    public SessionOptions options() {
        return blocking.options();
    }

    /** As {@link ClientSession#id()}. */
    public @Nullable Document id() {
        return blocking.id();
    }

    /** As {@link ClientSession#clusterTime()}. */
    public @Nullable Document clusterTime() {
        return blocking.clusterTime();
    }

    /** As {@link ClientSession#operationTime()}. */
    public @Nullable Timestamp operationTime() {
        return blocking.operationTime();
    }

    /** As {@link ClientSession#snapshotTime()}. */
    public @Nullable Timestamp snapshotTime() {
        return blocking.snapshotTime();
    }

    /** As {@link ClientSession#advanceClusterTime(Document)}. */
    public void advanceClusterTime(Document clusterTime) {
        blocking.advanceClusterTime(clusterTime);
    }

    /** As {@link ClientSession#advanceOperationTime(Timestamp)}. */
    public void advanceOperationTime(Timestamp operationTime) {
        blocking.advanceOperationTime(operationTime);
    }

    /** As {@link ClientSession#startTransaction()}: sends nothing. */
    public void startTransaction() {
        blocking.startTransaction();
    }

    /** As {@link ClientSession#startTransaction(TransactionOptions)}: sends nothing. */
    public void startTransaction(TransactionOptions options) {
        blocking.startTransaction(options);
    }

    /**
     * As {@link ClientSession#commitTransaction()}. Completes when the transaction is committed. Cancelling it leaves
     * unknown whether that happens; it may be called again.
     */
    public CompletableFuture<Void> commitTransaction() {
        return bridge.run(Action.of(() -> blocking.commitTransaction()));
    }

    /** As {@link #commitTransaction()}, within a timeout: see {@link ClientSession#commitTransaction(Duration)}. */
    public CompletableFuture<Void> commitTransaction(Duration timeout) {
        return bridge.run(Action.of(() -> blocking.commitTransaction(timeout)));
    }

    /**
     * As {@link ClientSession#abortTransaction()}. Completes when the server has aborted the transaction, or cannot be
     * reached. Does not wait until fewer operations are in flight, as it ends what these may wait for. If it is
     * cancelled, the transaction is aborted all the same.
     */
    public CompletableFuture<Void> abortTransaction() {
        return bridge.runToEnd(() -> blocking.abortTransaction());
    }

    /** As {@link #abortTransaction()}, within a timeout: see {@link ClientSession#abortTransaction(Duration)}. */
    public CompletableFuture<Void> abortTransaction(Duration timeout) {
        return bridge.runToEnd(() -> blocking.abortTransaction(timeout));
    }

    /** As {@link ClientSession#isInTransaction()}. */
    public boolean isInTransaction() {
        return blocking.isInTransaction();
    }

    /** As {@link #inTransaction(TransactionOptions, AsyncTransactionBody)}, with the default options of the session. */
    public CompletableFuture<Void> inTransaction(AsyncTransactionBody<?> body) {
        return inTransaction(new TransactionOptions(), body);
    }

    /**
     * Runs a transaction: starts it, calls the body, waits for the stage that it returns, and commits. Tries it again
     * and aborts it as {@link ClientSession#inTransaction(TransactionOptions, dev.morelia.TransactionBody)} does.
     *
     * <pre>{@code
     * session.inTransaction(same -> accounts.with(same).updateOne(eq("_id", from), inc("balance", -amount))
     *         .thenCompose(done -> accounts.with(same).updateOne(eq("_id", to), inc("balance", amount))));
     * }</pre>
     *
     * <p>Fails with what the body has thrown or its stage has failed with; with an {@link IllegalStateException} if the
     * body returns null, or its stage completes while an operation that the body has started in the session has not
     * ended, which is then cancelled, or completes with another stage; and with an {@link
     * dev.morelia.error.OperationTimeoutException} if the stage is not complete when the timeout of the transaction has
     * passed. Without a timeout it may take as long as it likes, as far as the server permits.
     *
     * @return completes when the transaction is committed, or aborted for good. Cancelling it cancels the stage of the
     *     body, aborts the transaction, and closes the session, as operations of the body may still begin; if one is
     *     running, after that. So do the timeout and an operation that the body did not wait for
     */
    public CompletableFuture<Void> inTransaction(TransactionOptions options, AsyncTransactionBody<?> body) {
        return bridge.runUnbounded(Action.of(() -> blocking.inTransaction(options, same -> await(body))));
    }

    /** As {@link #inTransaction(AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(AsyncTransactionBody<R> body) {
        return callInTransaction(new TransactionOptions(), body);
    }

    /** As {@link #inTransaction(TransactionOptions, AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(
            TransactionOptions options, AsyncTransactionBody<R> body) {
        return bridge.runUnbounded(() -> blocking.callInTransaction(options, same -> await(body)));
    }

    /** Calls the body of a transaction and waits for it; if it is abandoned, nothing of it may run outside of that. */
    <R extends @Nullable Object> R await(AsyncTransactionBody<R> body) throws Exception {
        return bridge.awaitBody(() -> Argument.notNull("body", body).run(this), session.deadline(), blocking::close);
    }

    /**
     * Runs code whose operations run in this session without naming it: those that it starts itself, on this thread and
     * on views of the same client that name no session of their own. What it starts when one of them has completed is
     * no part of that. May be nested.
     */
    public void run(Runnable code) {
        blocking.run(code);
    }

    /**
     * As {@link #run}, with a result, such as the future of an operation: {@code session.call(() -> people.save(ada))}.
     *
     * @return what the code returned
     * @throws Exception what the code has thrown
     */
    public <R extends @Nullable Object> R call(Callable<R> code) throws Exception {
        return blocking.call(code);
    }

    /** As {@link ClientSession#pinnedAddress()}. */
    public @Nullable ServerAddress pinnedAddress() {
        return blocking.pinnedAddress();
    }

    /** As {@link ClientSession#isPinned()}. */
    public boolean isPinned() {
        return blocking.isPinned();
    }

    /** As {@link ClientSession#isDirty()}. */
    public boolean isDirty() {
        return blocking.isDirty();
    }

    /** As {@link ClientSession#isClosed()}. */
    public boolean isClosed() {
        return blocking.isClosed();
    }

    /**
     * Aborts a transaction in progress, or one whose commit could not be sent, and ends the session; while an operation
     * is running in it, as soon as that is over. May be repeated. Does not wait until fewer operations are in flight.
     *
     * @return completes when that is done, or left to the running operation; never fails. If it is cancelled, the
     *     session is closed all the same
     */
    public CompletableFuture<Void> close() {
        return bridge.runToEnd(() -> blocking.close());
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
