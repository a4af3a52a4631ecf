package dev.morelia.compat.internal.values;

import com.mongodb.event.ClusterClosedEvent;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import com.mongodb.event.ClusterOpeningEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** Publishes the events of a deployment to a listener of the official driver. */
record ClusterEvents(ClusterListener listener, EventOrigin origin) implements TopologyListener {
    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        listener.clusterOpening(new ClusterOpeningEvent(origin.clusterId()));
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        listener.clusterClosed(new ClusterClosedEvent(origin.clusterId()));
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        listener.clusterDescriptionChanged(new ClusterDescriptionChangedEvent(
                origin.clusterId(), origin.cluster(event.current()), origin.cluster(event.previous())));
    }
}
