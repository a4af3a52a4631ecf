package dev.morelia.compat.live;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ServerAddress;
import com.mongodb.TransactionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.TransactionBody;
import com.mongodb.internal.TimeoutContext;
import com.mongodb.internal.observability.micrometer.TransactionSpan;
import com.mongodb.session.ServerSession;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** A session as frameworks wrap it. */
record WrappedSession(ClientSession inner) implements ClientSession {
    @Override
    public @Nullable ServerAddress getPinnedServerAddress() {
        return inner.getPinnedServerAddress();
    }

    @Override
    public @Nullable Object getTransactionContext() {
        return inner.getTransactionContext();
    }

    @Override
    public void setTransactionContext(ServerAddress address, Object context) {
        inner.setTransactionContext(address, context);
    }

    @Override
    public void clearTransactionContext() {
        inner.clearTransactionContext();
    }

    @Override
    public @Nullable BsonDocument getRecoveryToken() {
        return inner.getRecoveryToken();
    }

    @Override
    public void setRecoveryToken(BsonDocument token) {
        inner.setRecoveryToken(token);
    }

    @Override
    public ClientSessionOptions getOptions() {
        return inner.getOptions();
    }

    @Override
    public boolean isCausallyConsistent() {
        return inner.isCausallyConsistent();
    }

    @Override
    public Object getOriginator() {
        return inner.getOriginator();
    }

    @Override
    public ServerSession getServerSession() {
        return inner.getServerSession();
    }

    @Override
    public BsonTimestamp getOperationTime() {
        return inner.getOperationTime();
    }

    @Override
    public void advanceOperationTime(@Nullable BsonTimestamp time) {
        inner.advanceOperationTime(time);
    }

    @Override
    public void advanceClusterTime(@Nullable BsonDocument time) {
        inner.advanceClusterTime(time);
    }

    @Override
    public void setSnapshotTimestamp(@Nullable BsonTimestamp time) {
        inner.setSnapshotTimestamp(time);
    }

    @Override
    public @Nullable BsonTimestamp getSnapshotTimestamp() {
        return inner.getSnapshotTimestamp();
    }

    @Override
    public BsonDocument getClusterTime() {
        return inner.getClusterTime();
    }

    @Override
    public @Nullable TimeoutContext getTimeoutContext() {
        return inner.getTimeoutContext();
    }

    @Override
    public boolean hasActiveTransaction() {
        return inner.hasActiveTransaction();
    }

    @Override
    public boolean notifyMessageSent() {
        return inner.notifyMessageSent();
    }

    @Override
    public void notifyOperationInitiated(Object operation) {
        inner.notifyOperationInitiated(operation);
    }

    @Override
    public TransactionOptions getTransactionOptions() {
        return inner.getTransactionOptions();
    }

    @Override
    public void startTransaction() {
        inner.startTransaction();
    }

    @Override
    public void startTransaction(TransactionOptions options) {
        inner.startTransaction(options);
    }

    @Override
    public void commitTransaction() {
        inner.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        inner.abortTransaction();
    }

    @Override
    public <T> T withTransaction(TransactionBody<T> body) {
        return inner.withTransaction(body);
    }

    @Override
    public <T> T withTransaction(TransactionBody<T> body, TransactionOptions options) {
        return inner.withTransaction(body, options);
    }

    @Override
    public @Nullable TransactionSpan getTransactionSpan() {
        return inner.getTransactionSpan();
    }

    @Override
    public void close() {
        inner.close();
    }
}
