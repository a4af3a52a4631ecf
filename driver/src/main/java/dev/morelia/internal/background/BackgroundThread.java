package dev.morelia.internal.background;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that does its work turn by turn and goes on with the next one whatever a turn throws, after a pause
 * that grows. It is started with the first need, ends when its work says that nothing is left, and is started again
 * with the next need; so it is where the system refused a thread. Thread-safe, without locks.
 */
public final class BackgroundThread {

    /** What a background thread does. */
    @FunctionalInterface
    public interface Work {
        /**
         * One turn: waits for something to do and does it. It must look by itself whether the thread shall end.
         *
         * @return whether to go on; a {@link #ensureRunning} that was called meanwhile brings another turn all the same
         * @throws InterruptedException when the thread was interrupted; nobody has a reason to, so another turn follows
         */
        boolean turn() throws InterruptedException;
    }

    private static final long MINIMUM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAXIMUM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Background background;
    private final Env env;
    private final String name;
    // Made in time: where memory has run out, no text can be made any more.
    private final String refusal;
    private final String surprise;
    private final Work work;
    private final AtomicReference<State> state = new AtomicReference<>(State.ENDED);
    private volatile @Nullable Worker worker;
    private volatile @Nullable Thread thread;
    /** Belongs to the thread. */
    private long pauseNanos = MINIMUM_PAUSE_NANOS;

    BackgroundThread(Background background, String name, Work work) {
        this.background = background;
        this.env = background.env();
        this.name = name;
        this.refusal = "the thread " + name + " could not be started";
        this.surprise = "the thread " + name + " met an unexpected failure and goes on";
        this.work = work;
    }

    /** There is work: starts the thread unless it runs. Never throws; if no thread can be had, the next call tries. */
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

    /** Whether there is a thread; none if the system has refused it. */
    public boolean isRunning() {
        return state.get() != State.ENDED;
    }

    private void start() {
        boolean started = false;
        try {
            background.starting(this);
            worker = env.start(name, ThreadKind.PLATFORM_DAEMON, this::run);
            started = true;
        } catch (Throwable refused) {
            background.report(refusal, refused);
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
                // Memory has run out once more while the first time was dealt with.
                more = true;
            }
        }
    }

    private boolean turn() {
        try {
            forgetInterrupt();
            boolean more = work.turn();
            pauseNanos = MINIMUM_PAUSE_NANOS;
            return more;
        } catch (InterruptedException unasked) {
            return true;
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            background.report(surprise, failure);
            pause();
            return true;
        }
    }

    /** Nobody has a reason to interrupt this thread; the flag would end all its input and output. */
    private void forgetInterrupt() throws InterruptedException {
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

    /** Whether it is the calling thread. */
    boolean isCurrent() {
        return env.currentThread().equals(thread);
    }

    boolean hasEnded() {
        Worker last = worker;
        return state.get() == State.ENDED && (last == null || !last.isAlive());
    }

    /** Waits until it has nothing left to do, or for so long. */
    public void join(long nanos) throws InterruptedException {
        Worker running = worker;
        if (running != null) {
            running.join(nanos);
        }
    }

    private enum State {
        /** No thread. */
        ENDED,
        /** A thread, which ends when its work has nothing left. */
        RUNNING,
        /** A thread, which makes another turn before it ends. */
        NEEDED
    }
}
