package dev.morelia.compat.internal.values;

import com.mongodb.MongoClientSettings;
import dev.morelia.MongoClient;

/**
 * The listeners in the settings of the official driver, as listeners of Morelia. Each is added by itself, so that one
 * that throws does not keep the others from their events.
 */
final class Listeners {
    private Listeners() {}

    static void add(MongoClientSettings settings, EventOrigin origin, MongoClient.Builder builder) {
        settings.getCommandListeners()
                .forEach(listener -> builder.commandListener(new CommandEvents(listener, origin)));
        settings.getConnectionPoolSettings()
                .getConnectionPoolListeners()
                .forEach(listener -> builder.poolListener(new PoolEvents(listener, origin)));
        settings.getClusterSettings()
                .getClusterListeners()
                .forEach(listener -> builder.topologyListener(new ClusterEvents(listener, origin)));
        settings.getServerSettings()
                .getServerListeners()
                .forEach(listener -> builder.topologyListener(new ServerEvents(listener, origin)));
        settings.getServerSettings()
                .getServerMonitorListeners()
                .forEach(listener -> builder.topologyListener(new MonitorEvents(listener, origin)));
    }
}
