package dev.morelia.internal.topology;

import dev.morelia.event.ServerDescription;
import dev.morelia.settings.ServerAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers that answered and yet were dropped from the deployment. Without it a mistake in the settings would leave
 * nothing to report: the server that it concerns is no longer there. Not thread-safe.
 */
final class Dropped {
    /** As many are remembered. */
    private static final int MOST = 10;

    private final Map<ServerAddress, String> reasons = new LinkedHashMap<>();

    void note(TopologyChange change, @Nullable String replicaSet) {
        ServerDescription news = change.news();
        change.added().forEach(reasons::remove);
        if (change.removed().contains(news.address()) && reasons.size() < MOST) {
            reasons.put(news.address(), reason(news, replicaSet));
        }
    }

    /** Why a server that answered is not one of the deployment's. */
    static String reason(ServerDescription news, @Nullable String replicaSet) {
        String setName = news.member().setName();
        if (replicaSet != null && !replicaSet.equals(setName)) {
            return (setName == null
                            ? "is a " + news.type().specName() + ", no member of a replica set"
                            : "belongs to replica set '" + setName + "'")
                    + ", and the client was told replicaSet=" + replicaSet;
        }
        ServerAddress me = news.member().me();
        if (me != null && !me.equals(news.address())) {
            return "calls itself " + me + " in its replica set, and is only used by that name";
        }
        return "is a " + news.type().specName() + ", which does not go with the other servers";
    }

    /** One sentence for each, with its address. */
    List<String> sentences() {
        return reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    void clear() {
        reasons.clear();
    }
}
