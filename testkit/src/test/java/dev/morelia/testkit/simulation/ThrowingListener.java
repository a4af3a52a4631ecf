package dev.morelia.testkit.simulation;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** A listener of all kinds that throws when its surroundings do. */
final class ThrowingListener implements CommandListener, PoolListener, TopologyListener {

    private final ThrowingEnv env;

    ThrowingListener(ThrowingEnv env) {
        this.env = env;
    }

    @Override
    public void started(CommandStartedEvent event) {
        env.mayThrow();
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        env.mayThrow();
    }

    @Override
    public void failed(CommandFailedEvent event) {
        env.mayThrow();
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        env.mayThrow();
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        env.mayThrow();
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        env.mayThrow();
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        env.mayThrow();
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        env.mayThrow();
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        env.mayThrow();
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        env.mayThrow();
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        env.mayThrow();
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        env.mayThrow();
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        env.mayThrow();
    }

    @Override
    public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
        env.mayThrow();
    }

    @Override
    public void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {
        env.mayThrow();
    }

    @Override
    public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
        env.mayThrow();
    }
}
