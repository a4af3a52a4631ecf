package dev.morelia.internal.client;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.log.Log;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Ends or deletes what a server may have begun although there was no reply, on threads in the background. That is
 * repeated: a server that is busy begins with a request when its connection was closed long ago. Each has a thread of
 * its own, so that a server that cannot be reached delays no other. Thread-safe.
 */
public final class CleanUps {
    /** A repetition comes so long after the time before. */
    private static final long[] PAUSES_NANOS = {TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(500)};

    /** More than these are left to the servers, which have enough to do then. */
    private static final int MAXIMUM = 1_000;

    private final Env env;
    private final Monitor monitor;
    private int running;
    private boolean finishing;

    CleanUps(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    /** Runs this after 100 and 600 milliseconds. What it throws is logged. Never throws. */
    public void again(String thread, Runnable cleanUp) {
        start(thread, cleanUp, false);
    }

    /** Runs this now, on another thread, and again. Never throws. */
    public void nowAndAgain(String thread, Runnable cleanUp) {
        start(thread, cleanUp, true);
    }

    private void start(String thread, Runnable cleanUp, boolean now) {
        if (!begins()) {
            return;
        }
        try {
            env.start(thread, ThreadKind.VIRTUAL, () -> run(cleanUp, now));
        } catch (Throwable noThread) {
            ended();
            if (env.isOver()) {
                throw noThread;
            }
            failed(noThread);
        }
    }

    private boolean begins() {
        monitor.lock();
        try {
            if (finishing || running == MAXIMUM) {
                return false;
            }
            running++;
            return true;
        } finally {
            monitor.unlock();
        }
    }

    private void run(Runnable cleanUp, boolean now) {
        try {
            if (now) {
                attempt(cleanUp);
            }
            for (long pauseNanos : PAUSES_NANOS) {
                boolean last = pause(pauseNanos);
                attempt(cleanUp);
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException ended) {
            env.interruptSelf();
        } finally {
            ended();
        }
    }

    private void attempt(Runnable cleanUp) {
        try {
            cleanUp.run();
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            failed(failure);
        }
    }

    /** Waits; returns true at once if the client is being closed. */
    private boolean pause(long nanos) throws InterruptedException {
        Deadline end = Deadline.after(env.nanoTime(), nanos);
        monitor.lock();
        try {
            while (!finishing && !end.hasPassed(env.nanoTime())) {
                monitor.await(end.remainingNanos(env.nanoTime()));
            }
            return finishing;
        } finally {
            monitor.unlock();
        }
    }

    private static void failed(Throwable failure) {
        Log.CLIENT.text(Level.DEBUG, "what an operation without a reply has left could not be ended", failure);
    }

    private void ended() {
        monitor.lock();
        try {
            running--;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Runs those that are waiting for the last time, as the client is closed; waits for them until the deadline. */
    void finish(Deadline deadline) {
        boolean interrupted = env.clearInterrupt();
        monitor.lock();
        try {
            finishing = true;
            monitor.signalAll();
            while (running > 0 && !deadline.hasPassed(env.nanoTime())) {
                monitor.await(deadline.remainingNanos(env.nanoTime()));
            }
        } catch (InterruptedException another) {
            interrupted = true;
        } finally {
            monitor.unlock();
            if (interrupted) {
                env.interruptSelf();
            }
        }
    }
}
