package dev.morelia.internal.env;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of code that may block, respect neither deadline nor interrupt, or throw anything: a resolver, a program's
 * callback, a library that decompresses. It runs on a thread of its own, which a caller that cannot wait any longer
 * leaves behind; the thread is interrupted when nobody waits for the result any more.
 *
 * <p>Thread-safe; any number of threads may wait for the result. Nothing runs while the monitor is held.
 *
 * @param <T> the type of the result
 */
public final class AbandonableCall<T extends @Nullable Object> {

    /**
     * What a caller waited for.
     *
     * @param <T> the type of the result
     */
    public sealed interface Outcome<T extends @Nullable Object> {}

    /**
     * The call has returned.
     *
     * @param result what it returned
     */
    public record Returned<T extends @Nullable Object>(T result) implements Outcome<T> {}

    /**
     * The call has thrown.
     *
     * @param failure what it threw
     */
    public record Failed<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {}

    /**
     * No thread could be started for it.
     *
     * @param failure why not
     */
    public record NotStarted<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {}

    /** It has not returned by the deadline. */
    public record TimedOut<T extends @Nullable Object>() implements Outcome<T> {}

    /** The caller's token was cancelled. */
    public record Cancelled<T extends @Nullable Object>() implements Outcome<T> {}

    /**
     * The waiting thread was interrupted; its interrupt flag is set.
     *
     * @param cause the exception that told it
     */
    public record Interrupted<T extends @Nullable Object>(InterruptedException cause) implements Outcome<T> {}

    private final Env env;
    private final Deadline limit;
    private final Monitor monitor;
    private @Nullable Worker worker;
    private @Nullable Outcome<T> end;
    private int waiting;

    private AbandonableCall(Env env, Deadline limit) {
        this.env = env;
        this.limit = limit;
        this.monitor = env.newMonitor();
    }

    /**
     * Starts a call.
     *
     * @param thread the name of its thread
     * @param kind a virtual thread unblocks from socket I/O when it is interrupted
     * @param limit the maximum time for the call itself; nobody waits longer
     */
    public static <T extends @Nullable Object> AbandonableCall<T> start(
            Env env, String thread, ThreadKind kind, Callable<T> body, Deadline limit) {
        var call = new AbandonableCall<T>(env, limit);
        Worker worker = null;
        try {
            worker = env.start(thread, kind, () -> call.run(body));
        } catch (RuntimeException | Error noThread) {
            if (env.isOver()) {
                throw noThread;
            }
            call.ended(new NotStarted<>(noThread));
        }
        call.monitor.lock();
        try {
            call.worker = worker;
        } finally {
            call.monitor.unlock();
        }
        return call;
    }

    /** Starts a call and waits for it. */
    public static <T extends @Nullable Object> Outcome<T> run(
            Env env, String thread, ThreadKind kind, Callable<T> body, Deadline deadline, CancelToken token) {
        return start(env, thread, kind, body, deadline).await(deadline, token);
    }

    /** Whether the call has returned or thrown, or was not started. */
    public boolean hasEnded() {
        monitor.lock();
        try {
            return end != null;
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits for the result. A call that was not ready by this deadline, but still has time by its own limit, continues,
     * so that a later caller finds its result.
     */
    public Outcome<T> await(Deadline deadline, CancelToken token) {
        Runnable wake = this::wake;
        boolean registered = token.register(wake);
        boolean abandoned = true;
        var earlier = deadline.earlier(limit);
        monitor.lock();
        waiting++;
        try {
            while (end == null) {
                if (!registered || token.isCancelled()) {
                    return new Cancelled<>();
                }
                long remainingNanos = earlier.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    abandoned = limit.hasPassed(env.nanoTime());
                    return new TimedOut<>();
                }
                monitor.await(remainingNanos);
            }
            abandoned = false;
            return end;
        } catch (InterruptedException e) {
            env.interruptSelf();
            return new Interrupted<>(e);
        } finally {
            waiting--;
            Worker unwanted = abandoned && waiting == 0 ? worker : null;
            monitor.unlock();
            if (unwanted != null) {
                unwanted.interrupt();
            }
            if (registered) {
                token.withdraw(wake);
            }
        }
    }

    private void run(Callable<T> body) {
        Outcome<T> outcome;
        try {
            outcome = new Returned<>(body.call());
        } catch (Throwable e) {
            // Catch everything: callers are waiting for the result, and nothing else would end the wait.
            outcome = new Failed<>(e);
        }
        ended(outcome);
    }

    private void ended(Outcome<T> outcome) {
        monitor.lock();
        try {
            end = outcome;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    private void wake() {
        monitor.lock();
        try {
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
