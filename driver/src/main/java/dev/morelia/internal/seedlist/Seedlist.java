package dev.morelia.internal.seedlist;

import dev.morelia.topology.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that DNS provides.
 *
 * @param hosts the hosts
 * @param rescanNanos after what time the records may have changed
 * @param rejected why the first record that is not used was rejected; null if all are used
 */
public record Seedlist(
        List<ServerAddress> hosts,
        long rescanNanos,
        @Nullable SeedlistException rejected) {
    /** Copies the list. */
    public Seedlist {
        hosts = List.copyOf(hosts);
    }
}
