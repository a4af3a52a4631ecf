package dev.morelia.internal.command;

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

    /** What is known of a server without a connection. */
    public static ServerFacts of(ServerDescription server) {
        return new ServerFacts(server.type(), true, server.maxWireVersion(), server.logicalSessionTimeoutMinutes());
    }
}
