package dev.morelia.topology;

import dev.morelia.bson.ObjectId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a server reports about the replica set that it is a member of. Immutable and thread-safe.
 *
 * @param setName name of the set; null if the server is not a member of one, or does not know it
 * @param me the address of this server in the set's configuration, or null
 * @param hosts members that hold data and can become primary, in the server's order
 * @param passives members that hold data and cannot become primary
 * @param arbiters members that only vote
 * @param primary the primary as this server sees it, or null
 * @param tags the server's tags, in its order
 * @param electionId the election that made this server primary, or null
 * @param setVersion version of the set's configuration, or null
 */
public record ReplicaSetMember(
        @Nullable String setName,
        @Nullable ServerAddress me,
        List<ServerAddress> hosts,
        List<ServerAddress> passives,
        List<ServerAddress> arbiters,
        @Nullable ServerAddress primary,
        Map<String, String> tags,
        @Nullable ObjectId electionId,
        @Nullable Long setVersion) {
    /** A server that reports nothing about a replica set. */
    public static final ReplicaSetMember NONE =
            new ReplicaSetMember(null, null, List.of(), List.of(), List.of(), null, Map.of(), null, null);

    /** Copies lists and tags, keeping their order. */
    public ReplicaSetMember {
        hosts = List.copyOf(hosts);
        passives = List.copyOf(passives);
        arbiters = List.copyOf(arbiters);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** All members that this server reports: hosts, passives, arbiters, in this order, each once. */
    public SequencedSet<ServerAddress> members() {
        var members = new LinkedHashSet<>(hosts);
        members.addAll(passives);
        members.addAll(arbiters);
        return members;
    }

    /** Whether the server has all these tags; true if there are none. */
    public boolean hasTags(Map<String, String> wanted) {
        return tags.entrySet().containsAll(wanted.entrySet());
    }
}
