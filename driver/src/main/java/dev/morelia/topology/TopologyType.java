package dev.morelia.topology;

/**
 * The type of a deployment.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#topologytype">Server Discovery and Monitoring: TopologyType</a>
 */
public enum TopologyType {
    /** No server has replied yet. */
    UNKNOWN("Unknown"),
    /** One server, used directly whatever its type. */
    SINGLE("Single"),
    /** A replica set whose primary is known. */
    REPLICA_SET_WITH_PRIMARY("ReplicaSetWithPrimary"),
    /** A replica set without a known primary. */
    REPLICA_SET_NO_PRIMARY("ReplicaSetNoPrimary"),
    /** One or more routers of a sharded cluster. */
    SHARDED("Sharded"),
    /** A load balancer. */
    LOAD_BALANCED("LoadBalanced");

    private final String specName;

    TopologyType(String specName) {
        this.specName = specName;
    }

    /** The name in the specification, such as {@code ReplicaSetNoPrimary}, as used in logs and messages. */
    public String specName() {
        return specName;
    }

    /** Whether this is a replica set, with or without a known primary. */
    public boolean isReplicaSet() {
        return this == REPLICA_SET_WITH_PRIMARY || this == REPLICA_SET_NO_PRIMARY;
    }
}
