package dev.morelia.internal.topology;

import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.seedlist.PendingSeedlist;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.SelectionRules;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A topology description together with the pools of its servers. Most operations have the same criteria as an earlier
 * one, so the servers for each kind of criteria are cached until something changes. Immutable except for that cache;
 * thread-safe.
 */
final class Snapshot {
    /**
     * The maximum number of read preferences cached, so that programs that keep creating new ones do not fill the heap.
     */
    private static final int MAXIMUM_REMEMBERED = 32;

    private final TopologyDescription description;
    private final Map<ServerAddress, ConnectionPool> pools;
    private final SelectionRules rules;
    private final @Nullable PendingSeedlist pending;
    private final List<Server> writable;
    private final Map<ReadPreference, List<Server>> readable = new ConcurrentHashMap<>();

    /**
     * A snapshot.
     *
     * @param pending the state of the lookup of the hosts; null once they are known
     */
    Snapshot(
            TopologyDescription description,
            Map<ServerAddress, ConnectionPool> pools,
            SelectionRules rules,
            @Nullable PendingSeedlist pending) {
        this.pending = pending;
        this.description = description;
        this.pools = Map.copyOf(pools);
        this.rules = rules;
        this.writable = rules.isCustom() ? List.of() : find(rules.selection(null, Set.of()));
    }

    TopologyDescription description() {
        return description;
    }

    /** The state of the lookup of the hosts; null once they are known. */
    @Nullable
    PendingSeedlist pending() {
        return pending;
    }

    /** The server at this address; null if it is not part of the deployment. */
    @Nullable
    Server server(ServerAddress address) {
        ServerDescription server = description.server(address);
        return server == null ? null : server(server);
    }

    private @Nullable Server server(ServerDescription server) {
        ConnectionPool pool = pools.get(server.address());
        return pool == null ? null : new Server(server, description.type(), pool);
    }

    /**
     * Returns the servers to choose from.
     *
     * @param readPreference for a read; null for a write
     * @param deprioritized servers to use only if no other is suitable
     * @throws IllegalArgumentException if the criteria can never be met
     */
    List<Server> inWindow(@Nullable ReadPreference readPreference, Set<ServerAddress> deprioritized) {
        if (rules.isCustom() || !deprioritized.isEmpty()) {
            return find(rules.selection(readPreference, deprioritized));
        }
        // In any deployment, reads from the primary use the same servers as writes.
        if (readPreference == null || readPreference.mode() == Mode.PRIMARY) {
            return writable;
        }
        List<Server> known = readable.get(readPreference);
        if (known == null) {
            known = find(rules.selection(readPreference, deprioritized));
            if (readable.size() < MAXIMUM_REMEMBERED) {
                readable.put(readPreference, known);
            }
        }
        return known;
    }

    private List<Server> find(Selection selection) {
        var found = new ArrayList<Server>();
        for (ServerDescription each : selection.inWindow(selection.suitable(description))) {
            Server server = server(each);
            if (server != null) {
                found.add(server);
            }
        }
        return List.copyOf(found);
    }
}
