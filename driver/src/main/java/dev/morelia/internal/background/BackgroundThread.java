package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that works in turns and continues with the next turn whatever a turn throws, after an increasing
 * pause. It is started when first needed, ends when its work reports that nothing is left, and is started again when
 * needed again, also if the system could not start a thread before. Thread-safe, without locks.
 */
public final class BackgroundThread {

    /** The work of a background thread. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does one turn: waits for something to do and does it. Must check by itself whether the thread should end.
         *
         * @return whether to continue; a call of {@link #ensureRunning} in the meantime always causes another turn
         * @throws InterruptedException if the thread was interrupted, which nothing does on purpose; another turn
         *     follows
         */
        boolean turn() throws InterruptedException;
    }

    private static final long MINIMUM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAXIMUM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Background background;
    private final Env env;
    private final String name;
    // Created in advance: after an OutOfMemoryError no string can be built.
    private final String startFailure;
    private final String turnFailure;
    private final Work work;
    private final AtomicReference<State> state = new AtomicReference<>(State.ENDED);
    private volatile @Nullable Worker worker;
    private volatile @Nullable Thread thread;
    /** Confined to the thread. */
    private long pauseNanos = MINIMUM_PAUSE_NANOS;

    BackgroundThread(Background background, String name, Work work) {
        this.background = background;
        this.env = background.env();
        this.name = name;
        this.startFailure = "thread " + name + " could not be started";
        this.turnFailure = "unexpected failure in thread " + name + ", which continues";
        this.work = work;
    }

    /**
     * Starts the thread unless it is running, because there is work. Never throws; if no thread can be started, the
     * next call retries.
     */
    public void ensureRunning() {
        while (true) {
            switch (state.get()) {
                case ENDED -> {
                    if (state.compareAndSet(State.ENDED, State.RUNNING)) {
                        start();
                        return;
                    }
                }
                case RUNNING -> {
                    if (state.compareAndSet(State.RUNNING, State.NEEDED)) {
                        return;
                    }
                }
                case NEEDED -> {
                    return;
                }
            }
        }
    }

    /** Whether the thread is running; false if the system could not start it. */
    public boolean isRunning() {
        return state.get() != State.ENDED;
    }

    private void start() {
        boolean started = false;
        try {
            background.starting(this);
            worker = env.start(name, ThreadKind.PLATFORM_DAEMON, this::run);
            started = true;
        } catch (Throwable failure) {
            background.report(startFailure, failure);
        } finally {
            if (!started) {
                state.set(State.ENDED);
            }
        }
    }

    private void run() {
        thread = env.currentThread();
        boolean more = true;
        while (more || !state.compareAndSet(State.RUNNING, State.ENDED)) {
            if (!more) {
                state.set(State.RUNNING);
            }
            try {
                more = turn();
            } catch (Throwable again) {
                if (env.isOver()) {
                    throw again;
                }
                // Another OutOfMemoryError while the first was being handled.
                more = true;
            }
        }
    }

    private boolean turn() {
        try {
            clearInterrupt();
            boolean more = work.turn();
            pauseNanos = MINIMUM_PAUSE_NANOS;
            return more;
        } catch (InterruptedException unasked) {
            return true;
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            background.report(turnFailure, failure);
            pause();
            return true;
        }
    }

    /** Nothing interrupts this thread on purpose; the flag would abort all its I/O. */
    private void clearInterrupt() throws InterruptedException {
        if (env.isInterrupted()) {
            env.sleep(1);
        }
    }

    private void pause() {
        try {
            long nanos = pauseNanos;
            pauseNanos = Math.min(2 * nanos, MAXIMUM_PAUSE_NANOS);
            env.sleep(nanos);
        } catch (InterruptedException unasked) {
            // The next turn comes a little early.
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
        }
    }

    /** Whether this is the calling thread. */
    boolean isCurrent() {
        return env.currentThread().equals(thread);
    }

    boolean hasEnded() {
        Worker last = worker;
        return state.get() == State.ENDED && (last == null || !last.isAlive());
    }

    /** Waits until it has nothing left to do, or the time has elapsed. */
    public void join(long nanos) throws InterruptedException {
        Worker running = worker;
        if (running != null) {
            running.join(nanos);
        }
    }

    private enum State {
        /** Not running. */
        ENDED,
        /** Running; ends when its work has nothing left. */
        RUNNING,
        /** Running; does another turn before it ends. */
        NEEDED
    }
}
