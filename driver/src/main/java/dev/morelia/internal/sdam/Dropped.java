package dev.morelia.internal.sdam;

import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers that answered and yet are not used: dropped from the deployment, or unknown in spite of a direct connection.
 * Without it a mistake in the settings would leave nothing to report: the server that it concerns is no longer there.
 * Not thread-safe.
 */
public final class Dropped {
    /** As many are remembered. */
    private static final int MAXIMUM = 10;

    /** Why a server that answered is not one of the deployment's. */
    public enum Kind {
        /** It belongs to another replica set than the settings ask for, or to none. */
        WRONG_SET,
        /** Its replica set knows it by another name. */
        OTHER_NAME,
        /** It is of a kind that does not go with the other servers. */
        OTHER_TYPE
    }

    /**
     * One that was dropped.
     *
     * @param kind the kind of reason
     * @param reason the reason for people, to follow the server's address
     * @param nextStep what to do about it, without capital letter and full stop
     */
    public record Reason(Kind kind, String reason, String nextStep) {}

    private final Map<ServerAddress, Reason> reasons = new LinkedHashMap<>();

    public void note(TopologyChange change, @Nullable String replicaSet) {
        ServerDescription description = change.description();
        change.added().forEach(reasons::remove);
        reasons.remove(description.address());
        if (isDropped(description, change.current()) && reasons.size() < MAXIMUM) {
            reasons.put(description.address(), reason(description, replicaSet));
        }
    }

    /** Whether a server that answered this is not one of those to use. */
    static boolean isDropped(ServerDescription description, TopologyDescription current) {
        if (!description.isKnown()) {
            return false;
        }
        ServerDescription server = current.server(description.address());
        return server == null || (current.type() == TopologyType.SINGLE && !server.isKnown());
    }

    /** Why a server that answered is not one of the deployment's. */
    public static Reason reason(ServerDescription description, @Nullable String replicaSet) {
        String setName = description.member().setName();
        if (replicaSet != null && !replicaSet.equals(setName)) {
            String is = setName == null
                    ? "is a " + description.type().specName() + ", no member of a replica set"
                    : "belongs to replica set '" + setName + "'";
            return new Reason(
                    Kind.WRONG_SET,
                    is + ", and the client was told replicaSet=" + replicaSet,
                    nextStep(description.type(), setName, replicaSet));
        }
        ServerAddress me = description.member().me();
        if (me != null && !me.equals(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME,
                    "calls itself " + me + " in its replica set, and is only used by that name",
                    Problem.NOT_A_MEMBER.nextStep());
        }
        if (setName != null && !description.member().members().contains(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME,
                    "is not among the names that its replica set gives its members: "
                            + description.member().members(),
                    Problem.NOT_A_MEMBER.nextStep());
        }
        return new Reason(
                Kind.OTHER_TYPE,
                "is a " + description.type().specName() + (setName == null ? "" : " of replica set '" + setName + "'")
                        + ", which does not go with the other servers",
                Problem.NOT_A_MEMBER.nextStep());
    }

    private static String nextStep(ServerType type, @Nullable String setName, String replicaSet) {
        if (type == ServerType.RS_GHOST) {
            return Problem.NOT_INITIATED.nextStep();
        }
        if (setName == null) {
            return "leave replicaSet out: a " + type.specName() + " has none; or check the hosts of the connection"
                    + " string, if a replica set is meant";
        }
        return setName.equalsIgnoreCase(replicaSet)
                ? "write replicaSet=" + setName + ": upper and lower case matter in the names of replica sets"
                : "write replicaSet=" + setName + ", or check the hosts of the connection string, if another replica"
                        + " set is meant";
    }

    /** The present ones, in the order in which they were dropped. */
    public Map<ServerAddress, Reason> reasons() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    public void clear() {
        reasons.clear();
    }
}
