package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a connection. Immutable and thread-safe.
 *
 * @param server the address of the server
 * @param driverConnectionId the driver's number for the connection, starting at 1 and unique per server
 * @param serverConnectionId the server's number for the connection, as in its log; null until the server has sent it
 * @param serviceId the service behind a load balancer that the connection leads to; null without a load balancer
 */
public record ConnectionId(
        ServerAddress server,
        long driverConnectionId,
        @Nullable Long serverConnectionId,
        @Nullable ObjectId serviceId) {
    /** Checks that the server is not null. */
    public ConnectionId {
        Argument.notNull("server", server);
    }

    /** Creates the id of a connection without a load balancer. */
    public ConnectionId(ServerAddress server, long driverConnectionId, @Nullable Long serverConnectionId) {
        this(server, driverConnectionId, serverConnectionId, null);
    }
}
