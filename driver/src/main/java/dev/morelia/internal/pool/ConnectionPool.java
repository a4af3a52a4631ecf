package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.pool.PoolState.Condition;
import dev.morelia.internal.pool.Waiter.Ending;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server.
 *
 * <p>One monitor guards one {@link PoolState}, and each call holds it once, for a few dozen instructions: never during
 * I/O, a listener's method or a wait. What a change leaves to be done (events to tell, threads to wake, sockets to
 * close) is taken along and done after the monitor is given back, in this order.
 *
 * <p>A check-out that finds an idle connection takes the one that was used last, so that a quiet pool goes stale from
 * one end, and allocates nothing. Any other stands in a queue and is served in the order of arrival: with a connection
 * that came back, handed over directly so that nobody can overtake, or with the permit to open one on its own thread,
 * of which {@code maxConnecting} are out at a time. Each waiting thread has a monitor of its own and is woken alone.
 * What a thread gets is decided when it leaves the queue; if it was interrupted, cancelled or out of time meanwhile, it
 * either uses what it got or hands it to the next.
 *
 * <p>The pool is paused at first. {@link #ready} and {@link #clear} switch it on and off; each clear begins a new
 * generation, and connections of an older one are closed wherever they turn up: when taken, when given back, when just
 * opened, and by the maintenance. {@link #close} is final. A thread in the queue hears of both at once. The events of
 * all three go into the client's queue while the monitor is held, so that none of what follows from them, on whatever
 * thread, is told before.
 *
 * <p>Runs on the threads of its callers and on one of {@link PoolMaintenance}. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md">Connection Monitoring and Pooling</a>
 */
public final class ConnectionPool implements AutoCloseable {
    /** One that was used less long ago is taken to be alive without a look. */
    private static final long LONG_IDLE_NANOS = 1_000_000_000;

    static final String TRIED = "checking out a connection";

    private final Env env;
    private final ServerAddress address;
    private final PoolSettings settings;
    private final PoolEvents events;
    private final Establishment establishment;
    private final Monitor monitor;
    private final PoolState state;
    private final PoolMaintenance maintenance;
    private final CheckOutErrors errors;
    private final LateReplies lateReplies;

    /** An empty pool, paused. */
    public ConnectionPool(
            Background background,
            ServerAddress address,
            PoolSettings settings,
            ConnectionOpener opener,
            PoolOwner owner,
            List<PoolListener> listeners) {
        this.env = background.env();
        this.address = address;
        this.settings = settings;
        this.events = new PoolEvents(background, address, listeners);
        this.establishment = new Establishment(env, address, opener, owner, events);
        this.monitor = env.newMonitor();
        this.state = new PoolState(settings);
        this.lateReplies = new LateReplies(background, this);
        this.errors = new CheckOutErrors(env, address, owner, settings, monitor, state);
        this.maintenance = new PoolMaintenance(background, monitor, state, this, settings);
    }

    /** Tells the listeners that the pool exists; called once, before anything else. */
    public void announce() {
        events.poolCreated(settings);
    }

    /** The server it leads to. */
    public ServerAddress address() {
        return address;
    }

    /**
     * A connection for the calling thread alone, until {@link #checkIn}.
     *
     * @param commandName what is to be done, for the error that lists who holds the connections
     * @param target what it is done to, likewise
     * @param deadline until when the operation must end; {@code waitQueueTimeoutMS} holds besides
     * @param token ends the wait when it is cancelled
     * @throws PoolTimeoutException when none was free within {@code waitQueueTimeoutMS}, or too many wait already
     * @throws OperationTimeoutException when the deadline passed before
     * @throws PoolClearedException while the pool is paused, or when it becomes so, or after {@link #close}
     * @throws ClientClosedException after {@link #close}, if the client is closed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then, or the token
     *     cancelled
     * @throws MongoException when a new one could not be opened
     */
    public PooledConnection checkOut(String commandName, Target target, Deadline deadline, CancelToken token) {
        long askedNanos = env.nanoTime();
        events.checkOutStarted();
        PooledConnection taken = takeIdle(commandName, target, askedNanos);
        while (taken != null && taken.sinceTakenNanos > LONG_IDLE_NANOS && !isAlive(taken)) {
            taken = takeIdle(commandName, target, askedNanos);
        }
        if (taken == null) {
            taken = obtain(new Waiter(env, commandName, target, askedNanos), askedNanos, deadline, token);
        }
        boolean handedOut = false;
        try {
            if (taken.traced) {
                taken.trace = new CheckOutTrace(target.tried(commandName), taken.driverConnectionId);
            }
            events.checkedOut(taken, askedNanos);
            handedOut = true;
            return taken;
        } finally {
            if (!handedOut) {
                giveBack(taken);
            }
        }
    }

    private @Nullable PooledConnection takeIdle(String commandName, Target target, long askedNanos) {
        PooledConnection taken;
        PooledConnection discarded;
        monitor.lock();
        try {
            taken = state.takeIdle(commandName, target, env.currentThread(), askedNanos);
            discarded = state.takeDiscarded();
            refillAfter(discarded);
        } finally {
            monitor.unlock();
        }
        if (discarded != null) {
            finish(discarded, null);
        }
        return taken;
    }

    /**
     * Whether a connection that may have been idle for a while can still be used; otherwise it is given back. A load
     * balancer or a firewall may have cut it, and a write on it would end without anybody knowing its outcome.
     */
    private boolean isAlive(PooledConnection idle) {
        boolean alive = false;
        try {
            alive = idle.connection().checkQuiet();
        } finally {
            if (!alive) {
                idle.connection().close();
                giveBack(idle);
            }
        }
        return alive;
    }

    private PooledConnection obtain(Waiter waiter, long askedNanos, Deadline deadline, CancelToken token) {
        try {
            enqueue(waiter);
            Outcome outcome = waitFor(waiter, askedNanos, deadline, token);
            if (outcome == Outcome.PERMIT) {
                outcome = open(waiter, deadline, token);
            }
            if (outcome != Outcome.CONNECTION) {
                throw errors.of(outcome);
            }
            var connection = Objects.requireNonNull(waiter.connection);
            connection.takenNanos = env.nanoTimeOr(askedNanos);
            return connection;
        } catch (Throwable e) {
            if (waiter.outcome == Outcome.CONNECTION && waiter.connection != null) {
                giveBack(waiter.connection);
            }
            events.checkOutFailed(e, askedNanos);
            throw e;
        }
    }

    private void enqueue(Waiter waiter) {
        boolean refused;
        monitor.lock();
        try {
            state.enqueue(waiter, env.nanoTime());
            refused = waiter.outcome == Outcome.WAITING && state.tooManyWait();
            if (refused) {
                state.dequeue(waiter);
            }
        } finally {
            finishAndUnlock();
        }
        if (refused) {
            throw errors.tooManyWaiting();
        }
    }

    private Outcome waitFor(Waiter waiter, long askedNanos, Deadline deadline, CancelToken token) {
        long timeoutNanos = settings.waitQueueTimeout().toNanos();
        Deadline until = timeoutNanos == 0
                ? deadline
                : Deadline.after(askedNanos, timeoutNanos).earlier(deadline);
        Ending ending = Ending.CANCELLED;
        Outcome outcome;
        try {
            ending = waiter.await(until, token);
        } finally {
            outcome = leave(waiter, ending, askedNanos);
        }
        if (ending == Ending.INTERRUPTED || ending == Ending.CANCELLED) {
            throw new InterruptedOperationException(address, TRIED, RetryAdvice.SAFE, null);
        }
        if (outcome == Outcome.WAITING) {
            throw errors.timedOut(askedNanos, deadline);
        }
        return outcome;
    }

    /** What a thread has got whose wait has ended; it does not stand in the queue after this. */
    private Outcome leave(Waiter waiter, Ending ending, long askedNanos) {
        monitor.lock();
        try {
            if (waiter.outcome == Outcome.WAITING) {
                state.dequeue(waiter);
            } else if (ending == Ending.INTERRUPTED || ending == Ending.CANCELLED) {
                state.decline(waiter, env.nanoTimeOr(askedNanos));
            }
            return waiter.outcome;
        } finally {
            finishAndUnlock();
        }
    }

    /** Opens the connection for which the thread has a permit; what the thread has then. */
    private Outcome open(Waiter waiter, Deadline deadline, CancelToken token) {
        var pending = Objects.requireNonNull(waiter.connection);
        if (!establish(pending, waiter, deadline, token)) {
            throw new InterruptedOperationException(address, TRIED, RetryAdvice.SAFE, null);
        }
        monitor.lock();
        try {
            return waiter.outcome;
        } finally {
            monitor.unlock();
        }
    }

    /** Opens a pending connection, for a thread or (with null) for the maintenance; whether it is still wanted. */
    boolean establish(PooledConnection pending, @Nullable Waiter taker, Deadline deadline, CancelToken token) {
        boolean wanted;
        try {
            wanted = establishment.open(pending, deadline, token);
        } catch (Throwable failure) {
            // It may be open already.
            pending.closeQuietly();
            CloseReason reason = giveUp(pending, taker != null);
            events.connectionClosed(pending, reason, failure);
            if (pending.cut && failure instanceof MongoException) {
                throw errors.of(reason == CloseReason.POOL_CLOSED ? Outcome.CLOSED : Outcome.CLEARED);
            }
            throw failure;
        }
        monitor.lock();
        try {
            state.opened(pending, wanted ? taker : null, env.nanoTimeOr(pending.createdNanos));
            monitor.signalAll();
            if (taker != null && state.lacksConnections()) {
                maintenance.request();
            }
        } finally {
            finishAndUnlock();
        }
        return wanted;
    }

    private CloseReason giveUp(PooledConnection pending, boolean byOperation) {
        monitor.lock();
        try {
            state.openFailed(pending, env.nanoTimeOr(pending.createdNanos));
            monitor.signalAll();
            if (byOperation && state.lacksConnections()) {
                maintenance.request();
            }
            if (!pending.cut) {
                return CloseReason.ERROR;
            }
            return state.condition() == Condition.CLOSED ? CloseReason.POOL_CLOSED : CloseReason.STALE;
        } finally {
            finishAndUnlock();
        }
    }

    /**
     * Gives a connection back. One that is not usable any more, or of an older generation, is closed. One whose last
     * command was not answered in time still counts as in use until its reply has come.
     *
     * @throws IllegalStateException if it is not checked out of this pool
     */
    public void checkIn(PooledConnection connection) {
        if (connection.home != state || connection.phase != PooledConnection.Phase.IN_USE) {
            throw new IllegalStateException(connection + " is not checked out of the pool of " + address);
        }
        boolean handedOver = false;
        try {
            events.checkedIn(connection);
            handedOver = connection.connection().isReplyLate() && lateReplies.add(connection);
        } finally {
            if (!handedOver) {
                giveBack(connection);
            }
        }
    }

    /** Whether an operation waits for a connection, and none more may be opened for it. */
    boolean isShort() {
        monitor.lock();
        try {
            return state.isShort();
        } finally {
            monitor.unlock();
        }
    }

    void giveBack(PooledConnection connection) {
        boolean usable = connection.connection().usable();
        long nowNanos = state.limitsAge() ? env.nanoTimeOr(connection.takenNanos) : 0;
        monitor.lock();
        try {
            state.giveBack(connection, usable, nowNanos);
        } finally {
            finishAndUnlock();
        }
    }

    /** Hands connections out from now on. Does nothing unless the pool is paused. */
    public void ready() {
        readying().run();
    }

    /** As {@link #ready}, for callers with a lock: they run what follows, its events among it, without. */
    public Runnable readying() {
        monitor.lock();
        try {
            if (!state.ready()) {
                return () -> {};
            }
            errors.clearedBecause(null, false);
            monitor.signalAll();
            events.poolReady();
        } finally {
            monitor.unlock();
        }
        return maintenance::beginOpening;
    }

    /**
     * Pauses the pool and begins a new generation: connections of older ones are closed as they turn up, and threads
     * that wait for one fail with {@link PoolClearedException}.
     *
     * @param cause what showed that the server cannot be used; null if it is not known
     * @param interruptInUse whether connections in use and those being opened are closed at once, so that their users
     *     fail
     */
    public void clear(@Nullable Throwable cause, boolean interruptInUse) {
        clearing(cause, false, interruptInUse).run();
    }

    /**
     * As {@link #clear(Throwable, boolean)}, for callers with a lock: they run what follows without.
     *
     * @param byCheck whether a check of the server met the cause, and not an operation
     */
    public Runnable clearing(@Nullable Throwable cause, boolean byCheck, boolean interruptInUse) {
        monitor.lock();
        try {
            if (state.condition() == Condition.CLOSED) {
                return () -> {};
            }
            List<PooledConnection> cut = interruptInUse ? state.cut(state.generation()) : List.of();
            boolean wasReady = state.clear();
            errors.clearedBecause(cause, byCheck);
            maintenance.forbidOpening();
            if (state.idle.size() > 0) {
                maintenance.request();
            }
            monitor.signalAll();
            PooledConnection discarded = state.takeDiscarded();
            Waiter woken = state.takeWoken();
            if (wasReady) {
                events.poolCleared(null, interruptInUse);
            }
            return () -> {
                finish(discarded, woken);
                cut.forEach(PooledConnection::abandon);
            };
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Makes the connections to one service behind a load balancer stale. The pool stays ready and its queue as it is.
     *
     * @param serviceId the service, as the handshake named it
     */
    public void clear(ObjectId serviceId) {
        monitor.lock();
        try {
            if (state.condition() == Condition.CLOSED) {
                return;
            }
            state.clear(serviceId);
            events.poolCleared(serviceId, false);
            if (state.idle.size() > 0) {
                maintenance.request();
            }
        } finally {
            monitor.unlock();
        }
    }

    /** How often the pool was cleared. */
    public long generation() {
        return state.generation();
    }

    /** How often the connections to a service behind a load balancer were cleared. */
    public long generation(ObjectId serviceId) {
        monitor.lock();
        try {
            return state.generation(serviceId);
        } finally {
            monitor.unlock();
        }
    }

    /** Operations that have a connection or wait for one; takes no lock. */
    public int operationCount() {
        return state.operations();
    }

    /** The pool at this moment. */
    public PoolStatistics statistics() {
        monitor.lock();
        try {
            return state.statistics();
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits until {@code minPoolSize} connections are open; a pool that is still paused is waited for.
     *
     * @throws MongoException what the last attempt to open one met, if the pool is cleared meanwhile
     * @throws PoolClearedException if it is cleared for another reason
     * @throws OperationTimeoutException when the deadline passed
     * @throws ClientClosedException when the pool is or becomes closed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then
     */
    public void warmUp(Deadline deadline) {
        new WarmUp(env, address, settings, monitor, state, establishment).await(deadline, errors);
    }

    /** Closes idle connections that may not be used any more. */
    void closePerished() {
        monitor.lock();
        try {
            state.removePerished(env.nanoTime());
        } finally {
            finishAndUnlock();
        }
    }

    /**
     * Closes every connection, those in use and being opened too, and wakes every waiting thread, which fails. Does not
     * wait for anybody. Never throws, may be repeated.
     */
    @Override
    public void close() {
        closing().run();
    }

    /** As {@link #close}, for callers with a lock: they run what follows without. */
    public Runnable closing() {
        monitor.lock();
        try {
            if (!state.close()) {
                return () -> {};
            }
            List<PooledConnection> cut = state.cut(Long.MAX_VALUE);
            monitor.signalAll();
            PooledConnection discarded = state.takeDiscarded();
            Waiter woken = state.takeWoken();
            events.poolClosed(discarded);
            return () -> {
                Waiter.wakeAll(woken);
                PooledConnection.closeAll(discarded);
                cut.forEach(PooledConnection::cutOff);
            };
        } finally {
            monitor.unlock();
        }
    }

    /** Gives the monitor back and does what the change has left to be done. */
    private void finishAndUnlock() {
        PooledConnection discarded = state.takeDiscarded();
        Waiter woken = state.takeWoken();
        try {
            refillAfter(discarded);
        } finally {
            monitor.unlock();
        }
        if (discarded != null || woken != null) {
            finish(discarded, woken);
        }
    }

    private void refillAfter(@Nullable PooledConnection discarded) {
        if (discarded != null && state.lacksConnections()) {
            maintenance.request();
        }
    }

    private void finish(@Nullable PooledConnection discarded, @Nullable Waiter woken) {
        try {
            events.connectionsClosed(discarded, woken != null);
        } finally {
            Waiter.wakeAll(woken);
            PooledConnection.closeAll(discarded);
        }
    }
}
