package dev.morelia.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows about a deployment at one moment. Immutable and thread-safe.
 *
 * @param type the type of the deployment
 * @param setName the name of the replica set, discovered or required; null if there is none
 * @param maxElectionId the greatest election id that a primary has reported; null if none
 * @param maxSetVersion the set version reported with it; null if none
 * @param servers the servers: first those of the settings in their order, then the others in the order of discovery
 * @param logicalSessionTimeoutMinutes the minimum session timeout of the data-bearing servers; null if sessions are not
 *     supported, or if no such server is known
 * @param compatibilityError why this driver cannot talk to the deployment; null if it can
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#topologydescription">Server Discovery and Monitoring: TopologyDescription</a>
 */
public record TopologyDescription(
        TopologyType type,
        @Nullable String setName,
        @Nullable ObjectId maxElectionId,
        @Nullable Long maxSetVersion,
        List<ServerDescription> servers,
        @Nullable Integer logicalSessionTimeoutMinutes,
        @Nullable String compatibilityError) {

    /** The description before a client starts and after it is closed: no servers, type unknown. */
    public static final TopologyDescription EMPTY =
            new TopologyDescription(TopologyType.UNKNOWN, null, null, null, List.of(), null, null);

    /** Copies the list. */
    public TopologyDescription {
        Argument.notNull("type", type);
        servers = List.copyOf(servers);
    }

    /** The description of a server; null if it is not part of the deployment. */
    public @Nullable ServerDescription server(ServerAddress address) {
        for (ServerDescription server : servers) {
            if (server.address().equals(address)) {
                return server;
            }
        }
        return null;
    }

    /** The primary of the replica set; null if none is known. */
    public @Nullable ServerDescription primary() {
        for (ServerDescription server : servers) {
            if (server.type() == ServerType.RS_PRIMARY) {
                return server;
            }
        }
        return null;
    }

    /** Whether the driver and every known server have a wire version in common. */
    public boolean isCompatible() {
        return compatibilityError == null;
    }

    /** Type and servers in one line. */
    @Override
    public String toString() {
        return type.specName()
                + (setName == null ? "" : " " + setName)
                + servers.stream().map(ServerDescription::toString).collect(Collectors.joining("; ", " [", "]"))
                + (compatibilityError == null ? "" : ": " + compatibilityError);
    }
}
