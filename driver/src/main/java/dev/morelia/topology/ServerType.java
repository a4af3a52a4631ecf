package dev.morelia.topology;

/**
 * The type of a server.
 *
 * <p>The specification's {@code PossiblePrimary} is missing: it is for single-threaded clients only.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#type">Server Discovery and Monitoring: type</a>
 */
public enum ServerType {
    /** Not checked yet, or the last check or operation failed. */
    UNKNOWN("Unknown"),
    /** A standalone server. */
    STANDALONE("Standalone"),
    /** A router of a sharded cluster. */
    MONGOS("Mongos"),
    /** The primary of a replica set. */
    RS_PRIMARY("RSPrimary"),
    /** A secondary of a replica set. */
    RS_SECONDARY("RSSecondary"),
    /** An arbiter of a replica set, which only votes. */
    RS_ARBITER("RSArbiter"),
    /** A member of a replica set that cannot be read: hidden, starting up or recovering. */
    RS_OTHER("RSOther"),
    /**
     * A server that will be a member of a replica set but has no configuration yet, so it reports neither set nor
     * members.
     */
    RS_GHOST("RSGhost"),
    /** A load balancer with services behind it; never checked. */
    LOAD_BALANCER("LoadBalancer");

    private final String specName;

    ServerType(String specName) {
        this.specName = specName;
    }

    /** The name in the specification, such as {@code RSPrimary}, as used in logs and messages. */
    public String specName() {
        return specName;
    }

    /** Whether the server holds or routes data, so that operations can be sent to it. */
    public boolean isDataBearing() {
        return switch (this) {
            case STANDALONE, MONGOS, RS_PRIMARY, RS_SECONDARY, LOAD_BALANCER -> true;
            case UNKNOWN, RS_ARBITER, RS_OTHER, RS_GHOST -> false;
        };
    }
}
