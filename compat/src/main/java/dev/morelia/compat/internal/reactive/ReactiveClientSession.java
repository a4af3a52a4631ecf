package dev.morelia.compat.internal.reactive;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ServerAddress;
import com.mongodb.TransactionOptions;
import com.mongodb.internal.TimeoutContext;
import com.mongodb.internal.observability.micrometer.TransactionSpan;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.session.ServerSession;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A session of the reactive interfaces over a blocking one. Thread-safe as that is. */
final class ReactiveClientSession implements ClientSession {
    private final Publishers publishers;
    private final com.mongodb.client.ClientSession blocking;
    private final ReactiveServerSession serverSession;
    private volatile boolean closed;

    ReactiveClientSession(Publishers publishers, com.mongodb.client.ClientSession blocking) {
        this.blocking = blocking;
        this.serverSession = new ReactiveServerSession(blocking, new ReentrantLock(true));
        this.publishers = publishers.in(this);
    }

    /**
     * The blocking session behind a reactive one, which frameworks may have wrapped.
     *
     * @throws IllegalArgumentException if it is null, or not one of this driver
     */
    static com.mongodb.client.ClientSession blocking(ClientSession session) {
        return own(session).session();
    }

    /** The lock that each operation of the session holds while it runs. */
    static ReentrantLock turns(ClientSession session) {
        return own(session).turns();
    }

    private static ReactiveServerSession own(ClientSession session) {
        if (session != null && session.getServerSession() instanceof ReactiveServerSession own) {
            return own;
        }
        throw new IllegalArgumentException(
                session == null ? "clientSession can not be null" : "not a session of this driver: " + session);
    }

    @Override
    public boolean hasActiveTransaction() {
        return blocking.hasActiveTransaction();
    }

    @Override
    public boolean notifyMessageSent() {
        return blocking.notifyMessageSent();
    }

    @Override
    public void notifyOperationInitiated(Object value) {
        blocking.notifyOperationInitiated(value);
    }

    @Override
    public TransactionOptions getTransactionOptions() {
        return blocking.getTransactionOptions();
    }

    @Override
    public void startTransaction() {
        blocking.startTransaction();
    }

    @Override
    public void startTransaction(TransactionOptions options) {
        blocking.startTransaction(options);
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return publishers.end(blocking::commitTransaction);
    }

    @Override
    public Publisher<Void> abortTransaction() {
        return publishers.end(blocking::abortTransaction);
    }

    @Override
    public @Nullable TransactionSpan getTransactionSpan() {
        return blocking.getTransactionSpan();
    }

    @Override
    public @Nullable ServerAddress getPinnedServerAddress() {
        return blocking.getPinnedServerAddress();
    }

    @Override
    public @Nullable Object getTransactionContext() {
        return blocking.getTransactionContext();
    }

    @Override
    public void setTransactionContext(ServerAddress address, Object value) {
        blocking.setTransactionContext(address, value);
    }

    @Override
    public void clearTransactionContext() {
        blocking.clearTransactionContext();
    }

    @Override
    public @Nullable BsonDocument getRecoveryToken() {
        return blocking.getRecoveryToken();
    }

    @Override
    public void setRecoveryToken(BsonDocument value) {
        blocking.setRecoveryToken(value);
    }

    @Override
    public ClientSessionOptions getOptions() {
        return blocking.getOptions();
    }

    @Override
    public boolean isCausallyConsistent() {
        return blocking.isCausallyConsistent();
    }

    @Override
    public Object getOriginator() {
        return blocking.getOriginator();
    }

    @Override
    public ServerSession getServerSession() {
        if (closed) {
            throw new IllegalStateException("state should be: open");
        }
        return serverSession;
    }

    @Override
    public @Nullable BsonTimestamp getOperationTime() {
        return blocking.getOperationTime();
    }

    @Override
    public void advanceOperationTime(@Nullable BsonTimestamp value) {
        blocking.advanceOperationTime(value);
    }

    @Override
    public void advanceClusterTime(@Nullable BsonDocument value) {
        blocking.advanceClusterTime(value);
    }

    @Override
    public void setSnapshotTimestamp(@Nullable BsonTimestamp value) {
        blocking.setSnapshotTimestamp(value);
    }

    @Override
    public @Nullable BsonTimestamp getSnapshotTimestamp() {
        return blocking.getSnapshotTimestamp();
    }

    @Override
    public @Nullable BsonDocument getClusterTime() {
        return blocking.getClusterTime();
    }

    @Override
    public void close() {
        closed = true;
        if (blocking.hasActiveTransaction() || serverSession.turns().isLocked()) {
            // Waits for an operation that was cancelled, or aborts the transaction; the caller must not.
            publishers.start(blocking::close);
        } else {
            blocking.close();
        }
    }

    @Override
    public @Nullable TimeoutContext getTimeoutContext() {
        return blocking.getTimeoutContext();
    }

    /** Of newer versions of the official driver, which retry by a policy of their own; Morelia does not need it. */
    public @Nullable Object getOverloadRetryPolicyState() {
        return null;
    }
}
