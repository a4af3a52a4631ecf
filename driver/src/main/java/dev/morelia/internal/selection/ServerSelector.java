package dev.morelia.internal.selection;

import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.util.List;

/**
 * Which servers can serve a kind of operation, by what they are. Pure and immutable. Preferences among those that can
 * are {@link Selection}'s.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#rules-for-server-selection">Server Selection: rules</a>
 */
public sealed interface ServerSelector permits WriteSelector, ReadSelector {

    /** What is looked for, to follow "no", as in {@code writable server}. */
    String wanted();

    /**
     * The servers that can serve the operation, in the order of the candidates.
     *
     * @param topology what is known of the deployment
     * @param candidates servers of the deployment to choose from
     * @throws IllegalArgumentException if the wish can never be fulfilled by a deployment of this kind
     */
    List<ServerDescription> select(TopologyDescription topology, List<ServerDescription> candidates);

    /**
     * Why one of the candidates cannot serve the operation.
     *
     * @param topology what is known of the deployment
     * @param candidates servers of the deployment to choose from
     * @param server one of these, known, that {@link #select} leaves out
     */
    Verdict verdict(TopologyDescription topology, List<ServerDescription> candidates, ServerDescription server);

    /** The verdict on a server where types of members do not count. */
    static Verdict outsideReplicaSet(TopologyDescription topology, ServerDescription server) {
        return wrongType(
                server,
                topology.type() == TopologyType.UNKNOWN
                        ? "no server has told yet what kind of deployment this is"
                        : "only a mongos takes operations");
    }

    /** The verdict on a server of a type that does not do. */
    static Verdict wrongType(ServerDescription server, String wanted) {
        return new Verdict(
                server.address(), Reason.WRONG_TYPE, "is " + server.type().specName() + ", and " + wanted);
    }
}
