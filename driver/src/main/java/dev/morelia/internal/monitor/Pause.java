package dev.morelia.internal.monitor;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;

/** What a monitor does between two checks: wait, unless somebody asks it not to. Thread-safe. */
public final class Pause {
    private final Env env;
    private final Monitor monitor;
    private boolean ended;
    private boolean closed;

    Pause(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    /**
     * Waits.
     *
     * @param maximumNanos until then, unless it is ended before
     * @param minimumNanos and at least that long even so, unless it is closed
     */
    void await(long maximumNanos, long minimumNanos) {
        long begunNanos = env.nanoTime();
        monitor.lock();
        try {
            while (!closed) {
                long limitNanos = ended ? minimumNanos : maximumNanos;
                long leftNanos = limitNanos - (env.nanoTime() - begunNanos);
                if (leftNanos <= 0) {
                    break;
                }
                monitor.await(leftNanos);
            }
            ended = false;
        } catch (InterruptedException interrupted) {
            // Nobody has a reason to interrupt these threads: the next check comes a little early.
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the present wait, or else the next one. */
    void end() {
        monitor.lock();
        try {
            ended = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the present wait and all later ones at once. */
    void close() {
        monitor.lock();
        try {
            closed = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    boolean isClosed() {
        monitor.lock();
        try {
            return closed;
        } finally {
            monitor.unlock();
        }
    }
}
