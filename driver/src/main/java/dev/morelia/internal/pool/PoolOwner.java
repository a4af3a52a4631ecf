package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.MongoException;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** Receives what a pool finds out about its server; in a client, the topology. Must be thread-safe. */
@FunctionalInterface
public interface PoolOwner {
    /**
     * A connection could not be established. Called outside every lock, before the failure reaches the operation that
     * asked for the connection, so that a pool that is cleared because of it is cleared by then.
     *
     * @param server the server whose pool it is
     * @param failure what went wrong
     * @param generation the pool's generation when the attempt began;
     *     behind a load balancer that of the service, once it is known
     * @param serviceId the service behind a load balancer that the connection led to; null if none, or not known yet
     */
    void openFailed(ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId);

    /** Whether the server is a load balancer, so that connections are kept for cursors and transactions. */
    default boolean isLoadBalanced() {
        return false;
    }

    /** Whether the client is closed, and not only this pool. Never blocks. */
    default boolean isClosed() {
        return true;
    }
}
