package dev.morelia.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a server's report about itself is. Immutable and thread-safe.
 *
 * @param processId drawn anew at each start of the server process
 * @param counter counts the changes of that process's state
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
