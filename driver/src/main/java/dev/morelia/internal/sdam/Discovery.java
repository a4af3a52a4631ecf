package dev.morelia.internal.sdam;

import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import dev.morelia.topology.TopologyVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies server descriptions to the topology description. Pure: descriptions in, a description out. The owner of the
 * current description applies them one by one.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#updating-the-topologydescription">Server Discovery and Monitoring: updating the TopologyDescription</a>
 */
public final class Discovery {
    private final TopologySettings settings;
    private final List<ServerAddress> seeds;

    /** Creates the discovery for the hosts of the settings. */
    public Discovery(TopologySettings settings) {
        this.settings = settings;
        this.seeds = settings.hosts().stream().distinct().toList();
    }

    /**
     * Returns the description before the first check: the hosts of the settings, each of unknown state. A load balancer
     * is never checked; its first description is {@link ServerDescription#loadBalancer}.
     *
     * @param nanos the current time on the client's monotonic clock
     */
    public TopologyDescription initial(long nanos) {
        var servers = seeds.stream()
                .map(host -> ServerDescription.unknown(host, nanos))
                .toList();
        return new TopologyDescription(initialType(settings), settings.replicaSet(), null, null, servers, null, null);
    }

    private static TopologyType initialType(TopologySettings settings) {
        if (settings.loadBalanced()) {
            return TopologyType.LOAD_BALANCED;
        }
        if (settings.directConnection()) {
            return TopologyType.SINGLE;
        }
        return settings.replicaSet() == null ? TopologyType.UNKNOWN : TopologyType.REPLICA_SET_NO_PRIMARY;
    }

    /**
     * Returns the change that a server description causes. Ignores the description of a server that is not, or no
     * longer, part of the deployment, and one older than the known one.
     *
     * @param current the current description, from this method or {@link #initial}
     * @param description the result of a check, or the state after an error
     */
    public TopologyChange update(TopologyDescription current, ServerDescription description) {
        ServerDescription known = current.server(description.address());
        if (known == null || isNewer(known.topologyVersion(), description.topologyVersion())) {
            return new TopologyChange(current, description, current, false);
        }
        boolean soleSeed = seeds.size() == 1;
        TopologyDescription updated = new TopologyUpdate(current, soleSeed).apply(description);
        ServerDescription reported = updated.server(description.address()) == null
                ? description.error(
                        Dropped.reason(description, settings.replicaSet()).reason())
                : description;
        return new TopologyChange(current, reported, updated, true);
    }

    /**
     * Returns the change that a rescan of the SRV records causes. Only servers of a sharded cluster, or of a deployment
     * of unknown type, are found by SRV records; any other deployment does not change.
     *
     * @param hosts the hosts of the records
     * @param nanos the current time on the client's monotonic clock
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/polling-srv-records-for-mongos-discovery/polling-srv-records-for-mongos-discovery.md">Polling SRV Records for mongos Discovery</a>
     */
    public TopologyChange rescan(TopologyDescription current, List<ServerAddress> hosts, long nanos) {
        if (!isRescanned(current.type())) {
            return new TopologyChange(current, null, current, false);
        }
        TopologyDescription updated = new TopologyUpdate(current, seeds.size() == 1).replaceServers(hosts, nanos);
        return new TopologyChange(current, null, updated, true);
    }

    /** Whether the servers of such a deployment are found by SRV records. */
    public static boolean isRescanned(TopologyType type) {
        return type == TopologyType.SHARDED || type == TopologyType.UNKNOWN;
    }

    private static boolean isNewer(@Nullable TopologyVersion known, @Nullable TopologyVersion description) {
        return known != null && known.isNewerThan(description);
    }

    /**
     * Whether a server with this description can be used, so that its pool must become ready.
     *
     * @param topology the topology after this description, which may have marked the server unknown nevertheless
     */
    public static boolean opensPool(TopologyDescription topology, ServerDescription description) {
        ServerDescription server = topology.server(description.address());
        return server != null
                && server.isKnown()
                && (server.type().isDataBearing() || topology.type() == TopologyType.SINGLE);
    }
}
