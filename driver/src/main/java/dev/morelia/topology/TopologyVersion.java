package dev.morelia.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * The version of the state that a server reports about itself. Immutable and thread-safe.
 *
 * @param processId a new id each time the server process starts
 * @param counter incremented at each change of that process's state
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#topologyversion">Server Discovery and Monitoring: topologyVersion</a>
 */
public record TopologyVersion(ObjectId processId, long counter) {
    /** Checks that the process id is not null. */
    public TopologyVersion {
        Argument.notNull("processId", processId);
    }

    /** Whether this is known to be more recent than the other: same process, greater counter. */
    public boolean isNewerThan(@Nullable TopologyVersion other) {
        return other != null && processId.equals(other.processId) && counter > other.counter;
    }
}
