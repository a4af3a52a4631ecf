package dev.morelia.internal.command;

import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which servers this driver can talk to. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#checking-wire-protocol-compatibility">Server Discovery and Monitoring: wire protocol compatibility</a>
 */
public final class Compatibility {
    /** The server of {@link WireVersion#MINIMUM}. */
    private static final String OLDEST_SERVER = "4.2";

    private Compatibility() {}

    /** Why this driver cannot talk to one of these servers; null if it can talk to all that are known. */
    public static @Nullable String error(List<ServerDescription> servers) {
        for (ServerDescription server : servers) {
            String error = error(server);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    /** Why this driver cannot talk to a server; null if it can, or if nothing is known of the server. */
    public static @Nullable String error(ServerDescription server) {
        return switch (server.type()) {
            case UNKNOWN, LOAD_BALANCER -> null;
            default -> {
                if (server.minWireVersion() > WireVersion.MAXIMUM) {
                    yield "Server at " + server.address() + " requires wire version " + server.minWireVersion()
                            + ", but this version of Morelia only supports up to " + WireVersion.MAXIMUM + ".";
                }
                if (server.maxWireVersion() < WireVersion.MINIMUM) {
                    yield "Server at " + server.address() + " reports wire version " + server.maxWireVersion()
                            + ", but this version of Morelia requires at least " + WireVersion.MINIMUM + " (MongoDB "
                            + OLDEST_SERVER + ").";
                }
                yield null;
            }
        };
    }
}
