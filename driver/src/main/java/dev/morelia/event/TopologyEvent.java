package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;

/**
 * An event of server discovery and monitoring.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring-logging-and-monitoring.md#events-api">SDAM Logging and Monitoring: events</a>
 */
public sealed interface TopologyEvent {

    /**
     * A client starts to monitor a deployment; the first event.
     *
     * @param topologyId distinguishes the deployments of one program
     */
    record TopologyOpening(ObjectId topologyId) implements TopologyEvent {}

    /**
     * A client stopped monitoring a deployment; the last event.
     *
     * @param topologyId distinguishes the deployments of one program
     */
    record TopologyClosed(ObjectId topologyId) implements TopologyEvent {}

    /**
     * A server was added to the topology and will be monitored.
     *
     * @param topologyId distinguishes the deployments of one program
     * @param server the server
     */
    record ServerOpening(ObjectId topologyId, ServerAddress server) implements TopologyEvent {}

    /**
     * A server was removed from the topology and is no longer monitored.
     *
     * @param topologyId distinguishes the deployments of one program
     * @param server the server
     */
    record ServerClosed(ObjectId topologyId, ServerAddress server) implements TopologyEvent {}

    /**
     * The description of a server changed. Changes of its round-trip time alone are not published.
     *
     * @param topologyId distinguishes the deployments of one program
     * @param server the server
     * @param previous the previous description; never null, as every server starts as unknown
     * @param current the new description
     */
    record ServerDescriptionChanged(
            ObjectId topologyId, ServerAddress server, ServerDescription previous, ServerDescription current)
            implements TopologyEvent {}

    /**
     * The description of the topology changed: its type, its servers, or the state of one of them.
     *
     * @param topologyId distinguishes the deployments of one program
     * @param previous the previous description; {@link TopologyDescription#EMPTY} in the first event
     * @param current the new description
     */
    record TopologyDescriptionChanged(ObjectId topologyId, TopologyDescription previous, TopologyDescription current)
            implements TopologyEvent {}

    /**
     * A heartbeat is about to be sent to a server.
     *
     * @param connection the connection of the heartbeat
     * @param awaited whether the server delays its reply until its state changes
     */
    record HeartbeatStarted(ConnectionId connection, boolean awaited) implements TopologyEvent {}

    /**
     * A server replied to a heartbeat.
     *
     * @param connection the connection of the heartbeat
     * @param awaited whether the server delayed its reply until its state changed; if so, the duration is not a
     *     round-trip time
     * @param duration time since the heartbeat started
     * @param reply the reply
     */
    record HeartbeatSucceeded(ConnectionId connection, boolean awaited, Duration duration, RawDocument reply)
            implements TopologyEvent {}

    /**
     * A heartbeat failed.
     *
     * @param connection the connection of the heartbeat
     * @param awaited whether the server delays its reply until its state changes
     * @param duration time since the heartbeat started
     * @param failure the error
     */
    record HeartbeatFailed(ConnectionId connection, boolean awaited, Duration duration, Throwable failure)
            implements TopologyEvent {}
}
