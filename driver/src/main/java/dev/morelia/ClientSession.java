package dev.morelia;

import dev.morelia.async.AsyncClientSession;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.client.Transactions;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A session: operations that belong together. It gives causal consistency (a read sees what the session has read and
 * written before, even on a secondary), transactions, or reads of one snapshot.
 *
 * <pre>{@code
 * try (var session = client.startSession()) {
 *     people.with(session).insertOne(ada);
 *     people.with(session).with(ReadPreference.secondary()).findOne(eq("name", "Ada"));   // finds her
 * }
 * }</pre>
 *
 * <p>For one thread at a time; two threads that use it at once get an {@link IllegalStateException}. Close it when it
 * is not needed any more, so that the server's side can be used again. Operations after that throw an {@link
 * IllegalStateException}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#clientsession">Driver Sessions</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/causal-consistency/causal-consistency.md">Causal Consistency</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md">Transactions</a>
 */
public final class ClientSession implements AutoCloseable {
    private final MongoClient client;
    private final ExplicitSession session;
    private final Transactions transactions;
    private final Bridge bridge;

    ClientSession(MongoClient client, ExplicitSession session, Transactions transactions, Bridge bridge) {
        this.client = client;
        this.session = session;
        this.transactions = transactions;
        this.bridge = bridge;
    }

    /**
     * The view of the client that it was started from. What is done with that view does not run in the session, unless
     * by {@code session.client().with(session)}.
     */
    public MongoClient client() {
        return client;
    }

    /** The same session with the async API. */
    public AsyncClientSession async() {
        return new AsyncClientSession(this, bridge, session);
    }

    /** The options that it was started with. */
    public SessionOptions options() {
        return session.options();
    }

    /** The id ({@code lsid}) that its commands carry; null before the first one. */
    public @Nullable Document id() {
        return Transactions.document(session.id());
    }

    /** The highest cluster time that it has seen; null if none. */
    public @Nullable Document clusterTime() {
        return Transactions.document(session.ownClusterTime());
    }

    /** The time of the last operation that it has seen; null if there was none, or the server has no such times. */
    public @Nullable Timestamp operationTime() {
        return session.operationTime();
    }

    /**
     * The point in time that the reads of a snapshot session see; null before the first read, and in other sessions.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/snapshot-sessions.md#snapshottime">Snapshot Reads</a>
     */
    public @Nullable Timestamp snapshotTime() {
        return session.snapshotTime();
    }

    /**
     * Moves the cluster time forward to that of another session, if that is later.
     *
     * @throws IllegalArgumentException if it is not a cluster time
     */
    public void advanceClusterTime(Document clusterTime) {
        Transactions.advanceClusterTime(session, Argument.notNull("clusterTime", clusterTime));
    }

    /** Moves the operation time forward to that of another session, if that is later. */
    public void advanceOperationTime(Timestamp operationTime) {
        session.advanceOperationTime(Argument.notNull("operationTime", operationTime));
    }

    /**
     * Starts a transaction with the default options of the session; see {@link #startTransaction(TransactionOptions)}.
     */
    public void startTransaction() {
        startTransaction(new TransactionOptions());
    }

    /**
     * Starts a transaction: all operations on views with this session belong to it until it is committed or aborted.
     * The server learns of it with the first of them. Read concern, write concern and read preference of the views do
     * not apply. {@link #inTransaction} does this, and retries, by itself.
     *
     * @throws IllegalStateException if a transaction is in progress, this is a snapshot session, or it is closed
     * @throws IllegalArgumentException if the write concern is unacknowledged
     */
    public void startTransaction(TransactionOptions options) {
        session.startTransaction(Argument.notNull("options", options));
    }

    /**
     * Commits the transaction; tried once more after a retryable error. May be called again after an error with the
     * label {@code UnknownTransactionCommitResult}; then a majority must acknowledge it.
     *
     * @throws IllegalStateException if there is none, or it was aborted
     * @throws dev.morelia.error.MongoException if it failed, or it is unknown whether the transaction was committed
     */
    public void commitTransaction() {
        transactions.commit(null);
    }

    /**
     * As {@link #commitTransaction()}, within a timeout that replaces the one of the transaction.
     *
     * @param timeout how long it may take with all retries; zero for no limit
     * @throws IllegalArgumentException if it is negative
     */
    public void commitTransaction(Duration timeout) {
        transactions.commit(Argument.duration("timeout", timeout));
    }

    /**
     * Aborts the transaction. Errors of the server are ignored, as it aborts the transaction anyway after a while. If
     * the thread is interrupted, it is still aborted.
     *
     * @throws IllegalStateException if there is none, or it was committed or aborted
     */
    public void abortTransaction() {
        transactions.abort(null);
    }

