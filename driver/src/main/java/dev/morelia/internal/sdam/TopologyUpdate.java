package dev.morelia.internal.sdam;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.command.Compatibility;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Applies one server description by the specification's table; used once.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#topologytype-table">Server Discovery and Monitoring: TopologyType table</a>
 */
final class TopologyUpdate {
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

    TopologyDescription apply(ServerDescription description) {
        put(description);
        switch (type) {
            case SINGLE -> updateSingle(description);
            case LOAD_BALANCED -> {}
            case UNKNOWN -> updateUnknown(description);
            case SHARDED -> updateSharded(description);
            case REPLICA_SET_NO_PRIMARY, REPLICA_SET_WITH_PRIMARY -> updateReplicaSet(description);
        }
        return result();
    }

    /** Replaces the servers by those at the given addresses; one that stays is not changed. */
    TopologyDescription replaceServers(List<ServerAddress> addresses, long nanos) {
        servers.keySet().retainAll(addresses);
        addresses.forEach(address -> servers.putIfAbsent(address, ServerDescription.unknown(address, nanos)));
        return result();
    }

    private TopologyDescription result() {
        var all = new ArrayList<>(servers.values());
        return new TopologyDescription(
                type, setName, maxElectionId, maxSetVersion, all, sessionTimeoutMinutes(), Compatibility.error(all));
    }

    private void put(ServerDescription server) {
        ServerDescription known = before.server(server.address());
        long since = known != null && known.type() == server.type() ? known.sinceNanos() : server.sinceNanos();
        servers.put(server.address(), server.sinceNanos(since));
    }

    /** Marks a server as unknown because of the description of another one. */
    private void invalidate(ServerDescription server, String error, ServerDescription description) {
        put(ServerDescription.failed(server.address(), description.lastUpdateNanos(), error, null, null));
    }

    private void updateSingle(ServerDescription description) {
        if (description.isKnown()
                && setName != null
                && !setName.equals(description.member().setName())) {
            invalidate(description, "it " + Dropped.reason(description, setName).reason(), description);
        }
    }

    private void updateUnknown(ServerDescription description) {
        switch (description.type()) {
            case STANDALONE -> {
                if (soleSeed) {
                    type = TopologyType.SINGLE;
                } else {
                    servers.remove(description.address());
                }
            }
            case MONGOS -> type = TopologyType.SHARDED;
            case RS_PRIMARY -> updateFromPrimary(description);
            case RS_SECONDARY, RS_ARBITER, RS_OTHER -> {
                type = TopologyType.REPLICA_SET_NO_PRIMARY;
                updateWithoutPrimary(description);
            }
            // A ghost does not know its set, so it does not determine the type of the deployment.
            case UNKNOWN, RS_GHOST, LOAD_BALANCER -> {}
        }
    }

    private void updateSharded(ServerDescription description) {
        if (description.type() != ServerType.MONGOS && description.type() != ServerType.UNKNOWN) {
            servers.remove(description.address());
        }
    }

    private void updateReplicaSet(ServerDescription description) {
        switch (description.type()) {
            case UNKNOWN, RS_GHOST -> checkIfHasPrimary();
            case STANDALONE, MONGOS, LOAD_BALANCER -> remove(description);
            case RS_PRIMARY -> updateFromPrimary(description);
            case RS_SECONDARY, RS_ARBITER, RS_OTHER -> {
                if (type == TopologyType.REPLICA_SET_NO_PRIMARY) {
                    updateWithoutPrimary(description);
                } else {
                    updateWithPrimaryFromMember(description);
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

    /** A secondary's list of members adds servers but removes none: only the primary's list is authoritative. */
    private void updateWithoutPrimary(ServerDescription description) {
        if (setName == null) {
            setName = description.member().setName();
        }
        if (!Objects.equals(setName, description.member().setName())) {
            remove(description);
            return;
        }
        addMembers(description);
        if (isKnownByAnotherName(description)) {
            remove(description);
        }
    }

    private void updateWithPrimaryFromMember(ServerDescription description) {
        if (!Objects.equals(setName, description.member().setName()) || isKnownByAnotherName(description)) {
            servers.remove(description.address());
        }
        // The removed server may have been the primary.
        checkIfHasPrimary();
    }

    /** A server that is known under an alias would be selected, and removed once the primary has replied. */
    private static boolean isKnownByAnotherName(ServerDescription description) {
        ServerAddress me = description.member().me();
        return me != null && !me.equals(description.address());
    }

    private void updateFromPrimary(ServerDescription description) {
        if (setName == null) {
            setName = description.member().setName();
        }
        if (!Objects.equals(setName, description.member().setName())) {
            remove(description);
            return;
        }
        if (isStale(description)) {
            invalidate(
                    description,
                    "primary marked stale due to electionId/setVersion mismatch, "
                            + tuple(
                                    description.member().electionId(),
                                    description.member().setVersion()) + " is stale compared to "
                            + tuple(maxElectionId, maxSetVersion),
                    description);
            checkIfHasPrimary();
            return;
        }
        remember(description);
        for (ServerDescription server : new ArrayList<>(servers.values())) {
            if (server.type() == ServerType.RS_PRIMARY && !server.address().equals(description.address())) {
                invalidate(
                        server,
                        "primary marked stale due to discovery of newer primary " + description.address(),
                        description);
            }
        }
        SequencedSet<ServerAddress> members = addMembers(description);
        servers.keySet().removeIf(address -> !members.contains(address));
        checkIfHasPrimary();
    }

    private SequencedSet<ServerAddress> addMembers(ServerDescription description) {
        SequencedSet<ServerAddress> members = description.member().members();
        for (ServerAddress address : members) {
            servers.putIfAbsent(address, ServerDescription.unknown(address, description.lastUpdateNanos()));
        }
        return members;
    }

    /** Primaries since 6.0 are ordered by election first; those before by version of the configuration first. */
    private static boolean isOrderedByElection(ServerDescription primary) {
        return primary.maxWireVersion() >= WireVersion.SERVER_6_0;
    }

    private boolean isStale(ServerDescription description) {
        ObjectId electionId = description.member().electionId();
        Long setVersion = description.member().setVersion();
        if (isOrderedByElection(description)) {
            int byElection = compare(electionId, maxElectionId);
            return byElection < 0 || (byElection == 0 && compare(setVersion, maxSetVersion) < 0);
        }
        if (electionId == null || setVersion == null || maxElectionId == null || maxSetVersion == null) {
            return false;
        }
        int byVersion = setVersion.compareTo(maxSetVersion);
        return byVersion < 0 || (byVersion == 0 && electionId.compareTo(maxElectionId) < 0);
    }

    private void remember(ServerDescription description) {
        ObjectId electionId = description.member().electionId();
        Long setVersion = description.member().setVersion();
        if (isOrderedByElection(description)) {
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

    /** Null is less than any other value. */
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

    /** The minimum of the data-bearing servers; null if one of them has none. */
    private @Nullable Integer sessionTimeoutMinutes() {
        Integer minimum = null;
        for (Map.Entry<ServerAddress, ServerDescription> entry : servers.entrySet()) {
            if (!entry.getValue().type().isDataBearing()) {
                continue;
            }
            Integer minutes = entry.getValue().logicalSessionTimeoutMinutes();
            if (minutes == null) {
                return null;
            }
            minimum = minimum == null ? minutes : Math.min(minimum, minutes);
        }
        return minimum;
    }
}
