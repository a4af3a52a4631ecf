package dev.morelia.spec.unified.api;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of its deployment.
 *
 * @param type the name of the type in the specification
 * @param primary the primary; null if none is known
 * @param servers all servers
 */
public record Description(String type, @Nullable ServerAddress primary, List<Server> servers) {
    /**
     * A server.
     *
     * @param known whether its type is known
     * @param dataBearing whether operations may be sent to it
     */
    public record Server(ServerAddress address, boolean known, boolean dataBearing) {}

    static Description of(TopologyDescription topology) {
        var primary = topology.primary();
        return new Description(
                topology.type().specName(),
                primary == null ? null : primary.address(),
                topology.servers().stream().map(Description::of).toList());
    }

    private static Server of(ServerDescription server) {
        return new Server(server.address(), server.isKnown(), server.type().isDataBearing());
    }
}
