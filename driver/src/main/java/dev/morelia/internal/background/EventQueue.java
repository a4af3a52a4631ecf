package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Events that arise on control threads, on their way to the program's listeners: told one by one, in order, on a thread
 * of their own, so that a listener that takes its time, or uses the client, holds up nothing but other events. Bounded:
 * while too many wait, new ones are dropped and counted. The thread ends when there was nothing to tell for a while.
 * Thread-safe; the monitor is never held while a listener runs.
 */
public final class EventQueue {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.client");

    /** A listener that is so far behind does not get further events until it has caught up. */
    static final int CAPACITY = 10_000;

    /** A listener that takes its time does not hold up a thread that closes the client for longer than this. */
    private static final long MAXIMUM_FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Env env;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean telling;
    private boolean closed;
    private long dropped;

    EventQueue(Background background) {
        this.env = background.env();
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-events", this::turn);
    }

    /**
     * Has this run after all that were added before, never on the calling thread, so the caller may hold a lock.
     *
     * @param event tells listeners of something
     * @return false when it was dropped, because too many wait
     */
    public boolean add(Runnable event) {
        boolean added;
        monitor.lock();
        try {
            added = waiting.size() < CAPACITY;
            if (added) {
                waiting.add(event);
                monitor.signalAll();
            } else {
                dropped++;
            }
        } finally {
            monitor.unlock();
        }
        // Even for nothing: those that wait may do so because there was no thread before.
        thread.ensureRunning();
        return added;
    }

    /** Waits until all that were added have run, unless a listener hangs or it is a listener that calls. */
    public void flush() {
        flush(MAXIMUM_FLUSH_NANOS);
    }

    /** The same, but waits for so long at most. */
    public void flush(long maximumNanos) {
        if (isCurrentThread()) {
            return;
        }
        monitor.lock();
        try {
            long begunNanos = env.nanoTime();
            while (telling || !waiting.isEmpty()) {
                long leftNanos = maximumNanos - (env.nanoTime() - begunNanos);
                if (leftNanos <= 0) {
                    return;
                }
                monitor.await(leftNanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
        } catch (Throwable noWait) {
            // Whoever closes or logs goes on without.
            if (env.isOver()) {
                throw noWait;
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the thread once it has told what waits. */
    public void close() {
        monitor.lock();
        try {
            closed = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    boolean isCurrentThread() {
        return thread.isCurrent();
    }

    private boolean turn() throws InterruptedException {
        Runnable next = next();
        if (next == null) {
            return false;
        }
        try {
            next.run();
        } finally {
            told();
        }
        return true;
    }

    private @Nullable Runnable next() throws InterruptedException {
        long lost;
        Runnable next;
        monitor.lock();
        try {
            long begunNanos = env.nanoTime();
            while (waiting.isEmpty()) {
                long leftNanos = IDLE_NANOS - (env.nanoTime() - begunNanos);
                if (closed || leftNanos <= 0) {
                    return null;
                }
                monitor.await(leftNanos);
            }
            next = waiting.remove();
            telling = true;
            lost = waiting.isEmpty() ? dropped : 0;
            dropped -= lost;
        } finally {
            monitor.unlock();
        }
        return lost == 0
                ? next
                : () -> {
                    next.run();
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            lost + " events were dropped, as listeners did not keep up: " + CAPACITY
                                    + " waited already");
                };
    }

    private void told() {
        monitor.lock();
        try {
            telling = false;
            if (waiting.isEmpty()) {
                monitor.signalAll();
            }
        } finally {
            monitor.unlock();
        }
    }
}
