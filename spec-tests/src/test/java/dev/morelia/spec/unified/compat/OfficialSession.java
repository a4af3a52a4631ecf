package dev.morelia.spec.unified.compat;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A session of the official interfaces. */
final class OfficialSession implements SessionApi {
    private static final Set<String> ACTIVE = Set.of("starting", "in_progress");

    private final ClientSession session;
    /** A closed session does not tell it any more. */
    private @Nullable BsonDocument idBeforeClose;

    OfficialSession(ClientSession session) {
        this.session = session;
    }

    static ClientSession of(SessionApi session) {
        return ((OfficialSession) session).session;
    }

    static ClientSessionOptions options(SessionOptions ours) {
        if (ours.snapshotTime() != null) {
            throw Lacking.feature("snapshotTime of a session");
        }
        var official = ClientSessionOptions.builder();
        if (ours.snapshot()) {
            official.snapshot(true);
        }
        if (ours.causalConsistency() != null) {
            official.causallyConsistent(ours.causalConsistency());
        }
        var defaults = ours.defaultTransactionOptions();
        if (defaults.timeout() != null) {
            official.defaultTimeout(defaults.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        return official.defaultTransactionOptions(options(defaults, null)).build();
    }

    private static com.mongodb.TransactionOptions options(TransactionOptions ours, @Nullable Duration timeout) {
        var official = com.mongodb.TransactionOptions.builder();
        if (ours.readConcern() != null) {
            official.readConcern(OfficialDatabase.official(ours.readConcern()));
        }
        if (ours.writeConcern() != null) {
            official.writeConcern(OfficialDatabase.official(ours.writeConcern()));
        }
        if (ours.readPreference() != null) {
            official.readPreference(OfficialDatabase.official(ours.readPreference()));
        }
        if (ours.maxCommitTime() != null) {
            official.maxCommitTime(ours.maxCommitTime().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (timeout != null) {
            official.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return official.build();
    }

    @Override
    public @Nullable Document id() {
        var id = idBeforeClose == null ? session.getServerSession().getIdentifier() : idBeforeClose;
        return id.isEmpty() ? null : Bytes.ours(id);
    }

    @Override
    public boolean isDirty() {
        return session.getServerSession().isMarkedDirty();
    }

    @Override
    public @Nullable ServerAddress pinnedAddress() {
        var address = session.getPinnedServerAddress();
        return address == null ? null : Addresses.ours(address);
    }

    @Override
    public boolean isPinned() {
        return session.getPinnedServerAddress() != null;
    }

    /** Whether it is active is all that the official session tells. */
    @Override
    public boolean isInState(String name) {
        return session.hasActiveTransaction() == ACTIVE.contains(name);
    }

    @Override
    public @Nullable Timestamp snapshotTime() {
        var time = session.getSnapshotTimestamp();
        return time == null ? null : (Timestamp) Bytes.ours(time);
    }

    @Override
    public void advanceClusterTime(Document clusterTime) {
        session.advanceClusterTime(Bytes.bson(clusterTime));
    }

    @Override
    public void startTransaction(TransactionOptions options) {
        if (options.equals(new TransactionOptions())) {
            session.startTransaction();
        } else {
            session.startTransaction(options(options, options.timeout()));
        }
    }

    @Override
    public void commitTransaction(@Nullable Duration timeout) {
        if (timeout != null) {
            throw Lacking.feature("a timeout of commitTransaction");
        }
        session.commitTransaction();
    }

    @Override
    public void abortTransaction(@Nullable Duration timeout) {
        if (timeout != null) {
            throw Lacking.feature("a timeout of abortTransaction");
        }
        session.abortTransaction();
    }

    @Override
    public void withTransaction(TransactionOptions options, Callback callback) {
        boolean unused = session.withTransaction(
                () -> {
                    try {
                        callback.run();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                },
                options(options, options.timeout()));
    }

    @Override
    public void close() {
        if (idBeforeClose == null) {
            idBeforeClose = session.getServerSession().getIdentifier();
            session.close();
        }
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
