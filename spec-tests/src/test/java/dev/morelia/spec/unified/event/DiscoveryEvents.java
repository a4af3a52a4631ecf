package dev.morelia.spec.unified.event;

import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** Adds the monitoring events of a client to its log. */
public record DiscoveryEvents(EventLog log) implements TopologyListener {
    /** Adds an event, whatever class the API has for it. */
    public void add(String name, Object event) {
        log.add(name, event);
    }

    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        log.add("topologyOpeningEvent", event);
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        log.add("topologyClosedEvent", event);
    }

    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        log.add("serverOpeningEvent", event);
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        log.add("serverClosedEvent", event);
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        log.add("serverDescriptionChangedEvent", event);
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        log.add("topologyDescriptionChangedEvent", event);
    }

    @Override
    public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
        log.add("serverHeartbeatStartedEvent", event);
    }

    @Override
    public void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {
        log.add("serverHeartbeatSucceededEvent", event);
    }

    @Override
    public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
        log.add("serverHeartbeatFailedEvent", event);
    }
}
