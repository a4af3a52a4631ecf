package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The background threads of one client, and the {@link EventQueue} by which their events reach the program.
 * Thread-safe.
 */
public final class Background {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.client");

    /** How long {@link #awaitEnd} waits for threads that were asked to end. */
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** More kinds of failure than this are not told apart any more. */
    private static final int MAXIMUM_KINDS = 100;

    private final Env env;
    private final CopyOnWriteArrayList<BackgroundThread> started = new CopyOnWriteArrayList<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final EventQueue events;

    /** No threads yet. */
    public Background(Env env) {
        this.env = env;
        this.events = new EventQueue(this);
    }

    /** Where the threads come from. */
    public Env env() {
        return env;
    }

    /** How events reach the program's listeners without running them on a control thread. */
    public EventQueue events() {
        return events;
    }

    /**
     * A thread that is not started yet.
     *
     * @param name the thread's name
     * @param work what it does, turn by turn
     */
    public BackgroundThread thread(String name, BackgroundThread.Work work) {
        return new BackgroundThread(this, name, work);
    }

    /** Whether the calling thread is one of these, on which no code of the program may run. */
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
     * Waits until all threads have ended, at most half a second; the calling one is not waited for. Whoever calls has
     * asked them to end before.
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
            // The client is closed, and its threads end without being waited for.
            if (env.isOver()) {
                throw noWait;
            }
        }
    }

    /** Called before a thread is started; those that have ended are forgotten by the way. */
    void starting(BackgroundThread thread) {
        started.removeIf(BackgroundThread::hasEnded);
        started.addIfAbsent(thread);
    }

    /** Logs an unexpected failure, once for each kind, on a thread where code of the program may run. Never throws. */
    public void report(String what, Throwable failure) {
        try {
            if (told.size() < MAXIMUM_KINDS
                    && told.add(what + failure.getClass().getName())) {
                events.add(() -> LOGGER.log(System.Logger.Level.ERROR, what, failure));
            }
        } catch (Throwable noMemory) {
            // It would be told if it could be; what failed goes on either way.
        }
    }
}
