package dev.morelia.spec.unified.compat;

import com.mongodb.event.ClusterClosedEvent;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import com.mongodb.event.ClusterOpeningEvent;
import com.mongodb.event.ServerClosedEvent;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatStartedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerListener;
import com.mongodb.event.ServerMonitorListener;
import com.mongodb.event.ServerOpeningEvent;
import dev.morelia.spec.unified.event.DiscoveryEvents;

/** Adds the monitoring events of an official client to its log. */
record OfficialDiscoveryEvents(DiscoveryEvents log) implements ClusterListener, ServerListener, ServerMonitorListener {
    @Override
    public void clusterOpening(ClusterOpeningEvent event) {
        log.add("topologyOpeningEvent", event);
    }

    @Override
    public void clusterClosed(ClusterClosedEvent event) {
        log.add("topologyClosedEvent", event);
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        log.add("topologyDescriptionChangedEvent", event);
    }

    @Override
    public void serverOpening(ServerOpeningEvent event) {
        log.add("serverOpeningEvent", event);
    }

    @Override
    public void serverClosed(ServerClosedEvent event) {
        log.add("serverClosedEvent", event);
    }

    @Override
    public void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
        log.add("serverDescriptionChangedEvent", event);
    }

    @Override
    public void serverHearbeatStarted(ServerHeartbeatStartedEvent event) {
        log.add("serverHeartbeatStartedEvent", event);
    }

    @Override
    public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
        log.add("serverHeartbeatSucceededEvent", event);
    }

    @Override
    public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
        log.add("serverHeartbeatFailedEvent", event);
    }
}
