package dev.morelia.compat.internal.values;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.selector.ServerSelector;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The deployment, and server selection, as the settings of the official driver describe them. */
final class Clusters {
    /** What has no limit there has a limit of a century here. */
    private static final Duration NO_LIMIT = Duration.ofDays(36_500);

    private Clusters() {}

    /** Settings of Morelia for this deployment, all others at their defaults. */
    static ClientSettings ours(ClusterSettings official, EventOrigin origin) {
        String srvHost = official.getSrvHost();
        ClientSettings settings = srvHost == null
                ? ClientSettings.defaults().topology(topology -> topology.hosts(hosts(official)))
                : ClientSettings.of(srv(srvHost, official));
        return settings.topology(topology -> topology(official, topology, origin));
    }

    private static List<dev.morelia.topology.ServerAddress> hosts(ClusterSettings official) {
        return official.getHosts().stream().map(Addresses::ours).toList();
    }

    /** Only a connection string can name the host of SRV records. */
    private static String srv(String host, ClusterSettings official) {
        var uri = new StringBuilder("mongodb+srv://").append(host).append("/?srvServiceName=");
        uri.append(official.getSrvServiceName());
        Integer maxHosts = official.getSrvMaxHosts();
        if (maxHosts != null) {
            uri.append("&srvMaxHosts=").append(maxHosts);
        }
        if (NewerSettings.value(official, NewerSettings.ALLOWED_HOSTS_SUFFIX) instanceof String suffix) {
            uri.append("&srvAllowedHostsSuffix=").append(suffix);
        }
        return uri.toString();
    }

    private static TopologySettings topology(ClusterSettings official, TopologySettings defaults, EventOrigin origin) {
        ClusterConnectionMode mode = official.getMode();
        TopologySettings topology = defaults.replicaSet(official.getRequiredReplicaSetName())
                .directConnection(mode == ClusterConnectionMode.SINGLE)
                .loadBalanced(mode == ClusterConnectionMode.LOAD_BALANCED)
                .localThreshold(Duration.ofMillis(official.getLocalThreshold(TimeUnit.MILLISECONDS)))
                .serverSelectionTimeout(timeout(official.getServerSelectionTimeout(TimeUnit.MILLISECONDS)));
        ServerSelector selector = official.getServerSelector();
        return selector == null ? topology : topology.serverSelector(selector(selector, origin));
    }

    private static Duration timeout(long millis) {
        return millis < 0 ? NO_LIMIT : Duration.ofMillis(millis);
    }

    /** The program's selector sees the suitable servers, as a deployment that has only these. */
    private static UnaryOperator<List<ServerDescription>> selector(ServerSelector official, EventOrigin origin) {
        return suitable -> {
            Set<ServerAddress> selected = official.select(origin.cluster(suitable)).stream()
                    .map(com.mongodb.connection.ServerDescription::getAddress)
                    .collect(Collectors.toSet());
            return suitable.stream()
                    .filter(server -> selected.contains(Addresses.official(server.address())))
                    .toList();
        };
    }
}
