package dev.morelia.internal.selection;

import dev.morelia.internal.selection.Verdict.Reason;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.util.List;

/**
 * Selects the servers that can execute a kind of operation, by their descriptions. Pure and immutable. {@link
 * Selection} chooses among them.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#rules-for-server-selection">Server Selection: rules</a>
 */
public sealed interface ServerSelector permits WriteSelector, ReadSelector {

    /** The kind of server to select, to follow "no" in a message, such as {@code writable server}. */
    String wanted();

    /**
     * Returns the servers that can execute the operation, in the order of the candidates.
     *
     * @param topology the topology
     * @param candidates servers of the topology to choose from
     * @throws IllegalArgumentException if a deployment of this kind can never meet the criteria
     */
    List<ServerDescription> select(TopologyDescription topology, List<ServerDescription> candidates);

    /**
     * Explains why one of the candidates cannot execute the operation.
     *
     * @param topology the topology
     * @param candidates servers of the topology to choose from
     * @param server one of the candidates, of known type, that {@link #select} does not return
     */
    Verdict verdict(TopologyDescription topology, List<ServerDescription> candidates, ServerDescription server);

    /** Returns the verdict on a server in a deployment where member types do not apply. */
    static Verdict outsideReplicaSet(TopologyDescription topology, ServerDescription server) {
        return wrongType(
                server,
                topology.type() == TopologyType.UNKNOWN
                        ? "the type of the deployment is not known yet"
                        : "only a mongos accepts operations");
    }

    /** Returns the verdict on a server of a type that is not suitable. */
    static Verdict wrongType(ServerDescription server, String wanted) {
        return new Verdict(
                server.address(), Reason.WRONG_TYPE, "is " + server.type().specName() + ", but " + wanted);
    }
}
