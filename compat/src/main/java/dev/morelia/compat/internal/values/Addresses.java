package dev.morelia.compat.internal.values;

import com.mongodb.ServerAddress;
import com.mongodb.UnixServerAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of servers, in both directions. */
public final class Addresses {
    private Addresses() {}

    /** The same address as a value of the official driver. */
    public static ServerAddress official(dev.morelia.topology.ServerAddress address) {
        return address.isUnixSocket()
                ? new UnixServerAddress(address.host())
                : new ServerAddress(address.host(), address.port());
    }

    /** As {@link #official}, for what has happened without a server. */
    public static @Nullable ServerAddress officialOrNull(dev.morelia.topology.@Nullable ServerAddress address) {
        return address == null ? null : official(address);
    }

    /** The same address as a value of Morelia. */
    public static dev.morelia.topology.ServerAddress ours(ServerAddress address) {
        return new dev.morelia.topology.ServerAddress(address.getHost(), address.getPort());
    }
}
