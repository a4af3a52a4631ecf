package dev.morelia.internal.selection;

import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.ReadPreference.Mode;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Selects the servers that a read preference allows. Hedged reads are up to the server and have no effect here.
 *
 * @param readPreference the read preference
 * @param heartbeatFrequency the time between two checks of a server, part of the staleness estimate
 */
public record ReadSelector(ReadPreference readPreference, Duration heartbeatFrequency) implements ServerSelector {

    @Override
    public String wanted() {
        var text = new StringBuilder("server for read preference ")
                .append(readPreference.mode().wireName());
        if (!readPreference.tagSets().isEmpty()) {
            text.append(" with tags ").append(readPreference.tagSets());
        }
        if (readPreference.maxStaleness() != null) {
            text.append(" with maxStaleness ")
                    .append(readPreference.maxStaleness().toSeconds())
                    .append(" s");
        }
        return text.toString();
    }

    @Override
    public List<ServerDescription> select(TopologyDescription topology, List<ServerDescription> candidates) {
        return switch (topology.type()) {
            case UNKNOWN -> List.of();
            case SINGLE, LOAD_BALANCED ->
                candidates.stream().filter(ServerDescription::isKnown).toList();
            case SHARDED -> Candidates.ofType(candidates, ServerType.MONGOS);
            case REPLICA_SET_WITH_PRIMARY, REPLICA_SET_NO_PRIMARY -> members(topology, candidates);
        };
    }

    private List<ServerDescription> members(TopologyDescription topology, List<ServerDescription> candidates) {
        Staleness.check(readPreference, heartbeatFrequency);
        List<ServerDescription> primary = Candidates.ofType(candidates, ServerType.RS_PRIMARY);
        return switch (readPreference.mode()) {
            case PRIMARY -> primary;
            case PRIMARY_PREFERRED -> primary.isEmpty() ? eligible(topology, secondaries(candidates)) : primary;
            case SECONDARY -> eligible(topology, secondaries(candidates));
            case SECONDARY_PREFERRED -> {
                List<ServerDescription> secondaries = eligible(topology, secondaries(candidates));
                yield secondaries.isEmpty() ? primary : secondaries;
            }
            case NEAREST -> eligible(topology, nearest(candidates));
        };
    }

    private static List<ServerDescription> secondaries(List<ServerDescription> candidates) {
        return Candidates.ofType(candidates, ServerType.RS_SECONDARY);
    }

    private static List<ServerDescription> nearest(List<ServerDescription> candidates) {
        return candidates.stream().filter(ReadSelector::isReadable).toList();
    }

    private static boolean isReadable(ServerDescription server) {
        return server.type() == ServerType.RS_PRIMARY || server.type() == ServerType.RS_SECONDARY;
    }

    /** Staleness first, then tags: otherwise a tag set could match only stale servers. */
    private List<ServerDescription> eligible(TopologyDescription topology, List<ServerDescription> servers) {
        return tagged(fresh(topology, servers));
    }

    private List<ServerDescription> fresh(TopologyDescription topology, List<ServerDescription> servers) {
        Duration limit = readPreference.maxStaleness();
        if (limit == null) {
            return servers;
        }
        var staleness = new Staleness(topology, heartbeatFrequency);
        return servers.stream()
                .filter(server -> staleness.of(server).compareTo(limit) <= 0)
                .toList();
    }

    private List<ServerDescription> tagged(List<ServerDescription> servers) {
        if (readPreference.tagSets().isEmpty()) {
            return servers;
        }
        for (Map<String, String> tagSet : readPreference.tagSets()) {
            List<ServerDescription> matching = servers.stream()
                    .filter(server -> server.member().hasTags(tagSet))
                    .toList();
            if (!matching.isEmpty()) {
                return matching;
            }
        }
        return List.of();
    }

    @Override
    public Verdict verdict(TopologyDescription topology, List<ServerDescription> candidates, ServerDescription server) {
        if (!topology.type().isReplicaSet()) {
            return ServerSelector.outsideReplicaSet(topology, server);
        }
        if (!isReadable(server)) {
            return ServerSelector.wrongType(server, "only a primary or secondary can be read from");
        }
        Mode mode = readPreference.mode();
        if (server.type() == ServerType.RS_SECONDARY && mode == Mode.PRIMARY) {
            return ServerSelector.wrongType(server, "the read preference requires the primary");
        }
        if (server.type() == ServerType.RS_SECONDARY
                && mode == Mode.PRIMARY_PREFERRED
                && !Candidates.ofType(candidates, ServerType.RS_PRIMARY).isEmpty()) {
            return ServerSelector.wrongType(server, "the read preference prefers the primary");
        }
        if (server.type() == ServerType.RS_PRIMARY && mode != Mode.NEAREST) {
            return ServerSelector.wrongType(
                    server,
                    mode == Mode.SECONDARY
                            ? "the read preference requires a secondary"
                            : "the read preference prefers secondaries");
        }
        return ineligible(topology, server);
    }

    private Verdict ineligible(TopologyDescription topology, ServerDescription server) {
        Duration limit = readPreference.maxStaleness();
        if (limit != null) {
            Duration lag = new Staleness(topology, heartbeatFrequency).of(server);
            if (lag.compareTo(limit) > 0) {
                String may = Staleness.isUnknown(server)
                        ? "reports " + server.lastWriteDate() + " as its last write date, so its staleness is unknown,"
                                + " and maxStaleness allows "
                        : "may be up to " + Candidates.seconds(lag) + " stale, and maxStaleness allows ";
                return new Verdict(server.address(), Reason.STALE, may + Candidates.seconds(limit));
            }
        }
        boolean matches = readPreference.tagSets().stream().anyMatch(server.member()::hasTags);
        return new Verdict(
                server.address(),
                Reason.TAGS,
                "has tags " + server.member().tags()
                        + (matches
                                ? ", and other servers match an earlier tag set of " + readPreference.tagSets()
                                : ", which match none of " + readPreference.tagSets()));
    }
}
