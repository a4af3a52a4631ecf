package dev.morelia.internal.command;

import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a command and retries depend on. It comes from the reply to the connection's own
 * handshake: what monitoring knows of the address may be older, or of another server behind a load balancer.
 *
 * @param type what the server was when the connection was opened; a member of a replica set may have changed its role
 * @param knowsHello whether it understands {@code hello}, and not {@code isMaster} alone
 * @param maxWireVersion newest protocol version it speaks
 * @param logicalSessionTimeoutMinutes how long it keeps an idle session; null if it has no sessions
 */
public record ServerFacts(
        ServerType type,
        boolean knowsHello,
        int maxWireVersion,
        @Nullable Integer logicalSessionTimeoutMinutes) {
    /** Nothing is known. */
    public static final ServerFacts NONE = new ServerFacts(ServerType.UNKNOWN, false, 0, null);

    /** Nothing is known but that services behind a load balancer are servers of version 5.0 or newer. */
    private static final ServerFacts OF_SERVICES =
            new ServerFacts(ServerType.LOAD_BALANCER, true, WireVersion.SERVER_5_0, Integer.MAX_VALUE);

    /**
     * Those of a service behind a load balancer, whatever it says itself: it is addressed like a mongos, and its
     * sessions are never taken for expired.
     */
    public ServerFacts behindLoadBalancer() {
        return new ServerFacts(ServerType.LOAD_BALANCER, true, maxWireVersion, Integer.MAX_VALUE);
    }

    /** What is known of a server without a connection. */
    public static ServerFacts of(ServerDescription server) {
        if (server.type() == ServerType.LOAD_BALANCER) {
            return OF_SERVICES;
        }
        return new ServerFacts(server.type(), true, server.maxWireVersion(), server.logicalSessionTimeoutMinutes());
    }
}
