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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server.
 *
 * <p>One monitor guards one {@link PoolState}, which makes all decisions. Only this class takes that monitor, and each
 * call holds it once, for a few dozen instructions: never during I/O or a listener's method. The {@link FollowUp}
 * (publishing events, waking operations, closing sockets) is done after the monitor is released, in this order.
 *
 * <p>A check-out that finds an available connection takes the one that was used last, so that a quiet pool goes stale
 * from one end, and allocates nothing. Any other joins a queue, in {@link ConnectionWait}, and is served in the order
 * of arrival: with a connection that was checked in, handed over directly so that no other operation can overtake, or
 * with the permit to establish one on its own thread, of which {@code maxConnecting} are out at a time. Each waiting
 * operation has a monitor of its own and is woken alone. What it gets is decided when it leaves the queue; if it was
 * interrupted, cancelled or out of time meanwhile, it either uses what it got or hands it to the next.
 *
 * <p>The pool is paused at first. {@link #ready} and {@link #clear} switch it on and off; each clear begins a new
 * generation, and connections of an older one are discarded wherever they turn up: at their check-out, at their
 * check-in, when just established, and by the background maintenance. {@link #close} is final. Operations in the queue
 * learn of both at once. The events of all three go into the client's queue while the monitor is held, so that none of
 * what follows from them, on whatever thread, is published before.
 *
 * <p>Runs on the threads of its callers and on that of {@link PoolMaintenance}. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md">Connection Monitoring and Pooling</a>
 */
public final class ConnectionPool implements AutoCloseable {
    /** A connection that was used less long ago is not checked before it is used again. */
    private static final long MAXIMUM_UNCHECKED_NANOS = 1_000_000_000;

    private final Env env;
    private final ServerAddress address;
    private final PoolSettings settings;
    private final PoolEvents events;
    private final Establishment establishment;
    private final Monitor monitor;
    private final PoolState state;
    private final Generations generations;
    private final FollowUp followUp;
    private final PoolMaintenance maintenance;
    private final CheckOutErrors errors;
    private final ConnectionWait waiting;
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
        this.errors = new CheckOutErrors(env, address, owner, settings);
        this.establishment = new Establishment(this, env, opener, owner, events, errors);
        this.monitor = env.newMonitor();
        this.state = new PoolState(settings);
        this.generations = state.generations();
        this.followUp = state.followUp();
        this.waiting = new ConnectionWait(this, settings, establishment, events, errors);
        this.lateReplies = new LateReplies(background, this);
        this.maintenance = new PoolMaintenance(background, this, establishment);
    }

    /** Publishes that the pool was created; called once, before anything else. */
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
     * @param deadline until when it must have the connection; if there is none, {@code waitQueueTimeoutMS} applies
     * @param token ends the wait when it is cancelled
     * @throws PoolTimeoutException when none was available within {@code waitQueueTimeoutMS}, or too many operations
     *     are waiting already
     * @throws OperationTimeoutException when the deadline passed before
     * @throws PoolClearedException while the pool is paused, or when it becomes so, or after {@link #close}
     * @throws ClientClosedException after {@link #close}, if the client is closed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then, or the token
     *     cancelled
     * @throws MongoException when a new one could not be established
     */
    public PooledConnection checkOut(String commandName, Target target, Deadline deadline, CancelToken token) {
        long askedNanos = env.nanoTime();
        events.checkOutStarted();
        PooledConnection taken = takeIdle(commandName, target, askedNanos);
        while (taken != null && taken.sinceTakenNanos() > MAXIMUM_UNCHECKED_NANOS && !isAlive(taken)) {
            taken = takeIdle(commandName, target, askedNanos);
        }
        if (taken == null) {
            var waiter = new Waiter(env, commandName, target, env.currentThread(), askedNanos);
            taken = waiting.obtain(waiter, deadline, token);
        }
        boolean handedOut = false;
        try {
            if (taken.isTraced()) {
                taken.remember(new CheckOutTrace(target.tried(commandName), taken.driverConnectionId));
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
            discarded = followUp.takeDiscarded();
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
     * Whether a connection that may have been idle for a while can still be used; otherwise it is discarded. A
     * load balancer or a firewall may have cut it, and the outcome of a write on it would be unknown.
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

    /**
     * Puts an operation at the end of the queue and gives it what there is.
     *
     * @return whether it may wait; false if {@code waitQueueMultiple} allows no more
     */
    boolean enqueue(Waiter waiter) {
        monitor.lock();
        try {
            return state.enqueue(waiter, env.nanoTime());
        } finally {
            finishAndUnlock();
        }
    }

    /** What an operation has got whose wait has ended; it is not in the queue after this. */
    Outcome leave(Waiter waiter, Ending ending) {
        long nowNanos = env.nanoTimeOr(waiter.askedNanos);
        monitor.lock();
        try {
            return state.leave(waiter, ending, nowNanos);
        } finally {
            finishAndUnlock();
        }
    }

    /** Which operations have the connections at this moment. */
    Holders holders() {
        return locked(state::holders);
    }

    /** Whether an operation waits for connections all of which are pinned by operations of its own thread. */
    boolean isHeldBy(Waiter waiter) {
        return locked(() -> state.isHeldBy(waiter));
    }

    /** The server of a pending connection has replied to the handshake. Takes no lock without a load balancer. */
    void joinService(PooledConnection pending) {
        ObjectId serviceId = pending.connection().id().serviceId();
        if (serviceId != null) {
            monitor.lock();
            try {
                generations.join(pending, serviceId);
            } finally {
                monitor.unlock();
            }
        }
    }

    /** A pending connection is open, for an operation or (with null) for the background maintenance. */
    void established(PooledConnection pending, @Nullable Waiter taker, boolean byOperation) {
        monitor.lock();
        try {
            state.established(pending, taker, env.nanoTimeOr(pending.createdNanos()));
            establishmentEnded(byOperation);
        } finally {
            finishAndUnlock();
        }
    }

    /** A pending connection could not be established; why it is closed. */
    CloseReason failedToEstablish(PooledConnection pending, boolean byOperation) {
        monitor.lock();
        try {
            CloseReason reason = state.failedToEstablish(pending, env.nanoTimeOr(pending.createdNanos()));
            establishmentEnded(byOperation);
            return reason;
        } finally {
            finishAndUnlock();
        }
    }

    /** Wakes threads in {@link #warmUp}, and the maintenance, which may have had no permit meanwhile. Locked. */
    private void establishmentEnded(boolean byOperation) {
        monitor.signalAll();
        if (byOperation && state.lacksConnections()) {
            requestMaintenance();
        }
    }

    /**
     * Gives a connection back. One that is not usable any more, or of an older generation, is discarded. One whose last
     * command was not answered in time still counts as in use until its reply has come.
     *
     * @throws IllegalStateException if it is not checked out of this pool
     */
    public void checkIn(PooledConnection connection) {
        if (!connection.isInUseOf(state)) {
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

    /** Whether an operation is waiting for a connection, and no more may be established for it. */
    boolean isShort() {
        return locked(state::isShort);
    }

    /** Ends the check-out of a connection, without an event. */
    void giveBack(PooledConnection connection) {
        boolean usable = connection.connection().usable();
        long nowNanos = state.limitsAge() ? env.nanoTimeOr(connection.takenNanos()) : 0;
        monitor.lock();
        try {
            state.checkIn(connection, usable, nowNanos);
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
        return this::beginPopulating;
    }

    private void beginPopulating() {
        monitor.lock();
        try {
            if (state.allowPopulating() && state.needsMaintenance()) {
                requestMaintenance();
            }
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Pauses the pool and begins a new generation: connections of older ones are discarded as they turn up, and
     * operations waiting for one fail with {@link PoolClearedException}.
     *
     * @param cause what showed that the server cannot be used; null if it is not known
     * @param interruptInUse whether connections in use and pending ones are closed at once, so that their users fail
     */
    public void clear(@Nullable Throwable cause, boolean interruptInUse) {
        clearing(cause, false, interruptInUse).run();
    }

    /**
     * As {@link #clear(Throwable, boolean)}, for callers with a lock: they run what follows without.
     *
     * @param byCheck whether a heartbeat met the cause, and not an operation
     */
    public Runnable clearing(@Nullable Throwable cause, boolean byCheck, boolean interruptInUse) {
        monitor.lock();
        try {
            if (state.condition() == Condition.CLOSED) {
                return () -> {};
            }
            List<PooledConnection> interrupted = interruptInUse ? state.interrupt(generations.ofPool()) : List.of();
            boolean wasReady = state.clear();
            errors.clearedBecause(cause, byCheck);
            if (state.hasIdle()) {
                requestMaintenance();
            }
            monitor.signalAll();
            PooledConnection discarded = followUp.takeDiscarded();
            Waiter woken = followUp.takeWoken();
            if (wasReady) {
                events.poolCleared(null, interruptInUse);
            }
            return () -> {
                finish(discarded, woken);
                interrupted.forEach(PooledConnection::abandon);
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
            generations.clear(serviceId);
            if (state.condition() != Condition.CLOSED) {
                events.poolCleared(serviceId, false);
                if (state.hasIdle()) {
                    requestMaintenance();
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    /** How often the pool was cleared. */
    public long generation() {
        return generations.ofPool();
    }

    /** How often the connections to a service behind a load balancer were cleared. */
    public long generation(ObjectId serviceId) {
        return locked(() -> generations.of(serviceId));
    }

    /** Operations that have a connection or are waiting for one; takes no lock. */
    public int operationCount() {
        return state.operations();
    }

    /** The pool at this moment. */
    public PoolStatistics statistics() {
        return locked(state::statistics);
    }

    /**
     * Waits until {@code minPoolSize} connections are open, also while the pool is still paused.
     *
     * @throws MongoException the failure of the last attempt to establish one, if the pool is cleared meanwhile
     * @throws PoolClearedException if it is cleared for another reason
     * @throws OperationTimeoutException when the deadline passed
     * @throws ClientClosedException when the pool is or becomes closed
     * @throws InterruptedOperationException when the thread was interrupted, whose flag is set then
     */
    public void warmUp(Deadline deadline) {
        String tried = "opening minPoolSize " + settings.minPoolSize() + " connections";
        monitor.lock();
        try {
            long generation = generations.ofPool();
            establishment.forgetFailure();
            while (!state.isWarm()) {
                errors.checkWarmUp(state.condition(), generations.ofPool() != generation, establishment.lastFailure());
                long remainingNanos = deadline.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    throw errors.timedOut(tried, deadline, deadline.timeout(), establishment.lastFailure());
                }
                monitor.await(remainingNanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(address, tried, RetryAdvice.SAFE, interrupted);
        } finally {
            monitor.unlock();
        }
    }

    /** Has the background maintenance make a turn at once. Locked. */
    private void requestMaintenance() {
        state.requestMaintenance();
        monitor.signalAll();
        maintenance.ensureRunning();
    }

    /**
     * Waits until the background maintenance has something to do, at most so long.
     *
     * @return false when its thread may end
     */
    boolean awaitMaintenance(long pauseNanos) throws InterruptedException {
        monitor.lock();
        try {
            long startNanos = env.nanoTime();
            long waitNanos = state.maintenancePauseNanos(pauseNanos, startNanos);
            long remainingNanos = state.nanosUntilMaintenance(waitNanos, 0);
            while (remainingNanos > 0) {
                monitor.await(remainingNanos);
                remainingNanos = state.nanosUntilMaintenance(waitNanos, env.nanoTime() - startNanos);
            }
            return remainingNanos == 0;
        } finally {
            monitor.unlock();
        }
    }

    /** A pending connection for the background maintenance to establish; null if none is lacking, or not now. */
    @Nullable
    PooledConnection nextToEstablish() {
        return locked(state::nextToEstablish);
    }

    /** Discards idle connections that may not be used any more. */
    void removePerished() {
        monitor.lock();
        try {
            state.removePerished(env.nanoTime());
        } finally {
            finishAndUnlock();
        }
    }

    /**
     * Closes every connection, those in use and pending ones too, and fails every waiting operation. Waits for nothing.
     * Never throws, may be repeated.
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
            List<PooledConnection> interrupted = state.interrupt(Long.MAX_VALUE);
            monitor.signalAll();
            PooledConnection discarded = followUp.takeDiscarded();
            Waiter woken = followUp.takeWoken();
            events.poolClosed(discarded);
            return () -> {
                Waiter.wakeAll(woken);
                PooledConnection.closeAll(discarded);
                interrupted.forEach(PooledConnection::interrupt);
            };
        } finally {
            monitor.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> look) {
        monitor.lock();
        try {
            return look.get();
        } finally {
            monitor.unlock();
        }
    }

    /** Gives the monitor back and does what the change has left to be done. */
    private void finishAndUnlock() {
        PooledConnection discarded = followUp.takeDiscarded();
        Waiter woken = followUp.takeWoken();
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
            requestMaintenance();
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
