package dev.morelia.internal.pool;

import dev.morelia.error.MongoException;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.internal.pool.PoolState.Condition;
import dev.morelia.settings.PoolSettings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The background thread of a pool: closes idle connections that may not be used any more and opens those that are
 * lacking to {@code minPoolSize}. The thread starts when there is something to do and ends when nothing is foreseeable,
 * so most pools never have one. Its fields are guarded by the pool's monitor, on whose condition it waits.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#background-thread">Connection Monitoring and Pooling: background thread</a>
 */
final class PoolMaintenance {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.connection");

    /** After a connection could not be opened; a server is not asked more often than a monitor would. */
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Env env;
    private final Monitor monitor;
    private final PoolState state;
    private final ConnectionPool pool;
    private final String name;
    private final boolean recurs;
    private boolean requested;
    private boolean mayOpen;
    private @Nullable Worker worker;

    PoolMaintenance(Env env, Monitor monitor, PoolState state, ConnectionPool pool, PoolSettings settings) {
        this.env = env;
        this.monitor = monitor;
        this.state = state;
        this.pool = pool;
        this.name = "morelia-pool-" + pool.address();
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
        if (worker == null) {
            try {
                worker = env.start(name, ThreadKind.PLATFORM_DAEMON, this::work);
            } catch (RuntimeException | OutOfMemoryError noThread) {
                // The pool does without: what is stale is also closed at its check-out, and the next request tries
                // again.
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the background thread of a connection pool could not start",
                        noThread);
            }
        } else {
            monitor.signalAll();
        }
    }

    private void work() {
        long pauseNanos = Long.MAX_VALUE;
        while (awaitTask(pauseNanos)) {
            try {
                pauseNanos = run() ? Long.MAX_VALUE : AFTER_FAILURE_NANOS;
            } catch (RuntimeException | Error unexpected) {
                LOGGER.log(System.Logger.Level.ERROR, "the background thread of a connection pool failed", unexpected);
                pauseNanos = AFTER_FAILURE_NANOS;
            }
        }
    }

    /** Waits for something to do; false when the thread may end. */
    private boolean awaitTask(long pauseNanos) {
        monitor.lock();
        try {
            long nowNanos = env.nanoTime();
            long remainingNanos =
                    Math.max(Math.min(pauseNanos, state.nanosUntilTooOld(nowNanos)), SHORTEST_PAUSE_NANOS);
            long startNanos = nowNanos;
            while (!requested) {
                if (!recurs || state.condition() != Condition.READY) {
                    worker = null;
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
        } catch (InterruptedException unasked) {
            // Nobody has a reason to interrupt this thread; whatever it was, the next request starts another one.
            worker = null;
            return false;
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
