package dev.morelia.internal.topology;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Actions that must follow a change of the topology but may not run under its lock: closing sockets, starting threads.
 * They are added under that lock and run after it, in the order in which they were added, by one thread at a time: a
 * thread that comes while another is running them leaves its own to that one. Thread-safe.
 */
final class DeferredActions {
    /** The maximum time for which a slow socket delays a thread that closes the client. */
    private static final long MAXIMUM_WAIT_NANOS = 150_000_000;

    private final Background background;
    private final Env env;
    private final Monitor monitor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Thread running;

    DeferredActions(Background background) {
        this.background = background;
        this.env = background.env();
        this.monitor = env.newMonitor();
    }

    void add(Runnable action) {
        monitor.lock();
        try {
            waiting.add(action);
        } finally {
            monitor.unlock();
        }
    }

    /** Runs all waiting actions, unless another thread is doing so. */
    void run() {
        boolean done = false;
        try {
            for (Runnable next = next(true); next != null; next = next(false)) {
                try {
                    next.run();
                } catch (Throwable failure) {
                    if (env.isOver()) {
                        throw failure;
                    }
                    background.report("an action deferred from a change of the topology failed", failure);
                }
            }
            done = true;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    /** This thread is dying; another must run the rest, or the client would not see any further change. */
    private void abandon() {
        monitor.lock();
        try {
            running = null;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Runs all waiting actions; if another thread is doing so, waits for it, up to a limit. The connections of a client
     * are closed when this returns.
     */
    void finish() {
        run();
        Thread current = env.currentThread();
        monitor.lock();
        try {
            long begunNanos = env.nanoTime();
            while (running != null && !running.equals(current)) {
                long leftNanos = MAXIMUM_WAIT_NANOS - (env.nanoTime() - begunNanos);
                if (leftNanos <= 0) {
                    return;
                }
                monitor.await(leftNanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
        } catch (Throwable noWait) {
            if (env.isOver()) {
                throw noWait;
            }
        } finally {
            monitor.unlock();
        }
    }

    private @Nullable Runnable next(boolean first) {
        monitor.lock();
        try {
            if (first && running != null) {
                return null;
            }
            Runnable next = waiting.poll();
            running = next == null ? null : env.currentThread();
            if (next == null) {
                monitor.signalAll();
            }
            return next;
        } finally {
            monitor.unlock();
        }
    }
}
