package dev.morelia.simulation;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.PoolClearedException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A minimal, correct pool into which one bug can be planted: if a history does not find it here, it would not find it
 * in the driver's pool either. Every change wakes all threads in the queue, and the first one continues.
 */
final class SketchPool implements TestedPool {

    /** The planted bug. */
    enum Bug {
        NONE,
        /** Checking in a broken connection wakes no thread, although its place is free. */
        LOST_WAKE_UP,
        /** An idle connection is checked out whatever its generation. */
        GENERATION_IGNORED,
        /** A connection has the generation at the end of its establishment, not at the start. */
        GENERATION_TAKEN_LATE,
        /** Threads that wait when the pool is closed keep waiting. */
        WAITER_NOT_WOKEN_ON_CLOSE,
        /** A cleared pool checks out connections as before. */
        PAUSE_IGNORED,
        /** An idle connection is examined under the lock, and taken after the lock was released in between. */
        CONNECTION_GIVEN_TWICE,
        /** A failure to open a connection does not release its place. */
        PERMIT_LEAKED,
        /** Connections being opened are not counted against maxConnecting. */
        OPENING_NOT_COUNTED,
        /** Connections being opened are not counted against maxPoolSize. */
        OPENING_NOT_IN_SIZE,
        /** A failed connection is returned to idle. */
        BROKEN_CONNECTION_RETURNED,
        /** Timeouts are not checked while waiting. */
        TIMEOUT_IGNORED,
        /** The last thread to arrive is served first. */
        LAST_COME_FIRST_SERVED,
        /** An interrupt is treated like an ordinary wake-up and lost. */
        INTERRUPT_IGNORED,
        /** A connection established after the pool was closed stays open when it is checked in. */
        CONNECTION_LEFT_OPEN_ON_CLOSE,
        /** An exception of a listener at the check-in keeps the connection from being returned. */
        LISTENER_KEEPS_CONNECTION,
        /** An exception of a listener when a connection is ready does not release its permit. */
        LISTENER_KEEPS_PERMIT,
        /** Only the driver's own exceptions release the permit to open a connection. */
        ERROR_KEEPS_PERMIT,
        /** An error while waiting leaves an entry in the queue. */
        ERROR_KEEPS_PLACE
    }

    private static final class Entry implements Lease {
        private final Connection connection;
        private final long generation;
        private boolean cut;

        Entry(Connection connection, long generation) {
            this.connection = connection;
            this.generation = generation;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public boolean wasInterrupted() {
            return cut;
        }
    }

    private final Env env;
    private final PoolSettings settings;
    private final Opener opener;
    private final Owner owner;
    private final Bug bug;
    private final Runnable listener;
    private final Monitor monitor;
    private final Deque<Entry> idle = new ArrayDeque<>();
    private final List<Entry> inUse = new ArrayList<>();
    private final Deque<Object> queue = new ArrayDeque<>();
    private int pending;
    private int leaked;
    private long numbers;
    private long generation;
    private boolean ready;
    private boolean closed;

    SketchPool(Env env, PoolSettings settings, Opener opener, Owner owner, Bug bug) {
        this(env, settings, opener, owner, bug, () -> {});
    }

    SketchPool(Env env, PoolSettings settings, Opener opener, Owner owner, Bug bug, Runnable listener) {
        this.listener = listener;
        this.env = env;
        this.settings = settings;
        this.opener = opener;
        this.owner = owner;
        this.bug = bug;
        this.monitor = env.newMonitor();
    }

    @Override
    public Lease checkOut(Deadline deadline, CancelToken token) {
        var place = new Object();
        Runnable wake = this::wake;
        if (!token.register(wake)) {
            throw interrupted();
        }
        long opensIn;
        try {
            monitor.lock();
            boolean served = false;
            try {
                queue.add(place);
                Entry entry = awaitTurn(place, untilOf(deadline), token);
                served = true;
                if (entry != null) {
                    return entry;
                }
                pending++;
                opensIn = generation;
            } finally {
                if (served || bug != Bug.ERROR_KEEPS_PLACE) {
                    queue.remove(place);
                }
                changed();
                monitor.unlock();
            }
        } finally {
            token.withdraw(wake);
        }
        return open(opensIn, deadline, token);
    }

    private Deadline untilOf(Deadline deadline) {
        long nanos = settings.waitQueueTimeout().toNanos();
        return nanos == 0 ? deadline : Deadline.after(env.nanoTime(), nanos).earlier(deadline);
    }

    /** An idle connection, or null for the permit to open one. */
    private @Nullable Entry awaitTurn(Object place, Deadline until, CancelToken token) {
        while (true) {
            if (closed) {
                throw new ClientClosedException("ping", RetryAdvice.SAFE);
            }
            if (!ready && bug != Bug.PAUSE_IGNORED) {
                throw new PoolClearedException(ServerAddress.of("a.example"), null);
            }
            if (token.isCancelled()) {
                throw interrupted();
            }
            if (isTurnOf(place)) {
                Entry entry = takeIdle();
                if (entry != null || mayOpen()) {
                    return entry;
                }
            }
            pause(until);
        }
    }

    private boolean isTurnOf(Object place) {
        return switch (bug) {
            case LAST_COME_FIRST_SERVED -> place.equals(queue.peekLast());
            case CONNECTION_GIVEN_TWICE -> true;
            default -> place.equals(queue.peekFirst());
        };
    }

