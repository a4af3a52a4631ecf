package dev.morelia.spec.unified.compat;

import com.mongodb.connection.ServerId;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolClearedEvent;
import com.mongodb.event.ConnectionPoolClosedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionPoolReadyEvent;
import com.mongodb.event.ConnectionReadyEvent;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.spec.unified.event.PoolEvents;

/** Adds the pool events of an official client to its log. */
record OfficialPoolEvents(PoolEvents log) implements ConnectionPoolListener {
    private void add(String name, ServerId server, Object event) {
        log.add(name, Addresses.ours(server.getAddress()), event);
    }

    @Override
    public void connectionPoolCreated(ConnectionPoolCreatedEvent event) {
        add("poolCreatedEvent", event.getServerId(), event);
    }

    @Override
    public void connectionPoolReady(ConnectionPoolReadyEvent event) {
        add("poolReadyEvent", event.getServerId(), event);
    }

    @Override
    public void connectionPoolCleared(ConnectionPoolClearedEvent event) {
        add("poolClearedEvent", event.getServerId(), event);
    }

    @Override
    public void connectionPoolClosed(ConnectionPoolClosedEvent event) {
        add("poolClosedEvent", event.getServerId(), event);
    }

    @Override
    public void connectionCreated(ConnectionCreatedEvent event) {
        add("connectionCreatedEvent", event.getConnectionId().getServerId(), event);
    }

    @Override
    public void connectionReady(ConnectionReadyEvent event) {
        add("connectionReadyEvent", event.getConnectionId().getServerId(), event);
    }

    @Override
    public void connectionClosed(ConnectionClosedEvent event) {
        add("connectionClosedEvent", event.getConnectionId().getServerId(), event);
    }

    @Override
    public void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
        add("connectionCheckOutStartedEvent", event.getServerId(), event);
    }

    @Override
    public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
        add("connectionCheckOutFailedEvent", event.getServerId(), event);
    }

    @Override
    public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
        add("connectionCheckedOutEvent", event.getConnectionId().getServerId(), event);
    }

    @Override
    public void connectionCheckedIn(ConnectionCheckedInEvent event) {
        add("connectionCheckedInEvent", event.getConnectionId().getServerId(), event);
    }
}
