package dev.morelia.spec.unified.compat;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.spec.unified.api.Description;
import java.util.Set;

/** Descriptions of deployments and servers, with the names of the specification for their types. */
public final class OfficialDescriptions {
    private static final Set<ServerType> DATA_BEARING = Set.of(
            ServerType.REPLICA_SET_PRIMARY,
            ServerType.REPLICA_SET_SECONDARY,
            ServerType.STANDALONE,
            ServerType.SHARD_ROUTER,
            ServerType.LOAD_BALANCER);

    private OfficialDescriptions() {}

    static Description ours(ClusterDescription official) {
        var primary = official.getServerDescriptions().stream()
                .filter(server -> server.getType() == ServerType.REPLICA_SET_PRIMARY)
                .map(server -> Addresses.ours(server.getAddress()))
                .findFirst()
                .orElse(null);
        return new Description(
                type(official),
                primary,
                official.getServerDescriptions().stream()
                        .map(OfficialDescriptions::ours)
                        .toList());
    }

    private static Description.Server ours(ServerDescription server) {
        return new Description.Server(
                Addresses.ours(server.getAddress()),
                server.getType() != ServerType.UNKNOWN,
                DATA_BEARING.contains(server.getType()));
    }

    /** The name of the type of a deployment. */
    public static String type(ClusterDescription official) {
        return switch (official.getType()) {
            case STANDALONE -> "Single";
            case REPLICA_SET -> hasPrimary(official) ? "ReplicaSetWithPrimary" : "ReplicaSetNoPrimary";
            case SHARDED -> "Sharded";
            case LOAD_BALANCED -> "LoadBalanced";
            case UNKNOWN -> "Unknown";
        };
    }

    private static boolean hasPrimary(ClusterDescription official) {
        return official.getServerDescriptions().stream()
                .anyMatch(server -> server.getType() == ServerType.REPLICA_SET_PRIMARY);
    }

    /** The name of the type of a server. */
    public static String type(ServerDescription official) {
        return switch (official.getType()) {
            case STANDALONE -> "Standalone";
            case REPLICA_SET_PRIMARY -> "RSPrimary";
            case REPLICA_SET_SECONDARY -> "RSSecondary";
            case REPLICA_SET_ARBITER -> "RSArbiter";
            case REPLICA_SET_OTHER -> "RSOther";
            case REPLICA_SET_GHOST -> "RSGhost";
            case SHARD_ROUTER -> "Mongos";
            case LOAD_BALANCER -> "LoadBalancer";
            case UNKNOWN -> "Unknown";
        };
    }
}
