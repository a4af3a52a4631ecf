package dev.morelia.spec.unified.server;

import java.util.List;

/** The topologies, with their names in {@code runOnRequirements}. */
public enum Topology {
    SINGLE("single"),
    REPLICA_SET("replicaset"),
    SHARDED("sharded"),
    LOAD_BALANCED("load-balanced");

    private final String text;

    Topology(String text) {
        this.text = text;
    }

    /** Whether a requirement that names these topologies is met. Shards are replica sets on every supported server. */
    boolean isAmong(List<String> names) {
        return names.contains(text) || (this == SHARDED && names.contains("sharded-replicaset"));
    }

    @Override
    public String toString() {
        return text;
    }
}
