package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.pool.PooledConnection.Phase;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a pool holds, and the rules by which it changes: plain data, guarded by the pool's monitor, without clock, I/O
 * or events of its own.
 *
 * <p>After each change {@link #serve} restores the invariant: nobody stands in the queue while there is something to
 * give, an idle connection or the permit to open one. Whoever is given something is out of the queue from that moment
 * on. What remains to be done outside the monitor is left in two chains, which the caller takes along: connections to
 * be closed and threads to be woken.
 */
final class PoolState {

    /** The states of the specification. */
    enum Condition {
        PAUSED,
        READY,
        CLOSED
    }

    final ConnectionStack idle = new ConnectionStack();
    final ConnectionStack inUse = new ConnectionStack();
    final ConnectionStack pending = new ConnectionStack();
    private final PoolSettings settings;
    private final long maxIdleNanos;
    private final long maxLifeNanos;
    private final Services services = new Services();
    private final WaitQueue queue = new WaitQueue();
    /** Operations that have a connection or wait for one; read without the monitor. */
    private final AtomicInteger operations = new AtomicInteger();

    private Condition condition = Condition.PAUSED;
    private volatile long generation;
    private long connectionsCreated;
    private long untilTrace;
    private @Nullable PooledConnection discarded;
    private @Nullable PooledConnection lastDiscarded;
    private @Nullable Waiter woken;
    private @Nullable Waiter lastWoken;

    PoolState(PoolSettings settings) {
        this.settings = settings;
        this.maxIdleNanos = settings.maxIdleTime().toNanos();
        this.maxLifeNanos = settings.maxLifeTime().toNanos();
    }

    Condition condition() {
        return condition;
    }

    /** Also without the monitor. */
    long generation() {
        return generation;
    }

    long generation(ObjectId serviceId) {
        return services.generation(serviceId);
    }

    /** Also without the monitor. */
    int operations() {
        return operations.get();
    }

    int waiting() {
        return queue.size();
    }

    /** Whether more wait than {@code waitQueueMultiple} allows. */
    boolean tooManyWait() {
        long most = (long) settings.maxPoolSize() * settings.waitQueueMultiple();
        return most > 0 && queue.size() > most;
    }

    /** Whether an operation waits for a connection, and none more may be opened for it. */
    boolean isShort() {
        return queue.size() > 0 && settings.maxPoolSize() > 0 && size() >= settings.maxPoolSize();
    }

    int size() {
        return idle.size() + inUse.size() + pending.size();
    }

    PoolStatistics statistics() {
        boolean ready = condition == Condition.READY;
        return new PoolStatistics(size(), idle.size(), inUse.size(), pending.size(), queue.size(), generation, ready);
    }

    /** Whether {@code minPoolSize} connections are open. */
    boolean isWarm() {
        return condition == Condition.READY && idle.size() + inUse.size() >= settings.minPoolSize();
    }

    boolean limitsAge() {
        return maxIdleNanos > 0 || maxLifeNanos > 0;
    }

    /** Whether the background thread has connections to open, and may. */
    boolean lacksConnections() {
        return condition == Condition.READY && size() < settings.minPoolSize();
    }

    /** The connection that was used last, for the caller; null if there is none or the pool is not ready. */
    @Nullable
    PooledConnection takeIdle(String commandName, Target target, Thread holder, long nowNanos) {
        PooledConnection connection = freshIdle(nowNanos);
        if (connection != null) {
            operations.lazySet(operations.getPlain() + 1);
            lend(connection, commandName, target, holder, nowNanos);
        }
        return connection;
    }

    private @Nullable PooledConnection freshIdle(long nowNanos) {
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

    private void lend(PooledConnection connection, String commandName, Target target, Thread holder, long nowNanos) {
        connection.phase = Phase.IN_USE;
        connection.commandName = commandName;
        connection.target = target;
        connection.holder = holder;
        connection.sinceTakenNanos = nowNanos - connection.takenNanos;
        connection.takenNanos = nowNanos;
        if (settings.checkOutTracing() > 0 && --untilTrace <= 0) {
            untilTrace = settings.checkOutTracing();
            connection.traced = true;
        }
        inUse.push(connection);
    }

    /** Why an idle connection must not be used any more; null if it may. */
    private @Nullable CloseReason perished(PooledConnection connection, long nowNanos) {
        if (isStale(connection)) {
            return CloseReason.STALE;
        }
        if ((maxIdleNanos > 0 && nowNanos - connection.idleSinceNanos >= maxIdleNanos)
                || tooOld(connection, nowNanos)) {
            return CloseReason.IDLE;
        }
        return connection.connection().usable() ? null : CloseReason.ERROR;
    }

    private boolean tooOld(PooledConnection connection, long nowNanos) {
        return maxLifeNanos > 0 && nowNanos - connection.createdNanos >= maxLifeNanos;
    }

    private boolean isStale(PooledConnection connection) {
        ObjectId serviceId = connection.serviceId;
        return connection.generation != (serviceId == null ? generation : generation(serviceId));
    }

    /** Puts a thread at the end of the queue and gives it what there is. */
    void enqueue(Waiter waiter, long nowNanos) {
        operations.lazySet(operations.getPlain() + 1);
        queue.add(waiter);
        if (condition == Condition.READY) {
            serve(nowNanos);
        } else {
            decide(waiter, condition == Condition.CLOSED ? Outcome.CLOSED : Outcome.CLEARED);
        }
    }

    /** Takes a thread out of the queue that does not wait any longer. */
    void dequeue(Waiter waiter) {
        queue.remove(waiter);
        done();
    }

    /** An operation has its connection no more, or gave up. */
    private void done() {
        operations.lazySet(operations.getPlain() - 1);
    }

    private void decide(Waiter waiter, Outcome outcome) {
        queue.remove(waiter);
        waiter.outcome = outcome;
        if (outcome == Outcome.CLEARED || outcome == Outcome.CLOSED) {
            done();
        }
        if (lastWoken == null) {
            woken = waiter;
        } else {
            lastWoken.nextWoken = waiter;
        }
        lastWoken = waiter;
    }

    private void refuseAll(Outcome outcome) {
        for (Waiter waiter = queue.first(); waiter != null; waiter = queue.first()) {
            decide(waiter, outcome);
        }
    }

    /** Gives what there is to those who have waited longest. */
    private void serve(long nowNanos) {
        for (Waiter waiter = queue.first(); waiter != null; waiter = queue.first()) {
            PooledConnection connection = freshIdle(nowNanos);
            if (connection != null) {
                // The clock is not read at each check-in; the thread that is woken knows better.
                lend(connection, waiter.commandName, waiter.target, waiter.thread, waiter.askedNanos);
                waiter.connection = connection;
                decide(waiter, Outcome.CONNECTION);
            } else if (mayOpen()) {
                waiter.connection = startOpening(true);
                decide(waiter, Outcome.PERMIT);
            } else {
                return;
            }
        }
    }

    private boolean mayOpen() {
        return condition == Condition.READY
                && pending.size() < settings.maxConnecting()
                && (settings.maxPoolSize() == 0 || size() < settings.maxPoolSize());
    }

    private PooledConnection startOpening(boolean wanted) {
        var connection = new PooledConnection(this, ++connectionsCreated, generation);
        connection.wanted = wanted;
        pending.push(connection);
        return connection;
    }

    /** A connection for the background thread to open; null if none is lacking, or not now. */
    @Nullable
    PooledConnection startPopulating() {
        return lacksConnections() && mayOpen() ? startOpening(false) : null;
    }

    /**
     * A pending connection is open: lent to the thread that has opened it, idle if there is none that wants it, or
     * discarded if the pool was cleared or closed meanwhile, which the thread then finds as its outcome.
     */
    void opened(PooledConnection connection, @Nullable Waiter taker, long nowNanos) {
        pending.remove(connection);
        settle(connection);
        boolean closed = condition == Condition.CLOSED;
        if (closed || isStale(connection)) {
            if (taker != null) {
                taker.outcome = closed ? Outcome.CLOSED : Outcome.CLEARED;
            }
            discard(connection, closed ? CloseReason.POOL_CLOSED : CloseReason.STALE);
            done(connection);
        } else if (taker != null) {
            taker.outcome = Outcome.CONNECTION;
            lend(connection, taker.commandName, taker.target, taker.thread, nowNanos);
        } else {
            done(connection);
            lieDown(connection, nowNanos);
        }
        serve(nowNanos);
    }

    private void done(PooledConnection connection) {
        if (connection.wanted) {
            done();
        }
    }

    /** Behind a load balancer a connection belongs to a service, and so does its generation. */
    private void settle(PooledConnection connection) {
        ObjectId serviceId = connection.connection().id().serviceId();
        if (serviceId != null) {
            connection.serviceId = serviceId;
            connection.generation = services.add(serviceId);
        }
    }

    private void lieDown(PooledConnection connection, long nowNanos) {
        connection.phase = Phase.IDLE;
        connection.idleSinceNanos = nowNanos;
        idle.push(connection);
    }

    /** A pending connection could not be opened. */
    void openFailed(PooledConnection connection, long nowNanos) {
        pending.remove(connection);
        connection.phase = Phase.CLOSED;
        done(connection);
        serve(nowNanos);
    }

    /** An operation needs its connection no more. */
    void giveBack(PooledConnection connection, boolean usable, long nowNanos) {
        if (connection.home != this || connection.phase != Phase.IN_USE) {
            throw new IllegalStateException(connection + " is not checked out of this pool");
        }
        inUse.remove(connection);
        connection.replyLate = false;
        connection.holder = null;
        connection.trace = null;
        connection.traced = false;
        done();
        CloseReason reason = null;
        if (condition == Condition.CLOSED) {
            reason = CloseReason.POOL_CLOSED;
        } else if (isStale(connection)) {
            reason = CloseReason.STALE;
        } else if (!usable) {
            reason = CloseReason.ERROR;
        } else if (tooOld(connection, nowNanos)) {
            reason = CloseReason.IDLE;
        }
        if (reason == null) {
            lieDown(connection, nowNanos);
        } else {
            discard(connection, reason);
        }
        serve(nowNanos);
    }

    /** A thread that was given something does not want it any more: the next one may have it. */
    void decline(Waiter waiter, long nowNanos) {
        PooledConnection connection = waiter.connection;
        if (connection == null) {
            return;
        }
        waiter.connection = null;
        if (waiter.outcome == Outcome.PERMIT) {
            openFailed(connection, nowNanos);
        } else {
            giveBack(connection, connection.connection().usable(), nowNanos);
        }
    }

    private void discard(PooledConnection connection, CloseReason reason) {
        connection.phase = Phase.CLOSED;
        connection.closedBecause = reason;
        ObjectId serviceId = connection.serviceId;
        if (serviceId != null) {
            services.remove(serviceId);
        }
        if (lastDiscarded == null) {
            discarded = connection;
        } else {
            lastDiscarded.nextDiscarded = connection;
        }
        lastDiscarded = connection;
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

    /** How long until the age of some connection is worth a look; for ever without limits. */
    long nanosUntilTooOld(long nowNanos) {
        long least = Long.MAX_VALUE;
        if (maxIdleNanos > 0) {
            least = maxIdleNanos;
            for (int place = 0; place < idle.size(); place++) {
                least = Math.min(least, idle.at(place).idleSinceNanos + maxIdleNanos - nowNanos);
            }
        }
        if (maxLifeNanos > 0) {
            least = Math.min(least, maxLifeNanos);
            for (int place = 0; place < idle.size(); place++) {
                least = Math.min(least, idle.at(place).createdNanos + maxLifeNanos - nowNanos);
            }
            for (int place = 0; place < inUse.size(); place++) {
                // One that is too old already is closed at its check-in, without being waited for.
                long remaining = inUse.at(place).createdNanos + maxLifeNanos - nowNanos;
                least = remaining <= 0 ? least : Math.min(least, remaining);
            }
        }
        return least;
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
        // Only changed under the monitor; volatile for those who read it without.
        long next = generation + 1;
        generation = next;
        condition = Condition.PAUSED;
        refuseAll(Outcome.CLEARED);
        return was;
    }

    /** Makes the connections of one service stale. */
    void clear(ObjectId serviceId) {
        services.clear(serviceId);
    }

    /** Whether it was open. */
    boolean close() {
        boolean was = condition != Condition.CLOSED;
        condition = Condition.CLOSED;
        while (idle.size() > 0) {
            discard(idle.pop(), CloseReason.POOL_CLOSED);
        }
        refuseAll(Outcome.CLOSED);
        return was;
    }

    /** Marks what is in use or being opened, and not newer than this generation, as cut off, and tells which it is. */
    List<PooledConnection> cut(long newestGeneration) {
        var cut = new ArrayList<PooledConnection>();
        for (ConnectionStack stack : List.of(pending, inUse)) {
            for (PooledConnection connection : stack.toArray()) {
                if (connection.serviceId != null || connection.generation <= newestGeneration) {
                    connection.cut = true;
                    cut.add(connection);
                }
            }
        }
        return cut;
    }

    /** The connections to be closed, a chain by {@code nextDiscarded}; forgets them. */
    @Nullable
    PooledConnection takeDiscarded() {
        PooledConnection chain = discarded;
        if (chain != null) {
            discarded = null;
            lastDiscarded = null;
        }
        return chain;
    }

    /** The threads to be woken, a chain by {@code nextWoken}; forgets them. */
    @Nullable
    Waiter takeWoken() {
        Waiter chain = woken;
        if (chain != null) {
            woken = null;
            lastWoken = null;
        }
        return chain;
    }
}
