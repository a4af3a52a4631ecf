package dev.morelia.event;

/**
 * Listener for server discovery and monitoring events. Events of one server or deployment are published by one thread
 * at a time; must be thread-safe across servers.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring-logging-and-monitoring.md#events-api">SDAM Logging and Monitoring: events</a>
 */
public interface TopologyListener {
    /** A client starts to monitor a deployment. */
    default void topologyOpening(TopologyEvent.TopologyOpening event) {}

    /** A client stopped monitoring a deployment. */
    default void topologyClosed(TopologyEvent.TopologyClosed event) {}

    /** A server was added to the topology and will be monitored. */
    default void serverOpening(TopologyEvent.ServerOpening event) {}

    /** A server was removed from the topology and is no longer monitored. */
    default void serverClosed(TopologyEvent.ServerClosed event) {}

    /** The description of a server changed. */
    default void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {}

    /** The description of the topology changed. */
    default void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {}

    /** A heartbeat is about to be sent to a server. */
    default void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {}

    /** A server replied to a heartbeat. */
    default void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {}

    /** A heartbeat failed. */
    default void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {}
}
