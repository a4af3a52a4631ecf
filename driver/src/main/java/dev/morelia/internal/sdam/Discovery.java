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
 * What each description of a server means for the deployment as a whole. Pure: descriptions in, a description out.
 * Whoever holds the current description applies one after the other.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#updating-the-topologydescription">Server Discovery and Monitoring: updating the TopologyDescription</a>
 */
public final class Discovery {
    private final TopologySettings settings;
    private final List<ServerAddress> seeds;

    /** Discovery from the hosts of these settings, which must have been resolved. */
    public Discovery(TopologySettings settings) {
        this.settings = settings;
        this.seeds = settings.hosts().stream().distinct().toList();
    }

    /**
     * What is known before the first description: the hosts of the settings, each of unknown state. For a load
     * balancer, which nobody checks, the first description is {@link ServerDescription#loadBalancer} at once.
     *
     * @param nanos now, on the client's monotonic clock
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
     * What changes with the description of a server. A description of a server that is not, or no longer, part of the
     * deployment, and one older than what is known already, change nothing.
     *
     * @param current what is known so far; it came from here, or from {@link #initial}
     * @param description the outcome of a check, or the state that an error left the server in
     */
    public TopologyChange update(TopologyDescription current, ServerDescription description) {
        ServerDescription known = current.server(description.address());
        if (known == null || isNewer(known.topologyVersion(), description.topologyVersion())) {
            return new TopologyChange(current, description, current, false);
        }
        boolean soleSeed = seeds.size() == 1;
        TopologyDescription updated = new TopologyUpdate(current, soleSeed).apply(description);
        ServerDescription told = updated.server(description.address()) == null
                ? description.error(
                        Dropped.reason(description, settings.replicaSet()).reason())
                : description;
        return new TopologyChange(current, told, updated, true);
    }

    private static boolean isNewer(@Nullable TopologyVersion known, @Nullable TopologyVersion description) {
        return known != null && known.isNewerThan(description);
    }

    /**
     * Whether a server with this description can be used, so that its pool shall open (or open again).
     *
     * @param topology the deployment after this description, which may have made the server unknown nevertheless
     */
    public static boolean opensPool(TopologyDescription topology, ServerDescription description) {
        ServerDescription server = topology.server(description.address());
        return server != null
                && server.isKnown()
                && (server.type().isDataBearing() || topology.type() == TopologyType.SINGLE);
    }
}
