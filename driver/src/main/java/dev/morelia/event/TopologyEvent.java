package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;

/**
 * Something happened while a deployment and its servers were watched.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring-logging-and-monitoring.md#events-api">SDAM Logging and Monitoring: events</a>
 */
public sealed interface TopologyEvent {

    /**
     * A client begins to look at a deployment; the first event of all.
     *
     * @param topologyId tells the deployments of one program apart
     */
    record TopologyOpening(ObjectId topologyId) implements TopologyEvent {}

    /**
     * A client looks at a deployment no more; the last event of all.
     *
     * @param topologyId tells the deployments of one program apart
     */
    record TopologyClosed(ObjectId topologyId) implements TopologyEvent {}

    /**
     * A server is known and will be watched.
     *
     * @param topologyId tells the deployments of one program apart
     * @param server which
     */
    record ServerOpening(ObjectId topologyId, ServerAddress server) implements TopologyEvent {}

    /**
     * A server is watched no more.
     *
     * @param topologyId tells the deployments of one program apart
     * @param server which
     */
    record ServerClosed(ObjectId topologyId, ServerAddress server) implements TopologyEvent {}

    /**
     * A server is no longer what it was. Changes of its round trip time alone do not count.
     *
     * @param topologyId tells the deployments of one program apart
     * @param server which
     * @param previous what was known of it; never null, as every server begins as unknown
     * @param current what is known now
     */
    record ServerDescriptionChanged(
            ObjectId topologyId, ServerAddress server, ServerDescription previous, ServerDescription current)
            implements TopologyEvent {}

    /**
     * A deployment is no longer what it was: its type, its servers, or the state of one of them.
     *
     * @param topologyId tells the deployments of one program apart
     * @param previous what was known of it; {@link TopologyDescription#EMPTY} in the first event
     * @param current what is known now
     */
    record TopologyDescriptionChanged(ObjectId topologyId, TopologyDescription previous, TopologyDescription current)
            implements TopologyEvent {}

    /**
     * A server is about to be asked how it is.
     *
     * @param connection the connection that asks
     * @param awaited whether the server answers only when something has changed
     */
    record HeartbeatStarted(ConnectionId connection, boolean awaited) implements TopologyEvent {}

    /**
     * A server told how it is.
     *
     * @param connection the connection that asked
     * @param awaited whether the server answers only when something has changed; the duration then is no round trip
     * @param duration time since the question
     * @param reply the answer
     */
    record HeartbeatSucceeded(ConnectionId connection, boolean awaited, Duration duration, RawDocument reply)
            implements TopologyEvent {}

    /**
     * A server did not tell how it is.
     *
     * @param connection the connection that asked
     * @param awaited whether the server answers only when something has changed
     * @param duration time since the question
     * @param failure why
     */
    record HeartbeatFailed(ConnectionId connection, boolean awaited, Duration duration, Throwable failure)
            implements TopologyEvent {}
}
