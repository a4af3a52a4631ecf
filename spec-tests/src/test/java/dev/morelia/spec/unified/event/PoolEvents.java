package dev.morelia.spec.unified.event;

import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.topology.ServerAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds the pool events of a client to its log, and counts connections even if they are not observed. */
public final class PoolEvents implements PoolListener {
    private final EventLog log;
    private final AtomicInteger checkedOut = new AtomicInteger();
    private final Map<ServerAddress, Integer> ready = new ConcurrentHashMap<>();
    private final Set<ServerAddress> pools = ConcurrentHashMap.newKeySet();

    /** A listener for one client. */
    public PoolEvents(EventLog log) {
        this.log = log;
    }

    /** The number of connections in use. */
    public int checkedOut() {
        return checkedOut.get();
    }

    /** The number of connections to a server opened so far. */
    public int ready(ServerAddress server) {
        return ready.getOrDefault(server, 0);
    }

    /** Adds an event, whatever class the API has for it. */
    public void add(String name, ServerAddress server, Object event) {
        switch (name) {
            case "poolReadyEvent" -> pools.add(server);
            case "connectionCheckedOutEvent" -> checkedOut.incrementAndGet();
            case "connectionCheckedInEvent" -> checkedOut.decrementAndGet();
            default -> {}
        }
        log.add(name, event);
        if (name.equals("connectionReadyEvent")) {
            ready.merge(server, 1, Integer::sum);
        }
    }

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        add("poolCreatedEvent", event.server(), event);
    }

    /** Whether the pool of a server has been ready. */
    public boolean wasReady(ServerAddress server) {
        return pools.contains(server);
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        add("poolReadyEvent", event.server(), event);
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        add("poolClearedEvent", event.server(), event);
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        add("poolClosedEvent", event.server(), event);
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        add("connectionCreatedEvent", event.server(), event);
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        add("connectionReadyEvent", event.server(), event);
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        add("connectionClosedEvent", event.server(), event);
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        add("connectionCheckOutStartedEvent", event.server(), event);
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        add("connectionCheckOutFailedEvent", event.server(), event);
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        add("connectionCheckedOutEvent", event.server(), event);
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        add("connectionCheckedInEvent", event.server(), event);
    }
}
