package dev.morelia.spec.unified.api;

import dev.morelia.MongoClient;
import dev.morelia.settings.ServerApi;
import dev.morelia.spec.unified.event.CommandEvents;
import dev.morelia.spec.unified.event.DiscoveryEvents;
import dev.morelia.spec.unified.event.PoolEvents;
import org.jspecify.annotations.Nullable;

/**
 * A client that a test asks for.
 *
 * @param uri the connection string
 * @param serverApi the version of the server's API; null for none
 * @param observers what gets its events
 */
public record ClientSpec(String uri, @Nullable ServerApi serverApi, Observers observers) {
    /**
     * What gets the events of a client.
     *
     * @param commands gets those of commands
     * @param pools gets those of pools
     * @param discovery gets those of monitoring
     */
    public record Observers(CommandEvents commands, PoolEvents pools, DiscoveryEvents discovery) {}

    /** A builder of a client of the driver's own APIs. */
    MongoClient.Builder builder() {
        var builder = MongoClient.builder()
                .uri(uri)
                .commandListener(observers.commands())
                .poolListener(observers.pools())
                .topologyListener(observers.discovery());
        return serverApi == null ? builder : builder.settings(settings -> settings.serverApi(serverApi));
    }
}
