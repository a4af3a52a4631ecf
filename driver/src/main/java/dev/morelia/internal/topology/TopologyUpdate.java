package dev.morelia.internal.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyDescription;
import dev.morelia.event.TopologyType;
import dev.morelia.internal.selection.Compatibility;
import dev.morelia.settings.ServerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the specification's table: the description under change, used for a single news and thrown away.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#topologytype-table">Server Discovery and Monitoring: TopologyType table</a>
 */
final class TopologyUpdate {
    /** Primaries from 6.0 on are ordered by election first; those before by version of the configuration first. */
    private static final int ELECTION_FIRST_WIRE_VERSION = 17;

    private final TopologyDescription before;
    private final boolean soleSeed;
    private final SequencedMap<ServerAddress, ServerDescription> servers = new LinkedHashMap<>();
    private TopologyType type;
    private @Nullable String setName;
    private @Nullable ObjectId maxElectionId;
    private @Nullable Long maxSetVersion;

    TopologyUpdate(TopologyDescription current, boolean soleSeed) {
        this.before = current;
        this.soleSeed = soleSeed;
        this.type = current.type();
        this.setName = current.setName();
        this.maxElectionId = current.maxElectionId();
        this.maxSetVersion = current.maxSetVersion();
        current.servers().forEach(server -> servers.put(server.address(), server));
    }

    TopologyDescription apply(ServerDescription news) {
        put(news);
        switch (type) {
            case SINGLE -> updateSingle(news);
            case LOAD_BALANCED -> {}
            case UNKNOWN -> updateUnknown(news);
            case SHARDED -> updateSharded(news);
            case REPLICA_SET_NO_PRIMARY, REPLICA_SET_WITH_PRIMARY -> updateReplicaSet(news);
        }
        var all = new ArrayList<>(servers.values());
        return new TopologyDescription(
                type, setName, maxElectionId, maxSetVersion, all, sessionTimeoutMinutes(), Compatibility.error(all));
    }

    private void put(ServerDescription server) {
        ServerDescription known = before.server(server.address());
        long since = known != null && known.type() == server.type() ? known.sinceNanos() : server.sinceNanos();
        servers.put(server.address(), server.sinceNanos(since));
    }

    /** A server that the news of another one makes unknown. */
    private void invalidate(ServerDescription server, String error, ServerDescription news) {
        put(ServerDescription.failed(server.address(), news.lastUpdateNanos(), error, null, null));
    }

    private void updateSingle(ServerDescription news) {
        if (news.isKnown() && setName != null && !setName.equals(news.member().setName())) {
            invalidate(news, wrongSet(news), news);
        }
    }

    private String wrongSet(ServerDescription news) {
        String actual = news.member().setName();
        return "it " + (actual == null ? "is no member of a replica set" : "belongs to replica set '" + actual + "'")
                + ", but the client was told replicaSet=" + setName;
    }

    private void updateUnknown(ServerDescription news) {
        switch (news.type()) {
            case STANDALONE -> {
                if (soleSeed) {
                    type = TopologyType.SINGLE;
                } else {
                    servers.remove(news.address());
                }
            }
            case MONGOS -> type = TopologyType.SHARDED;
            case RS_PRIMARY -> updateFromPrimary(news);
            case RS_SECONDARY, RS_ARBITER, RS_OTHER -> {
                type = TopologyType.REPLICA_SET_NO_PRIMARY;
                updateWithoutPrimary(news);
            }
            // A ghost does not know its set, so it cannot tell which kind of deployment this is.
            case UNKNOWN, RS_GHOST, LOAD_BALANCER -> {}
        }
    }

    private void updateSharded(ServerDescription news) {
        if (news.type() != ServerType.MONGOS && news.type() != ServerType.UNKNOWN) {
            servers.remove(news.address());
        }
    }

    private void updateReplicaSet(ServerDescription news) {
        switch (news.type()) {
            case UNKNOWN, RS_GHOST -> checkIfHasPrimary();
            case STANDALONE, MONGOS, LOAD_BALANCER -> remove(news);
            case RS_PRIMARY -> updateFromPrimary(news);
            case RS_SECONDARY, RS_ARBITER, RS_OTHER -> {
                if (type == TopologyType.REPLICA_SET_NO_PRIMARY) {
                    updateWithoutPrimary(news);
                } else {
                    updateWithPrimaryFromMember(news);
                }
            }
        }
    }

    private void remove(ServerDescription server) {
        servers.remove(server.address());
        checkIfHasPrimary();
    }

