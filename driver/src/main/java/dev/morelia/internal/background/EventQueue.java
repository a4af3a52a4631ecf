package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes events from control threads to the user's listeners: one by one, in order, on a separate thread, so that a
 * listener that is slow or uses the client delays only other events. Bounded: while the queue is full, new events are
 * dropped and counted. The thread ends after an idle period. Thread-safe; the monitor is never held while a listener
 * runs.
 */
public final class EventQueue {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.client");

    /** A listener that is this far behind gets no further events until it has caught up. */
    static final int CAPACITY = 10_000;

    /** The maximum time for which a slow listener delays a thread that closes the client. */
    private static final long MAXIMUM_FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Env env;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean publishing;
    private boolean closed;
    private long dropped;

    EventQueue(Background background) {
        this.env = background.env();
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-events", this::turn);
    }

    /**
     * Runs the event after all that were added before, never on the calling thread, so the caller may hold a lock.
     *
     * @param event publishes something to listeners
     * @return false if it was dropped because the queue is full
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
        // Even if the event was dropped: the queue may be full because no thread could be started before.
        thread.ensureRunning();
        return added;
    }

    /**
     * Runs a task after all events that were added before and waits for it, up to the given time; on the queue's own
     * thread it runs immediately. For work of a caller that must not wait forever for user code.
     */
    public void run(Runnable task, long maximumNanos) {
        if (isCurrentThread()) {
            task.run();
        } else if (add(task)) {
            flush(maximumNanos);
        }
    }

    /** Waits until all events added so far have run, unless a listener blocks or the caller is a listener. */
    public void flush() {
        flush(MAXIMUM_FLUSH_NANOS);
    }

    /** Waits like {@link #flush()}, up to the given time. */
    public void flush(long maximumNanos) {
        if (isCurrentThread()) {
            return;
        }
        monitor.lock();
        try {
            long begunNanos = env.nanoTime();
            while (publishing || !waiting.isEmpty()) {
                long leftNanos = maximumNanos - (env.nanoTime() - begunNanos);
                if (leftNanos <= 0) {
                    return;
                }
                monitor.await(leftNanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
        } catch (Throwable noWait) {
            // The caller, which closes or logs, continues without waiting.
            if (env.isOver()) {
                throw noWait;
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the thread once it has published the waiting events. */
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
            published();
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
            publishing = true;
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
                            lost + " events were dropped because listeners are too slow: " + CAPACITY
                                    + " were already waiting");
                };
    }

    private void published() {
        monitor.lock();
        try {
            publishing = false;
            if (waiting.isEmpty()) {
                monitor.signalAll();
            }
        } finally {
            monitor.unlock();
        }
    }
}
