package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.options.TransactionOptions;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The methods of a session that operations call. */
public interface SessionApi extends AutoCloseable {
    /** The {@code lsid} of its commands; null before the first one, which takes it. */
    @Nullable
    Document id();

    /** Whether a network error has made its server session unusable for others. */
    boolean isDirty();

    /** The server, or the load balancer, to which the session is pinned; null if it is not. */
    @Nullable
    ServerAddress pinnedAddress();

    boolean isPinned();

    /** Whether its transaction is in the state of this name, as the format spells it. */
    boolean isInState(String name);

    /** The time that a snapshot session reads at; null if it is not known yet. */
    @Nullable
    Timestamp snapshotTime();

    void advanceClusterTime(Document clusterTime);

    void startTransaction(TransactionOptions options);

    void commitTransaction(@Nullable Duration timeout);

    void abortTransaction(@Nullable Duration timeout);

    void withTransaction(TransactionOptions options, Callback callback) throws Exception;

    /** What runs in a transaction. */
    interface Callback {
        void run() throws Exception;
    }

    @Override
    void close();
}
