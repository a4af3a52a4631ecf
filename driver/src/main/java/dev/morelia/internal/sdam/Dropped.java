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
 * Servers that replied but are not used: removed from the deployment, or unknown despite a direct connection. Without
 * this, a wrong setting would leave nothing to report, because the server is no longer there. Not thread-safe.
 */
public final class Dropped {
    /** The maximum number of servers remembered. */
    private static final int MAXIMUM = 10;

    /** Why a server that replied is not part of the deployment. */
    public enum Kind {
        /** It belongs to another replica set than the settings require, or to none. */
        WRONG_SET,
        /** It has another name in its replica set's configuration. */
        OTHER_NAME,
        /** Its type does not match the deployment. */
        OTHER_TYPE
    }

    /**
     * The reason why a server was dropped.
     *
     * @param kind the kind of reason
     * @param reason the reason as a message, without the server's address at the start
     * @param nextStep what to do about it, without a capital letter and full stop
     */
    public record Reason(Kind kind, String reason, String nextStep) {}

    private final Map<ServerAddress, Reason> reasons = new LinkedHashMap<>();

    public void note(TopologyChange change, @Nullable String replicaSet) {
        ServerDescription description = change.description();
        change.added().forEach(reasons::remove);
        if (description == null) {
            return;
        }
        reasons.remove(description.address());
        if (isDropped(description, change.current()) && reasons.size() < MAXIMUM) {
            reasons.put(description.address(), reason(description, replicaSet));
        }
    }

    /** Whether a server with this description is not to be used. */
    static boolean isDropped(ServerDescription description, TopologyDescription current) {
        if (!description.isKnown()) {
            return false;
        }
        ServerDescription server = current.server(description.address());
        return server == null || (current.type() == TopologyType.SINGLE && !server.isKnown());
    }

    /** Returns the reason why a server that replied is not part of the deployment. */
    public static Reason reason(ServerDescription description, @Nullable String replicaSet) {
        String setName = description.member().setName();
        if (replicaSet != null && !replicaSet.equals(setName)) {
            String is = setName == null
                    ? "is a " + description.type().specName() + ", not a member of a replica set"
                    : "belongs to replica set '" + setName + "'";
            return new Reason(
                    Kind.WRONG_SET,
                    is + ", but the settings say replicaSet=" + replicaSet,
                    nextStep(description.type(), setName, replicaSet));
        }
        ServerAddress me = description.member().me();
        if (me != null && !me.equals(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME,
                    "is " + me + " in its replica set's configuration and only used under that name",
                    Problem.NOT_A_MEMBER.nextStep());
        }
        if (setName != null && !description.member().members().contains(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME,
                    "is not an address in its replica set's configuration: "
                            + description.member().members(),
                    Problem.NOT_A_MEMBER.nextStep());
        }
        return new Reason(
                Kind.OTHER_TYPE,
                "is a " + description.type().specName() + (setName == null ? "" : " of replica set '" + setName + "'")
                        + ", which cannot be used together with the other hosts",
                Problem.NOT_A_MEMBER.nextStep());
    }

    private static String nextStep(ServerType type, @Nullable String setName, String replicaSet) {
        if (type == ServerType.RS_GHOST) {
            return Problem.NOT_INITIATED.nextStep();
        }
        if (setName == null) {
            return "remove replicaSet, because a " + type.specName() + " has none, or check the hosts in the"
                    + " connection string";
        }
        return setName.equalsIgnoreCase(replicaSet)
                ? "set replicaSet=" + setName + ": replica set names are case-sensitive"
                : "set replicaSet=" + setName + ", or check the hosts in the connection string";
    }

    /** The current ones, in the order in which they were dropped. */
    public Map<ServerAddress, Reason> reasons() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    public void clear() {
        reasons.clear();
    }
}
