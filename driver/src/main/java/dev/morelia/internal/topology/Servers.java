package dev.morelia.internal.topology;

import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.topology.Monitoring.Watch;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pool and the monitor of each server of a topology, from their creation to their end. A load balancer has no
 * monitor. Guarded by the topology's lock; what may take time is left to {@link DeferredActions}.
 */
final class Servers {
    private final DeferredActions deferred;
    private final Function<ServerAddress, ConnectionPool> newPool;
    private final Function<ServerAddress, @Nullable Watch> newWatch;
    private final Map<ServerAddress, ConnectionPool> pools = new LinkedHashMap<>();
    private final Map<ServerAddress, Watch> watches = new LinkedHashMap<>();
    private final List<ConnectionPool> removed = new ArrayList<>();

    /** A server that is not part of the topology yet. */
    record Prepared(
            ServerAddress address,
            ConnectionPool pool,
            @Nullable Watch watch) {}

    Servers(
            DeferredActions deferred,
            Function<ServerAddress, ConnectionPool> newPool,
            Function<ServerAddress, @Nullable Watch> newWatch) {
        this.deferred = deferred;
        this.newPool = newPool;
        this.newWatch = newWatch;
    }

    /** A view of the pools, in the order in which the servers were added. */
    Map<ServerAddress, ConnectionPool> pools() {
        return Collections.unmodifiableMap(pools);
    }

    /** The server's pool; null if it is not part of the topology. */
    @Nullable
    ConnectionPool pool(ServerAddress address) {
        return pools.get(address);
    }

    /** The server's monitor; null if it is not part of the topology, or a load balancer. */
    @Nullable
    Watch watch(ServerAddress address) {
        return watches.get(address);
    }

    /**
     * Everything that can fail is created before anything changes, so that no server is added halfway: known, but not
     * monitored.
     */
    List<Prepared> prepare(List<ServerAddress> addresses) {
        return addresses.stream()
                .map(address -> new Prepared(address, newPool.apply(address), newWatch.apply(address)))
                .toList();
    }

    void add(Prepared server) {
        pools.put(server.address, server.pool);
        server.pool.announce();
        Watch watch = server.watch;
        if (watch != null) {
            watches.put(server.address, watch);
            deferred.add(watch::start);
        }
    }

    /** The pool of the server remains open until {@link #closeRemoved}. */
    void remove(ServerAddress address) {
        Watch watch = watches.remove(address);
        ConnectionPool pool = pools.remove(address);
        if (watch != null) {
            deferred.add(watch.closing());
        }
        if (pool != null) {
            removed.add(pool);
        }
    }

    /**
     * Closes the pools of removed servers, once no operation selects them any more: one that is retried at once would
     * meet the same closed pool again.
     */
    void closeRemoved() {
        removed.forEach(pool -> deferred.add(pool.closing()));
        removed.clear();
    }

    void removeAll() {
        List.copyOf(pools.keySet()).forEach(this::remove);
    }

    /** Requests a check of each server soon. */
    void requestChecks() {
        watches.values().forEach(Watch::requestCheck);
    }

    /** Starts the monitors that are not running: the system may have failed to start their threads. */
    void startMonitors() {
        List<Watch> all = List.copyOf(watches.values());
        deferred.add(() -> all.forEach(Watch::start));
    }
}