    private void checkIfHasPrimary() {
        boolean hasPrimary = servers.values().stream().anyMatch(server -> server.type() == ServerType.RS_PRIMARY);
        type = hasPrimary ? TopologyType.REPLICA_SET_WITH_PRIMARY : TopologyType.REPLICA_SET_NO_PRIMARY;
    }

    /** Members are believed as to who else there is, not as to who is gone: only a primary knows that. */
    private void updateWithoutPrimary(ServerDescription news) {
        if (setName == null) {
            setName = news.member().setName();
        }
        if (!Objects.equals(setName, news.member().setName())) {
            remove(news);
            return;
        }
        addMembers(news);
        if (isKnownByAnotherName(news)) {
            remove(news);
        }
    }

    private void updateWithPrimaryFromMember(ServerDescription news) {
        if (!Objects.equals(setName, news.member().setName()) || isKnownByAnotherName(news)) {
            servers.remove(news.address());
        }
        // It may itself have been the primary.
        checkIfHasPrimary();
    }

    /** A server under another name than its set's would be chosen, and lost again once the primary has answered. */
    private static boolean isKnownByAnotherName(ServerDescription news) {
        ServerAddress me = news.member().me();
        return me != null && !me.equals(news.address());
    }

    private void updateFromPrimary(ServerDescription news) {
        if (setName == null) {
            setName = news.member().setName();
        }
        if (!Objects.equals(setName, news.member().setName())) {
            remove(news);
            return;
        }
        if (isStale(news)) {
            invalidate(
                    news,
                    "primary marked stale due to electionId/setVersion mismatch, "
                            + tuple(news.member().electionId(), news.member().setVersion()) + " is stale compared to "
                            + tuple(maxElectionId, maxSetVersion),
                    news);
            checkIfHasPrimary();
            return;
        }
        remember(news);
        for (ServerDescription server : new ArrayList<>(servers.values())) {
            if (server.type() == ServerType.RS_PRIMARY && !server.address().equals(news.address())) {
                invalidate(server, "primary marked stale due to discovery of newer primary " + news.address(), news);
            }
        }
        SequencedSet<ServerAddress> members = addMembers(news);
        servers.keySet().removeIf(address -> !members.contains(address));
        checkIfHasPrimary();
    }

    private SequencedSet<ServerAddress> addMembers(ServerDescription news) {
        SequencedSet<ServerAddress> members = news.member().members();
        for (ServerAddress address : members) {
            servers.putIfAbsent(address, ServerDescription.unknown(address, news.lastUpdateNanos()));
        }
        return members;
    }

    private boolean isStale(ServerDescription news) {
        ObjectId electionId = news.member().electionId();
        Long setVersion = news.member().setVersion();
        if (news.maxWireVersion() >= ELECTION_FIRST_WIRE_VERSION) {
            int byElection = compare(electionId, maxElectionId);
            return byElection < 0 || (byElection == 0 && compare(setVersion, maxSetVersion) < 0);
        }
        if (electionId == null || setVersion == null || maxElectionId == null || maxSetVersion == null) {
            return false;
        }
        int byVersion = setVersion.compareTo(maxSetVersion);
        return byVersion < 0 || (byVersion == 0 && electionId.compareTo(maxElectionId) < 0);
    }

    private void remember(ServerDescription news) {
        ObjectId electionId = news.member().electionId();
        Long setVersion = news.member().setVersion();
        if (news.maxWireVersion() >= ELECTION_FIRST_WIRE_VERSION) {
            maxElectionId = electionId;
            maxSetVersion = setVersion;
            return;
        }
        if (electionId != null && setVersion != null) {
            maxElectionId = electionId;
        }
        if (compare(setVersion, maxSetVersion) > 0) {
            maxSetVersion = setVersion;
        }
    }

    /** Null is less than anything else. */
    private static <T extends Comparable<T>> int compare(@Nullable T one, @Nullable T other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one.compareTo(other);
    }

    private static String tuple(@Nullable ObjectId electionId, @Nullable Long setVersion) {
        return "(" + (electionId == null ? "no electionId" : electionId.hex()) + ", "
                + (setVersion == null ? "no setVersion" : setVersion) + ")";
    }

    /** The shortest of those that hold data, null if one of them has none. */
    private @Nullable Integer sessionTimeoutMinutes() {
        Integer shortest = null;
        for (Map.Entry<ServerAddress, ServerDescription> entry : servers.entrySet()) {
            if (!entry.getValue().type().isDataBearing()) {
                continue;
            }
            Integer minutes = entry.getValue().logicalSessionTimeoutMinutes();
            if (minutes == null) {
                return null;
            }
            shortest = shortest == null ? minutes : Math.min(shortest, minutes);
        }
        return shortest;
    }
}
