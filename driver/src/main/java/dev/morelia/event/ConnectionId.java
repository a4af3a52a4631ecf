package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which connection. Immutable and thread-safe.
 *
 * @param server the other end
 * @param driverConnectionId number that this client gave it, from 1 on, unique among the connections to one server
 * @param serverConnectionId number that the server gave it and shows in its log; null until the server has told it
 * @param serviceId the server behind a load balancer that the connection leads to; null without load balancer
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

    /** A connection that leads through no load balancer. */
    public ConnectionId(ServerAddress server, long driverConnectionId, @Nullable Long serverConnectionId) {
        this(server, driverConnectionId, serverConnectionId, null);
    }
}
