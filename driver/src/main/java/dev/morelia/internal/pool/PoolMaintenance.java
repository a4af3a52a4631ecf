package dev.morelia.internal.pool;

import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.pool.PoolState.Condition;
import dev.morelia.settings.PoolSettings;
import java.util.concurrent.TimeUnit;

/**
 * The background thread of a pool: closes idle connections that may not be used any more and opens those that are
 * lacking to {@code minPoolSize}. The thread starts when there is something to do and ends when nothing is foreseeable,
 * so most pools never have one. Its fields are guarded by the pool's monitor, on whose condition it waits.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#background-thread">Connection Monitoring and Pooling: background thread</a>
 */
final class PoolMaintenance {
    /** After a connection could not be opened; a server is not asked more often than a monitor would. */
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Env env;
    private final Monitor monitor;
    private final PoolState state;
    private final ConnectionPool pool;
    private final BackgroundThread thread;
    private final boolean recurs;
    private boolean requested;
    private boolean mayOpen;
    /** Until the next turn, if nothing is requested before; belongs to the thread. */
    private long pauseNanos = Long.MAX_VALUE;

    PoolMaintenance(
            Background background, Monitor monitor, PoolState state, ConnectionPool pool, PoolSettings settings) {
        this.env = background.env();
        this.monitor = monitor;
        this.state = state;
        this.pool = pool;
        this.thread = background.thread("morelia-pool-" + pool.address(), this::turn);
        this.recurs = settings.minPoolSize() > 0 || state.limitsAge();
    }

    /** From now on it may open connections, unless the pool is paused again; called without the monitor. */
    void beginOpening() {
        monitor.lock();
        try {
            if (state.condition() == Condition.READY) {
                mayOpen = true;
                if (recurs) {
                    request();
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Until the pool is ready again. */
    void forbidOpening() {
        mayOpen = false;
    }

    /** There is something to do, at once. */
    void request() {
        requested = true;
        monitor.signalAll();
        thread.ensureRunning();
    }

    private boolean turn() throws InterruptedException {
        if (!awaitTask()) {
            return false;
        }
        pauseNanos = AFTER_FAILURE_NANOS;
        if (run()) {
            pauseNanos = Long.MAX_VALUE;
        }
        return true;
    }

    /** Waits for something to do; false when the thread may end. */
    private boolean awaitTask() throws InterruptedException {
        monitor.lock();
        try {
            long nowNanos = env.nanoTime();
            long remainingNanos =
                    Math.max(Math.min(pauseNanos, state.nanosUntilTooOld(nowNanos)), SHORTEST_PAUSE_NANOS);
            long startNanos = nowNanos;
            while (!requested) {
                if (!recurs || state.condition() != Condition.READY) {
                    return false;
                }
                long leftNanos =
                        remainingNanos == Long.MAX_VALUE ? Long.MAX_VALUE : startNanos + remainingNanos - nowNanos;
                if (leftNanos <= 0) {
                    return true;
                }
                monitor.await(leftNanos);
                nowNanos = env.nanoTime();
            }
            requested = false;
            return true;
        } finally {
            monitor.unlock();
        }
    }

    /** One run of the specification: what is to be done now, without waiting for more; false if opening failed. */
    private boolean run() {
        pool.closePerished();
        while (true) {
            PooledConnection pending;
            monitor.lock();
            try {
                pending = mayOpen ? state.startPopulating() : null;
            } finally {
                monitor.unlock();
            }
            if (pending == null) {
                return true;
            }
            try {
                pool.establish(pending, null, Deadline.NONE, CancelToken.NONE);
            } catch (MongoException failure) {
                // The owner has been told, and whoever waits in warmUp() gets to see it.
                return false;
            }
        }
    }
}
