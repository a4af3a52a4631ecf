package dev.morelia.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of a deployment at one moment. Immutable and thread-safe.
 *
 * @param type what kind of deployment
 * @param setName name that the replica set has, or must have; null if none is known or asked for
 * @param maxElectionId the greatest election id that a primary has told; null if none
 * @param maxSetVersion the set version told with it; null if none
 * @param servers its servers: first those of the settings in their order, then the others as they were found
 * @param logicalSessionTimeoutMinutes the shortest session timeout of the servers that hold data; null if sessions are
 *     not supported, or if no such server is known
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

    /** What is known before a client begins, and after it has ended: nothing, no server. */
    public static final TopologyDescription EMPTY =
            new TopologyDescription(TopologyType.UNKNOWN, null, null, null, List.of(), null, null);

    /** Copies the list. */
    public TopologyDescription {
        Argument.notNull("type", type);
        servers = List.copyOf(servers);
    }

    /** What is known of a server; null if it is not, or no longer, part of the deployment. */
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

    /** Whether this driver and every server known have a protocol version in common. */
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
