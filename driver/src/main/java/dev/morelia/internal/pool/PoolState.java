package dev.morelia.internal.pool;

import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.pool.Holders.Holder;
import dev.morelia.internal.pool.Waiter.Ending;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a pool holds, and the rules by which it changes: plain data without clock, lock, I/O or events of its own.
 * {@link ConnectionPool} calls it under its monitor.
 *
 * <p>After each change {@link #serve} restores the invariant: the queue is empty while there is something to give, an
 * available connection or the permit to establish one. An operation that is given something leaves the queue at that
 * moment. What remains to be done outside the monitor is collected in {@link FollowUp}; {@link Generations} knows which
 * connections a clear has made stale.
 */
final class PoolState {

    /** The states of the specification. */
    enum Condition {
        PAUSED,
        READY,
        CLOSED
    }

    /** Between two turns of the background maintenance that nothing has requested. */
    private static final long MINIMUM_MAINTENANCE_PAUSE_NANOS = 10_000_000;

    private final ConnectionStack idle = new ConnectionStack();
    private final ConnectionStack inUse = new ConnectionStack();
    private final ConnectionStack pending = new ConnectionStack();
    private final PoolSettings settings;
    private final AgeLimits ages;
    private final Generations generations = new Generations();
    private final WaitQueue queue = new WaitQueue();
    private final FollowUp followUp = new FollowUp();
    /** Operations that have a connection or are waiting for one; read without the monitor. */
    private final AtomicInteger operations = new AtomicInteger();

    private Condition condition = Condition.PAUSED;
    private long connectionsCreated;
    private long untilTrace;
    private boolean mayPopulate;
    private boolean maintenanceRequested;

    PoolState(PoolSettings settings) {
        this.settings = settings;
        this.ages = new AgeLimits(
                settings.maxIdleTime().toNanos(), settings.maxLifeTime().toNanos());
    }

    Condition condition() {
        return condition;
    }

    /** How often it was cleared. */
    Generations generations() {
        return generations;
    }

    /** What the changes have left to be done outside the monitor. */
    FollowUp followUp() {
        return followUp;
    }

    /** Also without the monitor. */
    int operations() {
        return operations.get();
    }

    boolean hasIdle() {
        return idle.size() > 0;
    }

    /** Whether an operation is waiting for a connection, and no more may be established for it. */
    boolean isShort() {
        return queue.size() > 0 && settings.maxPoolSize() > 0 && size() >= settings.maxPoolSize();
    }

    private int size() {
        return idle.size() + inUse.size() + pending.size();
    }

    PoolStatistics statistics() {
        boolean ready = condition == Condition.READY;
        return new PoolStatistics(
                size(), idle.size(), inUse.size(), pending.size(), queue.size(), generations.ofPool(), ready);
    }

    /** Which operations have the connections at this moment. */
    Holders holders() {
        var list = new ArrayList<Holder>(inUse.size());
        for (int place = 0; place < inUse.size(); place++) {
            list.add(inUse.at(place).holder());
        }
        return new Holders(list, pending.size(), queue.size());
    }

    /** Whether an operation waits for connections all of which are pinned by operations of its own thread. */
    boolean isHeldBy(Waiter waiter) {
        if (waiter.outcome() != Outcome.WAITING || inUse.size() == 0 || pending.size() > 0) {
            return false;
        }
        for (int place = 0; place < inUse.size(); place++) {
            if (!inUse.at(place).isPinnedBy(waiter.thread)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code minPoolSize} connections are open. */
    boolean isWarm() {
        return condition == Condition.READY && idle.size() + inUse.size() >= settings.minPoolSize();
    }

    boolean limitsAge() {
        return ages.any();
    }

    /** Whether there are fewer connections than {@code minPoolSize}, and the pool is ready. */
    boolean lacksConnections() {
        return condition == Condition.READY && size() < settings.minPoolSize();
    }

    /** Checks out the connection that was used last; null if none is available or the pool is not ready. */
    @Nullable
    PooledConnection takeIdle(String commandName, Target target, Thread holder, long nowNanos) {
        PooledConnection connection = popIdle(nowNanos);
        if (connection != null) {
            operations.lazySet(operations.getPlain() + 1);
            checkOut(connection, commandName, target, holder, nowNanos);
        }
        return connection;
    }

    private @Nullable PooledConnection popIdle(long nowNanos) {
        while (condition == Condition.READY && idle.size() > 0) {
            PooledConnection connection = idle.pop();
            CloseReason reason = perished(connection, nowNanos);
            if (reason == null) {
                return connection;
            }
            discard(connection, reason);
        }
        return null;
    }

    private void checkOut(
            PooledConnection connection, String commandName, Target target, Thread holder, long nowNanos) {
        connection.checkedOut(commandName, target, holder, nowNanos);
        if (settings.checkOutTracing() > 0 && --untilTrace <= 0) {
            untilTrace = settings.checkOutTracing();
            connection.traceCheckOut();
        }
        inUse.push(connection);
    }

    /** Why an idle connection must not be used any more; null if it may. */
    private @Nullable CloseReason perished(PooledConnection connection, long nowNanos) {
        if (generations.isStale(connection)) {
            return CloseReason.STALE;
        }
        if (ages.isIdleTooLong(connection, nowNanos) || ages.isTooOld(connection, nowNanos)) {
            return CloseReason.IDLE;
        }
        return connection.connection().usable() ? null : CloseReason.ERROR;
    }

    /**
     * Puts an operation at the end of the queue and gives it what there is.
     *
     * @return whether it may wait; false if {@code waitQueueMultiple} allows no more
     */
    boolean enqueue(Waiter waiter, long nowNanos) {
        operations.lazySet(operations.getPlain() + 1);
        queue.add(waiter);
        if (condition == Condition.READY) {
            serve(nowNanos);
        } else {
            decide(waiter, condition == Condition.CLOSED ? Outcome.CLOSED : Outcome.CLEARED, null);
        }
        long maximum = (long) settings.maxPoolSize() * settings.waitQueueMultiple();
        boolean tooMany = waiter.outcome() == Outcome.WAITING && maximum > 0 && queue.size() > maximum;
        if (tooMany) {
            dequeue(waiter);
        }
        return !tooMany;
    }

    /** What an operation has got whose wait has ended; it is not in the queue after this. */
    Outcome leave(Waiter waiter, Ending ending, long nowNanos) {
        PooledConnection given = waiter.connection();
        if (waiter.outcome() == Outcome.WAITING) {
            dequeue(waiter);
        } else if (given != null && (ending == Ending.INTERRUPTED || ending == Ending.CANCELLED)) {
            decline(waiter, given, nowNanos);
        } else if (given != null) {
            given.heldSince(nowNanos);
        }
        return waiter.outcome();
    }

    /** An operation was given something that it does not want any more: the next one may have it. */
    private void decline(Waiter waiter, PooledConnection given, long nowNanos) {
        Outcome outcome = waiter.outcome();
        waiter.decide(outcome, null);
        if (outcome == Outcome.PERMIT) {
            failedToEstablish(given, nowNanos);
        } else {
            checkIn(given, given.connection().usable(), nowNanos);
        }
    }

    private void dequeue(Waiter waiter) {
        queue.remove(waiter);
        done();
    }

    /** An operation has its connection no more, or gave up. */
    private void done() {
        operations.lazySet(operations.getPlain() - 1);
    }

    private void decide(Waiter waiter, Outcome outcome, @Nullable PooledConnection given) {
        queue.remove(waiter);
        waiter.decide(outcome, given);
        if (outcome == Outcome.CLEARED || outcome == Outcome.CLOSED) {
            done();
        }
        followUp.wake(waiter);
    }

    private void rejectAll(Outcome outcome) {
        for (Waiter waiter = queue.first(); waiter != null; waiter = queue.first()) {
            decide(waiter, outcome, null);
        }
    }

    /** Gives what there is to the operations that have waited longest. */
    private void serve(long nowNanos) {
        for (Waiter waiter = queue.first(); waiter != null; waiter = queue.first()) {
            PooledConnection connection = popIdle(nowNanos);
            if (connection != null) {
                // The clock is not read at each check-in: the time follows when the operation leaves.
                checkOut(connection, waiter.commandName, waiter.target, waiter.thread, waiter.askedNanos);
                decide(waiter, Outcome.CONNECTION, connection);
            } else if (mayEstablish()) {
                decide(waiter, Outcome.PERMIT, addPending(true));
            } else {
                return;
            }
        }
    }

    private boolean mayEstablish() {
        return condition == Condition.READY
                && pending.size() < settings.maxConnecting()
                && (settings.maxPoolSize() == 0 || size() < settings.maxPoolSize());
    }

    private PooledConnection addPending(boolean awaited) {
        var connection = new PooledConnection(this, ++connectionsCreated, generations.ofPool(), awaited);
        pending.push(connection);
        return connection;
    }

    /**
     * A pending connection is open: checked out by the operation that has established it, idle if no operation wants
     * it, or discarded if the pool was cleared or closed meanwhile, which the operation then finds as its outcome.
     */
    void established(PooledConnection connection, @Nullable Waiter taker, long nowNanos) {
        pending.remove(connection);
        boolean closed = condition == Condition.CLOSED;
        if (closed || generations.isStale(connection)) {
            if (taker != null) {
                taker.decide(closed ? Outcome.CLOSED : Outcome.CLEARED, null);
            }
            discard(connection, closed ? CloseReason.POOL_CLOSED : CloseReason.STALE);
            done(connection);
        } else if (taker != null) {
            taker.decide(Outcome.CONNECTION, connection);
            checkOut(connection, taker.commandName, taker.target, taker.thread, nowNanos);
        } else {
            done(connection);
            returnToIdle(connection, nowNanos);
        }
        serve(nowNanos);
    }

    /** A connection was pending, and is so no more without having been checked out. */
    private void done(PooledConnection connection) {
        if (connection.isAwaited()) {
            done();
        }
    }

    private void returnToIdle(PooledConnection connection, long nowNanos) {
        connection.returnedToIdle(nowNanos);
        idle.push(connection);
    }

    /** A pending connection could not be established; returns the reason to publish. */
    CloseReason failedToEstablish(PooledConnection connection, long nowNanos) {
        pending.remove(connection);
        generations.leave(connection);
        connection.failedToEstablish();
        done(connection);
        serve(nowNanos);
        if (!connection.wasInterrupted()) {
            return CloseReason.ERROR;
        }
        return condition == Condition.CLOSED ? CloseReason.POOL_CLOSED : CloseReason.STALE;
    }

    /** An operation needs its connection no more: it returns to idle, or is discarded. */
    void checkIn(PooledConnection connection, boolean usable, long nowNanos) {
        if (!connection.isInUseOf(this)) {
            throw new IllegalStateException(connection + " is not checked out of this pool");
        }
        inUse.remove(connection);
        connection.checkedIn();
        done();
        CloseReason reason = null;
        if (condition == Condition.CLOSED) {
            reason = CloseReason.POOL_CLOSED;
        } else if (!usable && !connection.wasInterrupted()) {
            // It may be stale because of the same error.
            reason = CloseReason.ERROR;
        } else if (generations.isStale(connection)) {
            reason = CloseReason.STALE;
        } else if (!usable) {
            reason = CloseReason.ERROR;
        } else if (ages.isTooOld(connection, nowNanos)) {
            reason = CloseReason.IDLE;
        }
        if (reason == null) {
            returnToIdle(connection, nowNanos);
        } else {
            discard(connection, reason);
        }
        serve(nowNanos);
    }

    private void discard(PooledConnection connection, CloseReason reason) {
        followUp.discard(connection, reason);
        generations.leave(connection);
    }

    /** Discards the idle connections that may not be used any more. */
    void removePerished(long nowNanos) {
        for (int place = idle.size() - 1; place >= 0; place--) {
            PooledConnection connection = idle.at(place);
            CloseReason reason = perished(connection, nowNanos);
            if (reason != null) {
                idle.removeInOrder(connection);
                discard(connection, reason);
            }
        }
    }

    /** Allows the background maintenance to establish connections, unless the pool was cleared or closed again. */
    boolean allowPopulating() {
        mayPopulate = condition == Condition.READY;
        return mayPopulate;
    }

    /** A pending connection for the background maintenance to establish; null if none is lacking, or not now. */
    @Nullable
    PooledConnection nextToEstablish() {
        return mayPopulate && lacksConnections() && mayEstablish() ? addPending(false) : null;
    }

    /** Whether the background maintenance has something to do now and then, and not only on request. */
    boolean needsMaintenance() {
        return condition == Condition.READY && (settings.minPoolSize() > 0 || limitsAge());
    }

    void requestMaintenance() {
        maintenanceRequested = true;
    }

    /** How long the background maintenance pauses unless it is requested; shorter if a connection may be too old. */
    long maintenancePauseNanos(long maximumNanos, long nowNanos) {
        long untilTooOld = ages.nanosUntilTooOld(idle, inUse, nowNanos);
        return Math.max(Math.min(maximumNanos, untilTooOld), MINIMUM_MAINTENANCE_PAUSE_NANOS);
    }

    /**
     * How long until the next turn of the background maintenance; a request is forgotten.
     *
     * @return 0 for at once, -1 if none is foreseeable
     */
    long nanosUntilMaintenance(long pauseNanos, long elapsedNanos) {
        boolean requested = maintenanceRequested;
        maintenanceRequested = false;
        if (requested) {
            return 0;
        }
        if (!needsMaintenance()) {
            return -1;
        }
        return pauseNanos == Long.MAX_VALUE ? pauseNanos : Math.max(0, pauseNanos - elapsedNanos);
    }

    /** Whether it was paused. */
    boolean ready() {
        boolean was = condition == Condition.PAUSED;
        if (was) {
            condition = Condition.READY;
        }
        return was;
    }

    /** Makes all connections stale; whether it was ready. */
    boolean clear() {
        if (condition == Condition.CLOSED) {
            return false;
        }
        boolean was = condition == Condition.READY;
        generations.clear();
        condition = Condition.PAUSED;
        mayPopulate = false;
        rejectAll(Outcome.CLEARED);
        return was;
    }

    /** Whether it was open. */
    boolean close() {
        boolean was = condition != Condition.CLOSED;
        condition = Condition.CLOSED;
        while (idle.size() > 0) {
            discard(idle.pop(), CloseReason.POOL_CLOSED);
        }
        rejectAll(Outcome.CLOSED);
        return was;
    }

    /** Marks what is in use or pending, and not newer than this generation, as interrupted, and returns it. */
    List<PooledConnection> interrupt(long newestGeneration) {
        var interrupted = new ArrayList<PooledConnection>();
        for (ConnectionStack stack : List.of(pending, inUse)) {
            for (PooledConnection connection : stack.toArray()) {
                if (connection.serviceId() != null || connection.generation() <= newestGeneration) {
                    connection.markInterrupted();
                    interrupted.add(connection);
                }
            }
        }
        return interrupted;
    }
}
