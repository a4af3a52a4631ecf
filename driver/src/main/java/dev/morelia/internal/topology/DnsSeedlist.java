package dev.morelia.internal.topology;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.PendingSeedlist;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.internal.topology.Monitoring.Watch;
import dev.morelia.settings.ClientSettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that DNS provides with {@code mongodb+srv}: the monitor of the SRV records, and what its results mean for
 * the topology. Until the first lookup succeeds, the topology has no servers and its snapshot says what is pending;
 * then DNS completes the settings, and later lookups add and remove hosts. Without {@code mongodb+srv} there is no such
 * monitor.
 *
 * <p>The topology makes all the changes, under its lock, which also guards the field here. Results of a monitor that
 * was closed are ignored. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md">Initial DNS Seedlist Discovery</a>
 */
public final class DnsSeedlist {
    private final Env env;
    private final Topology topology;
    private final EffectiveSettings settings;
    private final Monitoring monitoring;
    private final DeferredActions deferred;
    /** Guarded by the topology's lock; null unless the topology is open and its hosts come from DNS. */
    private @Nullable Watch watch;

    DnsSeedlist(
            Env env, Topology topology, EffectiveSettings settings, Monitoring monitoring, DeferredActions deferred) {
        this.env = env;
        this.topology = topology;
        this.settings = settings;
        this.monitoring = monitoring;
        this.deferred = deferred;
    }

    /** The state of the first lookup; null once the hosts are known. */
    public @Nullable PendingSeedlist pending() {
        return topology.snapshot().pending();
    }

    /**
     * Under the lock: starts to look up the hosts.
     *
     * @return the state before the first lookup; null if there is nothing to look up
     */
    @Nullable
    PendingSeedlist begin() {
        SeedlistLookup lookup = settings.lookup();
        if (lookup == null) {
            return null;
        }
        long nowNanos = env.nanoTime();
        Watch created = monitoring.watchSeedlist(lookup, topology);
        watch = created;
        deferred.add(created::start);
        return PendingSeedlist.begun(lookup.host(), nowNanos);
    }

    /** Under the lock: requests a lookup soon if the hosts are not known. */
    void requestCheck() {
        if (watch != null && pending() != null) {
            watch.requestCheck();
        }
    }

    /** Under the lock: ends the lookups. */
    void close() {
        if (watch != null) {
            deferred.add(watch.closing());
            watch = null;
        }
    }

    /** Applies the hosts and options that DNS provides for the first time; called by the monitor of the SRV records. */
    public void onFound(Watch from, ClientSettings complete) {
        topology.change(() -> {
            if (from.equals(watch) && pending() != null) {
                settings.current(complete);
                topology.begin();
            }
        });
    }

    /** Notes that a lookup of the hosts failed; called by the monitor of the SRV records. */
    public void onFailure(Watch from, SeedlistException failure) {
        topology.change(() -> {
            PendingSeedlist pending = pending();
            if (from.equals(watch) && pending != null) {
                topology.replace(TopologyDescription.EMPTY, pending.failed(failure, env.nanoTime()));
            }
        });
    }

    /** Applies the result of a rescan; called by the monitor of the SRV records. */
    public void onRescan(Watch from, List<ServerAddress> hosts) {
        topology.change(() -> {
            if (from.equals(watch) && pending() == null) {
                topology.rescan(hosts);
            }
        });
    }
}