    private void pause(Deadline until) {
        long left = until.isNone() ? Long.MAX_VALUE : until.remainingNanos(env.nanoTime());
        if (bug == Bug.TIMEOUT_IGNORED) {
            left = Long.MAX_VALUE;
        }
        if (left <= 0) {
            var last = new LastStep(Step.CHECK_OUT, until.timeout());
            throw new OperationTimeoutException(null, "ping", until.timeout(), last, RetryAdvice.SAFE, null);
        }
        try {
            monitor.await(left);
        } catch (InterruptedException e) {
            if (bug != Bug.INTERRUPT_IGNORED) {
                env.interruptSelf();
                throw interrupted();
            }
        }
    }

    private static InterruptedOperationException interrupted() {
        return new InterruptedOperationException(null, "ping", RetryAdvice.SAFE, null);
    }

    private @Nullable Entry takeIdle() {
        while (!idle.isEmpty()) {
            Entry entry = idle.peekLast();
            if (bug == Bug.CONNECTION_GIVEN_TWICE) {
                monitor.unlock();
                monitor.lock();
            }
            idle.remove(entry);
            boolean fresh = entry.generation == generation || bug == Bug.GENERATION_IGNORED;
            if (fresh && (entry.connection.usable() || bug == Bug.BROKEN_CONNECTION_RETURNED)) {
                inUse.add(entry);
                return entry;
            }
            entry.connection.close();
        }
        return null;
    }

    private int size() {
        return idle.size() + inUse.size() + (bug == Bug.OPENING_NOT_IN_SIZE ? 0 : pending) + leaked;
    }

    private boolean mayOpen() {
        return (pending < settings.maxConnecting() || bug == Bug.OPENING_NOT_COUNTED)
                && size() < settings.maxPoolSize();
    }

    private Lease open(long opensIn, Deadline deadline, CancelToken token) {
        Connection connection;
        try {
            connection = opener.open(++numbers, deadline, token);
        } catch (Throwable e) {
            if (e instanceof MongoException failure && !(e instanceof InterruptedOperationException)) {
                owner.openFailed(failure, opensIn);
            }
            if (bug == Bug.ERROR_KEEPS_PERMIT && !(e instanceof MongoException)) {
                throw e;
            }
            monitor.lock();
            pending--;
            leaked += bug == Bug.PERMIT_LEAKED ? 1 : 0;
            changed();
            monitor.unlock();
            throw e;
        }
        callListener(Bug.LISTENER_KEEPS_PERMIT);
        return settle(new Entry(connection, bug == Bug.GENERATION_TAKEN_LATE ? generation : opensIn));
    }

    private Entry settle(Entry entry) {
        monitor.lock();
        try {
            pending--;
            changed();
            if (closed && bug != Bug.CONNECTION_LEFT_OPEN_ON_CLOSE) {
                entry.connection.close();
                throw new ClientClosedException("ping", RetryAdvice.SAFE);
            }
            if (entry.generation != generation) {
                entry.connection.close();
                throw new PoolClearedException(ServerAddress.of("a.example"), null);
            }
            inUse.add(entry);
            return entry;
        } finally {
            monitor.unlock();
        }
    }

    @Override
    public void checkIn(Lease lease) {
        var entry = (Entry) lease;
        boolean usable = entry.connection.usable() || bug == Bug.BROKEN_CONNECTION_RETURNED;
        callListener(Bug.LISTENER_KEEPS_CONNECTION);
        monitor.lock();
        try {
            inUse.remove(entry);
            boolean current = entry.generation == generation || bug == Bug.GENERATION_IGNORED;
            if (usable && current && (!closed || bug == Bug.CONNECTION_LEFT_OPEN_ON_CLOSE)) {
                idle.add(entry);
            } else {
                entry.connection.close();
            }
            if (usable || bug != Bug.LOST_WAKE_UP) {
                changed();
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Ignores exceptions of listeners, unless this bug was planted. */
    private void callListener(Bug unguarded) {
        try {
            listener.run();
        } catch (Throwable e) {
            if (bug == unguarded) {
                throw e;
            }
        }
    }

    @Override
    public void warmUp(Deadline deadline) {}

    @Override
    public int minimum() {
        return 0;
    }

    @Override
    public void ready() {
        monitor.lock();
        ready = !closed;
        monitor.unlock();
    }

    @Override
    public void clear(boolean interruptInUse) {
        monitor.lock();
        try {
            generation++;
            ready = false;
            if (interruptInUse) {
                cutAll();
            }
            changed();
        } finally {
            monitor.unlock();
        }
    }

    private void cutAll() {
        for (var entry : inUse) {
            entry.cut = true;
            entry.connection.close();
        }
    }

    private void changed() {
        if (!closed || bug != Bug.WAITER_NOT_WOKEN_ON_CLOSE) {
            monitor.signalAll();
        }
    }

    private void wake() {
        monitor.lock();
        changed();
        monitor.unlock();
    }

    @Override
    public void close() {
        monitor.lock();
        try {
            closed = true;
            ready = false;
            if (bug != Bug.CONNECTION_LEFT_OPEN_ON_CLOSE) {
                cutAll();
            }
            idle.forEach(entry -> entry.connection.close());
            idle.clear();
            changed();
        } finally {
            monitor.unlock();
        }
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public int operationCount() {
        return queue.size() + inUse.size();
    }

    @Override
    public Sizes sizes() {
        monitor.lock();
        try {
            int open = idle.size() + inUse.size() + pending;
            return new Sizes(open, inUse.size(), pending, queue.size(), ready);
        } finally {
            monitor.unlock();
        }
    }
}
