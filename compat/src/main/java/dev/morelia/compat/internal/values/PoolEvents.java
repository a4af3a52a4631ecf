package dev.morelia.compat.internal.values;

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
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;

/** Publishes the events of connection pools to a listener of the official driver. */
record PoolEvents(ConnectionPoolListener listener, EventOrigin origin) implements PoolListener {
    /** Morelia's events of pools do not tell which operation needs the connection. */
    private static final long NO_OPERATION = -1;

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        listener.connectionPoolCreated(new ConnectionPoolCreatedEvent(
                origin.serverId(event.server()), origin.settings().getConnectionPoolSettings()));
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        listener.connectionPoolReady(new ConnectionPoolReadyEvent(origin.serverId(event.server())));
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        listener.connectionPoolCleared(new ConnectionPoolClearedEvent(
                origin.serverId(event.server()), Descriptions.officialOrNull(event.serviceId())));
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        listener.connectionPoolClosed(new ConnectionPoolClosedEvent(origin.serverId(event.server())));
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        listener.connectionCreated(
                new ConnectionCreatedEvent(origin.connectionId(event.server(), event.driverConnectionId())));
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        listener.connectionReady(new ConnectionReadyEvent(
                origin.connectionId(event.server(), event.driverConnectionId()),
                event.duration().toNanos()));
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        listener.connectionClosed(new ConnectionClosedEvent(
                origin.connectionId(event.server(), event.driverConnectionId()),
                switch (event.reason()) {
                    case STALE -> ConnectionClosedEvent.Reason.STALE;
                    case IDLE -> ConnectionClosedEvent.Reason.IDLE;
                    case ERROR -> ConnectionClosedEvent.Reason.ERROR;
                    case POOL_CLOSED -> ConnectionClosedEvent.Reason.POOL_CLOSED;
                }));
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        listener.connectionCheckOutStarted(
                new ConnectionCheckOutStartedEvent(origin.serverId(event.server()), NO_OPERATION));
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        listener.connectionCheckOutFailed(new ConnectionCheckOutFailedEvent(
                origin.serverId(event.server()),
                NO_OPERATION,
                switch (event.reason()) {
                    case POOL_CLOSED -> ConnectionCheckOutFailedEvent.Reason.POOL_CLOSED;
                    case TIMEOUT -> ConnectionCheckOutFailedEvent.Reason.TIMEOUT;
                    case CONNECTION_ERROR -> ConnectionCheckOutFailedEvent.Reason.CONNECTION_ERROR;
                },
                event.duration().toNanos()));
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        listener.connectionCheckedOut(new ConnectionCheckedOutEvent(
                origin.connectionId(event.server(), event.driverConnectionId()),
                NO_OPERATION,
                event.duration().toNanos()));
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        listener.connectionCheckedIn(new ConnectionCheckedInEvent(
                origin.connectionId(event.server(), event.driverConnectionId()), NO_OPERATION));
    }
}
