package dev.morelia.internal.monitor;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;

/** The pause of a monitor between two checks, which other threads can end. Thread-safe. */
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
     * @param maximumNanos the maximum time to wait, unless it is ended before
     * @param minimumNanos the minimum time to wait even if it is ended, unless it is closed
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
            // Nothing interrupts these threads on purpose: the next check comes a little early.
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the current wait, or else the next one. */
    void end() {
        monitor.lock();
        try {
            ended = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the current wait and all later ones immediately. */
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
