package dev.morelia.simulation.fault;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** A listener of all kinds that does the same with each event. */
public final class ListenerOfAll implements CommandListener, PoolListener, TopologyListener {
    private final Runnable action;

    /** Creates a listener that runs an action, which may throw. */
    public ListenerOfAll(Runnable action) {
        this.action = action;
    }

    @Override
    public void started(CommandStartedEvent event) {
        action.run();
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        action.run();
    }

    @Override
    public void failed(CommandFailedEvent event) {
        action.run();
    }

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        action.run();
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        action.run();
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        action.run();
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        action.run();
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        action.run();
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        action.run();
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        action.run();
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        action.run();
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        action.run();
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        action.run();
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        action.run();
    }

    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        action.run();
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        action.run();
    }

    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        action.run();
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        action.run();
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        action.run();
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        action.run();
    }

    @Override
    public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
        action.run();
    }

    @Override
    public void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {
        action.run();
    }

    @Override
    public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
        action.run();
    }
}
