package dev.morelia.internal.pool;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import java.util.concurrent.TimeUnit;

/**
 * The background thread of a pool: closes idle connections that may not be used any more and establishes those that are
 * lacking to {@code minPoolSize}. The thread starts when there is something to do and ends when nothing is foreseeable,
 * so most pools never have one. Thread-safe, without locks.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#background-thread">Connection Monitoring and Pooling: background thread</a>
 */
final class PoolMaintenance {
    /** A server is not asked more often than a monitor would. */
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * A server that rejects the credential accepts heartbeats all the same, so that the pool is soon ready again. A
     * server that locks users out, or has to ask another one, must not get the same credential twice a second.
     */
    private static final long MAXIMUM_PAUSE_AFTER_REJECTION_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ConnectionPool pool;
    private final Establishment establishment;
    private final Env env;
    private final BackgroundThread thread;
    /** Until the next turn, if nothing is requested before; belongs to the thread. */
    private long pauseNanos = Long.MAX_VALUE;

    /** After how long to try again with a credential that was rejected the last time; 0 if it was not. */
    private long rejectionPauseNanos;

    private long rejectedNanos;

    PoolMaintenance(Background background, ConnectionPool pool, Establishment establishment) {
        this.pool = pool;
        this.establishment = establishment;
        this.env = background.env();
        this.thread = background.thread("morelia-pool-" + pool.address(), this::turn);
    }

    /** There is something to do. Never throws. */
    void ensureRunning() {
        thread.ensureRunning();
    }

    private boolean turn() throws InterruptedException {
        if (!pool.awaitMaintenance(pauseNanos)) {
            return false;
        }
        pauseNanos = PAUSE_AFTER_FAILURE_NANOS;
        if (run()) {
            pauseNanos = Long.MAX_VALUE;
        }
        return true;
    }

    /** One run of the specification: what is to be done now, without waiting for more; false if one attempt failed. */
    private boolean run() {
        pool.removePerished();
        if (rejectionPauseNanos > 0 && env.nanoTime() - rejectedNanos < rejectionPauseNanos) {
            return false;
        }
        for (var next = pool.nextToEstablish(); next != null; next = pool.nextToEstablish()) {
            try {
                boolean unused = establishment.establish(next, null, Deadline.NONE, CancelToken.NONE);
                rejectionPauseNanos = 0;
            } catch (AuthenticationException rejected) {
                rejectedNanos = env.nanoTime();
                rejectionPauseNanos = Math.clamp(
                        2 * rejectionPauseNanos, PAUSE_AFTER_FAILURE_NANOS, MAXIMUM_PAUSE_AFTER_REJECTION_NANOS);
                return false;
            } catch (MongoException failure) {
                // The owner knows, and an operation waiting in warmUp() sees the failure.
                return false;
            }
        }
        return true;
    }
}
