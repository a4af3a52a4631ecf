package dev.morelia.topology;

/**
 * What a server is, as far as a client is concerned.
 *
 * <p>The specification's {@code PossiblePrimary} is missing: it serves clients that check one server after the other.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#type">Server Discovery and Monitoring: type</a>
 */
public enum ServerType {
    /** Not checked yet, or the last check or operation failed. */
    UNKNOWN("Unknown"),
    /** A server by itself. */
    STANDALONE("Standalone"),
    /** A router of a sharded cluster. */
    MONGOS("Mongos"),
    /** The member of a replica set that takes writes. */
    RS_PRIMARY("RSPrimary"),
    /** A member of a replica set that follows the primary. */
    RS_SECONDARY("RSSecondary"),
    /** A member of a replica set that only votes. */
    RS_ARBITER("RSArbiter"),
    /** A member of a replica set that cannot be read: hidden, starting up or recovering. */
    RS_OTHER("RSOther"),
    /** A member to be of a replica set, without configuration yet, so it names neither set nor members. */
    RS_GHOST("RSGhost"),
    /** A load balancer with services behind it; never checked. */
    LOAD_BALANCER("LoadBalancer");

    private final String specName;

    ServerType(String specName) {
        this.specName = specName;
    }

    /** The name that the specification gives it, such as {@code RSPrimary}, as in logs and messages. */
    public String specName() {
        return specName;
    }

    /** Whether the server holds or routes data, so that operations may be sent to it. */
    public boolean isDataBearing() {
        return switch (this) {
            case STANDALONE, MONGOS, RS_PRIMARY, RS_SECONDARY, LOAD_BALANCER -> true;
            case UNKNOWN, RS_ARBITER, RS_OTHER, RS_GHOST -> false;
        };
    }
}
