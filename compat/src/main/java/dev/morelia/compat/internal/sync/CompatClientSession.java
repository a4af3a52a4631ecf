package dev.morelia.compat.internal.sync;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoClientException;
import com.mongodb.ServerAddress;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.TransactionBody;
import com.mongodb.internal.TimeoutContext;
import com.mongodb.internal.observability.micrometer.TransactionSpan;
import com.mongodb.session.ServerSession;
import dev.morelia.bson.Timestamp;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.SessionOptions;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.CompatServerSession;
import dev.morelia.compat.internal.view.Origin;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * A session. For one thread at a time. The name of this class matters: frameworks recognize the {@code
 * IllegalStateException} of a session by a class in its stack trace whose name contains {@code ClientSession}.
 */
public final class CompatClientSession implements ClientSession {
    private final dev.morelia.ClientSession ours;
    private final ClientSessionOptions options;
    private final CompatServerSession server;
    private final Object originator;
    /** The options of the present or the last transaction. */
    private @Nullable TransactionOptions transactionOptions;

    CompatClientSession(
            dev.morelia.ClientSession ours, ClientSessionOptions options, Origin origin, Object originator) {
        this.ours = ours;
        this.options = options;
        this.server = new CompatServerSession(ours, origin);
        this.originator = originator;
    }

    private void requireOpen() {
        if (ours.isClosed()) {
            throw new IllegalStateException("state should be: open");
        }
    }

    // ---- what it is

    @Override
    public ClientSessionOptions getOptions() {
        return options;
    }

    @Override
    public boolean isCausallyConsistent() {
        return ours.options().isCausallyConsistent();
    }

    @Override
    public Object getOriginator() {
        return originator;
    }

    @Override
    public ServerSession getServerSession() {
        requireOpen();
        return server;
    }

    // ---- times

    @Override
    public @Nullable BsonTimestamp getOperationTime() {
        return official(ours.operationTime());
    }

    private static @Nullable BsonTimestamp official(@Nullable Timestamp time) {
        return time == null ? null : Bytes.value(time).asTimestamp();
    }

    @Override
    public void advanceOperationTime(@Nullable BsonTimestamp time) {
        requireOpen();
        if (time != null && Bytes.ours(time) instanceof Timestamp known) {
            ours.advanceOperationTime(known);
        }
    }

    @Override
    public void advanceClusterTime(@Nullable BsonDocument time) {
        requireOpen();
        if (time != null) {
            ours.advanceClusterTime(Bytes.ours(time));
        }
    }

    @Override
    public @Nullable BsonDocument getClusterTime() {
        return Bytes.bsonOrNull(ours.clusterTime());
    }

    /** Does nothing: Morelia sets it when the server has told it. */
    @Override
    public void setSnapshotTimestamp(@Nullable BsonTimestamp time) {}

    @Override
    public @Nullable BsonTimestamp getSnapshotTimestamp() {
        return official(ours.snapshotTime());
    }

    // ---- what the official driver itself uses, and this driver has elsewhere

    @Override
    public @Nullable ServerAddress getPinnedServerAddress() {
        ServerAddress pinned = Addresses.officialOrNull(ours.pinnedAddress());
        // Behind a load balancer it is pinned to a connection, and the only server is the load balancer.
        return pinned == null && ours.isPinned() ? server.origin().anyServer() : pinned;
    }

    @Override
    public @Nullable Object getTransactionContext() {
        return null;
    }

    @Override
    public void setTransactionContext(ServerAddress address, Object context) {}

    @Override
    public void clearTransactionContext() {}

    @Override
    public @Nullable BsonDocument getRecoveryToken() {
        return null;
    }

    @Override
    public void setRecoveryToken(BsonDocument token) {}

    @Override
    public boolean notifyMessageSent() {
        return false;
    }

    @Override
    public void notifyOperationInitiated(Object operation) {}

    @Override
    public @Nullable TimeoutContext getTimeoutContext() {
        return null;
    }

    @Override
    public @Nullable TransactionSpan getTransactionSpan() {
        return null;
    }

    /** A method of the interface since 5.14. */
    public @Nullable Object getOverloadRetryPolicyState() {
        return null;
    }

    // ---- transactions

    @Override
    public boolean hasActiveTransaction() {
        return ours.isInTransaction();
    }

    @Override
    public TransactionOptions getTransactionOptions() {
        TransactionOptions known = transactionOptions;
        if (known == null) {
            throw new IllegalStateException("state should be: in transaction");
        }
        return known;
    }

    @Override
    public void startTransaction() {
        startTransaction(options.getDefaultTransactionOptions());
    }

    @Override
    public void startTransaction(TransactionOptions given) {
        check(Given.notNull("transactionOptions", given));
        Failures.run(() -> ours.startTransaction(SessionOptions.ours(given)));
        begun(given);
    }

    private void check(TransactionOptions given) {
        requireOpen();
        if (Boolean.TRUE.equals(options.isSnapshot())) {
            throw new IllegalArgumentException("Transactions are not supported in snapshot sessions");
        }
        WriteConcern concern = merged(given).getWriteConcern();
        if (!ours.isInTransaction() && concern != null && !concern.isAcknowledged()) {
            throw new MongoClientException("Transactions do not support unacknowledged write concern");
        }
    }

    private TransactionOptions merged(TransactionOptions given) {
        return TransactionOptions.merge(given, options.getDefaultTransactionOptions());
    }

    private void begun(TransactionOptions given) {
        transactionOptions = merged(given);
        long unused = server.advanceTransactionNumber();
    }

    @Override
    public void commitTransaction() {
        requireOpen();
        Failures.run(ours::commitTransaction);
    }

    @Override
    public void abortTransaction() {
        requireOpen();
        Failures.run(ours::abortTransaction);
    }

    @Override
    public <T> T withTransaction(TransactionBody<T> body) {
        return withTransaction(body, options.getDefaultTransactionOptions());
    }

    @Override
    public <T> T withTransaction(TransactionBody<T> body, TransactionOptions given) {
        Given.notNull("transactionBody", body);
        check(Given.notNull("options", given));
        var failures = new BodyFailures();
        try {
            return ours.callInTransaction(SessionOptions.ours(given), session -> {
                begun(given);
                return failures.call(body);
            });
        } catch (RuntimeException failure) {
            throw failures.official(failure);
        }
    }

    @Override
    public void close() {
        ours.close();
    }

    @Override
    public String toString() {
        return "CompatClientSession[" + ours + "]";
    }
}
