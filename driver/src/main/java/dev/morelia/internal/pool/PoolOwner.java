package dev.morelia.internal.pool;

import dev.morelia.error.MongoException;
import dev.morelia.topology.ServerAddress;

/** Receives what a pool finds out about its server; in a client, the topology. Must be thread-safe. */
@FunctionalInterface
public interface PoolOwner {
    /**
     * A connection could not be established. Called outside every lock, before the failure reaches the operation that
     * asked for the connection, so that a pool that is cleared because of it is cleared by then.
     *
     * @param server the server whose pool it is
     * @param failure what went wrong
     * @param generation the pool's generation when the attempt began
     * @param handshakeDone whether the server had answered the handshake, so that it failed later, while logging in
     */
    void openFailed(ServerAddress server, MongoException failure, long generation, boolean handshakeDone);

    /** Whether the client is closed, and not only this pool. Never blocks. */
    default boolean isClosed() {
        return true;
    }
}
