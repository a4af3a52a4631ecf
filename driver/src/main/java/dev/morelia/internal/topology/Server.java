package dev.morelia.internal.topology;

import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyType;

/**
 * A server that can serve an operation, as it was known when it was chosen. Immutable.
 *
 * @param description what is known of it
 * @param topologyType what kind of deployment it belongs to
 * @param pool connections to it
 */
public record Server(ServerDescription description, TopologyType topologyType, ConnectionPool pool) {
    /** Where it listens. */
    public ServerAddress address() {
        return description.address();
    }
}
