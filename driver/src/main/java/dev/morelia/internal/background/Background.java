package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The background threads of a client, and the {@link EventQueue} that passes their events to listeners. Thread-safe.
 */
public final class Background {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.client");

    /** How long {@link #awaitEnd} waits for threads that are about to end. */
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** The maximum number of kinds of failure that are logged. */
    private static final int MAXIMUM_KINDS = 100;

    private final Env env;
    private final CopyOnWriteArrayList<BackgroundThread> started = new CopyOnWriteArrayList<>();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final EventQueue events;

    /** Creates it without threads. */
    public Background(Env env) {
        this.env = env;
        this.events = new EventQueue(this);
    }

    /** The environment that the threads come from. */
    public Env env() {
        return env;
    }

    /** The queue that passes events to listeners without running them on a control thread. */
    public EventQueue events() {
        return events;
    }

    /**
     * Creates a thread without starting it.
     *
     * @param name the thread's name
     * @param work the work to do, turn by turn
     */
    public BackgroundThread thread(String name, BackgroundThread.Work work) {
        return new BackgroundThread(this, name, work);
    }

    /** Whether the calling thread is one of these threads, on which user code must not run. */
    public boolean isControlThread() {
        if (started.isEmpty() || events.isCurrentThread()) {
            return false;
        }
        for (BackgroundThread each : started) {
            if (each.isCurrent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits up to half a second until all threads except the calling one have ended; the caller must have told them to
     * end before.
     */
    public void awaitEnd() {
        try {
            long begunNanos = env.nanoTime();
            for (BackgroundThread each : started) {
                long leftNanos = MAXIMUM_WAIT_NANOS - (env.nanoTime() - begunNanos);
                if (leftNanos > 0 && !each.isCurrent()) {
                    each.join(leftNanos);
                }
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
        } catch (Throwable noWait) {
            // The client is closed, and its threads end without anyone waiting for them.
            if (env.isOver()) {
                throw noWait;
            }
        }
    }

    /** Called before a thread is started; also removes threads that have ended. */
    void starting(BackgroundThread thread) {
        started.removeIf(BackgroundThread::hasEnded);
        started.addIfAbsent(thread);
    }

    /** Logs an unexpected failure, once per kind, on a thread where user code may run. Never throws. */
    public void report(String what, Throwable failure) {
        try {
            if (reported.size() < MAXIMUM_KINDS
                    && reported.add(what + failure.getClass().getName())) {
                events.add(() -> LOGGER.log(System.Logger.Level.ERROR, what, failure));
            }
        } catch (Throwable noMemory) {
            // Logging it failed too; the failed work continues either way.
        }
    }
}
