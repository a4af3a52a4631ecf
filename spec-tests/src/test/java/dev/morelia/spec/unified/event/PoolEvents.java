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

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        log.add("poolCreatedEvent", event);
    }

    /** Whether the pool of a server has been ready. */
    public boolean wasReady(ServerAddress server) {
        return pools.contains(server);
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        pools.add(event.server());
        log.add("poolReadyEvent", event);
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        log.add("poolClearedEvent", event);
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        log.add("poolClosedEvent", event);
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        log.add("connectionCreatedEvent", event);
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        log.add("connectionReadyEvent", event);
        ready.merge(event.server(), 1, Integer::sum);
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        log.add("connectionClosedEvent", event);
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        log.add("connectionCheckOutStartedEvent", event);
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        log.add("connectionCheckOutFailedEvent", event);
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        checkedOut.incrementAndGet();
        log.add("connectionCheckedOutEvent", event);
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        checkedOut.decrementAndGet();
        log.add("connectionCheckedInEvent", event);
    }
}
