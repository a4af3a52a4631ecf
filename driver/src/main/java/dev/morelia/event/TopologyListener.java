package dev.morelia.event;

/**
 * Hears how a deployment and its servers are watched. Called by one thread at a time for one server or deployment; must
 * be thread-safe for several.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring-logging-and-monitoring.md#events-api">SDAM Logging and Monitoring: events</a>
 */
public interface TopologyListener {
    /** A client begins to look at a deployment. */
    default void topologyOpening(TopologyEvent.TopologyOpening event) {}

    /** A client looks at a deployment no more. */
    default void topologyClosed(TopologyEvent.TopologyClosed event) {}

    /** A server is known and will be watched. */
    default void serverOpening(TopologyEvent.ServerOpening event) {}

    /** A server is watched no more. */
    default void serverClosed(TopologyEvent.ServerClosed event) {}

    /** A server is no longer what it was. */
    default void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {}

    /** A deployment is no longer what it was. */
    default void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {}

    /** A server is about to be asked how it is. */
    default void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {}

    /** A server told how it is. */
    default void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {}

    /** A server did not tell how it is. */
    default void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {}
}
