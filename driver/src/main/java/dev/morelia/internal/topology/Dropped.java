package dev.morelia.internal.topology;

import dev.morelia.event.ServerDescription;
import dev.morelia.settings.ServerAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers that answered and yet were dropped from the deployment. Without it a mistake in the settings would leave
 * nothing to report: the server that it concerns is no longer there. Not thread-safe.
 */
final class Dropped {
    /** As many are remembered. */
    private static final int MOST = 10;

    /** Why a server that answered is not one of the deployment's. */
    enum Kind {
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
     */
    record Reason(Kind kind, String reason) {}

    private final Map<ServerAddress, Reason> reasons = new LinkedHashMap<>();

    void note(TopologyChange change, @Nullable String replicaSet) {
        ServerDescription description = change.description();
        change.added().forEach(reasons::remove);
        if (change.removed().contains(description.address()) && reasons.size() < MOST) {
            reasons.put(description.address(), reason(description, replicaSet));
        }
    }

    /** Why a server that answered is not one of the deployment's. */
    static Reason reason(ServerDescription description, @Nullable String replicaSet) {
        String setName = description.member().setName();
        if (replicaSet != null && !replicaSet.equals(setName)) {
            String is = setName == null
                    ? "is a " + description.type().specName() + ", no member of a replica set"
                    : "belongs to replica set '" + setName + "'";
            return new Reason(Kind.WRONG_SET, is + ", and the client was told replicaSet=" + replicaSet);
        }
        ServerAddress me = description.member().me();
        if (me != null && !me.equals(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME, "calls itself " + me + " in its replica set, and is only used by that name");
        }
        if (setName != null && !description.member().members().contains(description.address())) {
            return new Reason(
                    Kind.OTHER_NAME,
                    "is not among the names that its replica set gives its members: "
                            + description.member().members());
        }
        return new Reason(
                Kind.OTHER_TYPE,
                "is a " + description.type().specName() + ", which does not go with the other servers");
    }

    /** The present ones, in the order in which they were dropped. */
    Map<ServerAddress, Reason> reasons() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    void clear() {
        reasons.clear();
    }
}
