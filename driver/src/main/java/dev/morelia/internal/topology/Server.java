package dev.morelia.internal.topology;

import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyType;

/**
 * A selected server, as described when it was selected. Immutable.
 *
 * @param description the server's description
 * @param topologyType the type of the deployment
 * @param pool the connection pool
 */
public record Server(ServerDescription description, TopologyType topologyType, ConnectionPool pool) {
    /** The server's address. */
    public ServerAddress address() {
        return description.address();
    }
}
