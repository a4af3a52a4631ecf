package dev.morelia.internal.selection;

import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.util.List;

/** Selects the servers that accept writes. */
public record WriteSelector() implements ServerSelector {

    @Override
    public String wanted() {
        return "writable server";
    }

    @Override
    public List<ServerDescription> select(TopologyDescription topology, List<ServerDescription> candidates) {
        return switch (topology.type()) {
            case UNKNOWN -> List.of();
            case SINGLE, LOAD_BALANCED ->
                candidates.stream().filter(ServerDescription::isKnown).toList();
            case SHARDED -> Candidates.ofType(candidates, ServerType.MONGOS);
            case REPLICA_SET_WITH_PRIMARY, REPLICA_SET_NO_PRIMARY ->
                Candidates.ofType(candidates, ServerType.RS_PRIMARY);
        };
    }

    @Override
    public Verdict verdict(TopologyDescription topology, List<ServerDescription> candidates, ServerDescription server) {
        return topology.type().isReplicaSet()
                ? ServerSelector.wrongType(server, "only the primary accepts writes")
                : ServerSelector.outsideReplicaSet(topology, server);
    }
}