    /**
     * As {@link #abortTransaction()}, within a timeout that replaces the one of the transaction.
     *
     * @param timeout how long it may take with all retries; zero for no limit
     * @throws IllegalArgumentException if it is negative
     */
    public void abortTransaction(Duration timeout) {
        transactions.abort(Argument.duration("timeout", timeout));
    }

    /** Whether operations belong to a transaction: one was started, and not committed or aborted. */
    public boolean isInTransaction() {
        return session.isInTransaction();
    }

    /** As {@link #inTransaction(TransactionOptions, TransactionBody)}, with the default options of the session. */
    public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
        inTransaction(new TransactionOptions(), body);
    }

    /**
     * Runs a transaction: starts it, calls the body, and commits it. If the body throws, the transaction is aborted. If
     * the error has the label {@code TransientTransactionError}, all of it is tried again, after a random pause that
     * grows from 5 to 500 ms; a commit whose result is unknown is tried again alone. This ends when the
     * timeout of the transaction or of the client view has passed, without one after 120 seconds. Called {@code
     * withTransaction} by other drivers.
     *
     * <p>The body may be called several times: it should change nothing but the data. It must let the errors of its
     * operations pass as they are: where it catches one, nothing is committed, and where it throws another exception
     * instead, nothing is tried again. It may commit or abort the transaction itself; then nothing more happens.
     *
     * @throws X what the body has thrown
     * @throws dev.morelia.error.OperationTimeoutException if no time was left to try it again; with the last error as
     *     its cause, and the labels of that
     * @throws dev.morelia.error.MongoException if the transaction could not be committed, or the body has thrown it
     * @throws IllegalStateException if a transaction is in progress, this is a snapshot session, or it is closed
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions-convenient-api/transactions-convenient-api.md">Convenient API for Transactions</a>
     */
    public <X extends Exception> void inTransaction(TransactionOptions options, TransactionBody<X> body) throws X {
        Argument.notNull("body", body);
        callInTransaction(options, session -> {
            body.run(session);
            return null;
        });
    }

    /** As {@link #inTransaction(TransactionBody)}, with a result. */
    public <R extends @Nullable Object, X extends Exception> R callInTransaction(TransactionBody.WithResult<R, X> body)
            throws X {
        return callInTransaction(new TransactionOptions(), body);
    }

    /**
     * As {@link #inTransaction(TransactionOptions, TransactionBody)}, with a result.
     *
     * @return what the last call of the body returned
     */
    public <R extends @Nullable Object, X extends Exception> R callInTransaction(
            TransactionOptions options, TransactionBody.WithResult<R, X> body) throws X {
        Argument.notNull("body", body);
        return transactions.run(Argument.notNull("options", options), () -> body.call(this));
    }

    /**
     * Runs code whose operations run in this session without naming it, as far as they are executed by this thread and
     * on views of the same client that name no session of their own. May be nested.
     *
     * <pre>{@code
     * session.run(() -> repository.save(ada));   // repository knows nothing of sessions
     * }</pre>
     */
    public void run(Runnable code) {
        Argument.notNull("code", code);
        transactions.scoped(() -> {
            code.run();
            return null;
        });
    }

    /**
     * As {@link #run}, with a result.
     *
     * @return what the code returned
     * @throws Exception what the code has thrown
     */
    public <R extends @Nullable Object> R call(Callable<R> code) throws Exception {
        Argument.notNull("code", code);
        return transactions.scoped(code::call);
    }

    /** The mongos that its transaction is bound to; null if it is not bound, or to no mongos. */
    public @Nullable ServerAddress pinnedAddress() {
        return transactions.pinnedAddress();
    }

    /** Whether its transaction is bound to a mongos, or to a connection behind a load balancer. */
    public boolean isPinned() {
        return session.pin() != null;
    }

    /**
     * Whether a connection broke during one of its commands. The server may still be executing that, so no other
     * session will reuse the id of this one.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#dirty-server-session">Driver Sessions: dirty server session</a>
     */
    public boolean isDirty() {
        return session.isDirty();
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return session.hasEnded();
    }

    /**
     * Aborts a transaction in progress, or one whose commit could not be sent, and ends the session; while an operation
     * is running in it, as soon as that is over. Never throws; may be repeated; any thread may call it.
     */
    @Override
    public void close() {
        transactions.close();
    }

    ExplicitSession session() {
        return session;
    }

    @Override
    public String toString() {
        return "ClientSession[" + session.state() + "]";
    }
}
