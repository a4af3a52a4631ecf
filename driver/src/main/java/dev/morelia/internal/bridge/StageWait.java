package dev.morelia.internal.bridge;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Outcome;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the bridge that waits for a stage: one of the program, such as the body of a transaction, or an operation
 * that the thread has started itself. The thread that completes the stage only signals it, so that nothing of the
 * waiting thread runs elsewhere.
 *
 * @param <T> the type of the result
 */
final class StageWait<T extends @Nullable Object> implements ProgramWaits.Wait {
    /** How long an operation may go on after the thread that waits for it was interrupted. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Env env;
    private final Monitor monitor;
    private final CompletionStage<? extends T> stage;
    private final String what;
    private @Nullable Outcome<T> end;
    private boolean clientClosed;

    /** Begins to watch a stage; what it is appears in messages. */
    StageWait(Env env, @Nullable CompletionStage<? extends T> stage, String what) {
        if (stage == null) {
            throw new IllegalStateException(what + " has returned null instead of a CompletionStage");
        }
        this.env = env;
        this.monitor = env.newMonitor();
        this.stage = stage;
        this.what = what;
        var unused = stage.whenComplete(
                (result, failure) -> ended(failure == null ? new Returned<T>(result) : new Failed<T>(failure)));
    }

    @Override
    public void clientClosed() {
        var failure = new ClientClosedException("waiting for " + what, RetryAdvice.UNSAFE);
        monitor.lock();
        try {
            if (end == null) {
                clientClosed = true;
                ended(new Failed<>(failure));
            }
        } finally {
            monitor.unlock();
        }
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

    /**
     * Waits for a stage of the program.
     *
     * @param abandoned is run if this wait ends before the stage does, which is cancelled after that
     * @return the result of the stage; throws what the stage has failed with
     */
    T await(Deadline deadline, Runnable abandoned) throws Exception {
        long begunNanos = env.nanoTime();
        Outcome<T> outcome;
        try {
            outcome = end(deadline);
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            abandon(abandoned);
            throw new InterruptedOperationException(
                    null, "waiting for " + what, RetryAdvice.OUTCOME_UNKNOWN, interrupted);
        }
        if (outcome == null) {
            abandon(abandoned);
            var last = new LastStep(Step.BODY, Duration.ofNanos(env.nanoTime() - begunNanos));
            throw new OperationTimeoutException(
                    null, "the stage of " + what, deadline.timeout(), last, RetryAdvice.OUTCOME_UNKNOWN, null);
        }
        if (clientClosed) {
            abandon(abandoned);
        }
        return StageWait.<T, Exception>result(outcome);
    }

    /**
     * Waits for an operation that must not be interrupted, as it would be unknown what has become of it. An interrupt
     * is reported after the operation has ended.
     *
     * @return the result of the operation; throws what it has failed with, as operations throw nothing checked
     */
    T awaitEnd() {
        var deadline = Deadline.NONE;
        InterruptedException interrupt = null;
        while (true) {
            try {
                Outcome<T> outcome = end(deadline);
                if (interrupt == null && outcome != null) {
                    return StageWait.<T, RuntimeException>result(outcome);
                }
                break;
            } catch (InterruptedException interrupted) {
                interrupt = interrupted;
                deadline = Deadline.after(env.nanoTime(), GRACE_NANOS);
            }
        }
        env.interruptSelf();
        cancel();
        throw new InterruptedOperationException(null, what, RetryAdvice.OUTCOME_UNKNOWN, interrupt);
    }

    /** How the stage has ended; null if it has not by the deadline. */
    private @Nullable Outcome<T> end(Deadline deadline) throws InterruptedException {
        monitor.lock();
        try {
            long leftNanos = deadline.remainingNanos(env.nanoTime());
            while (end == null && leftNanos > 0) {
                monitor.await(leftNanos);
                leftNanos = deadline.remainingNanos(env.nanoTime());
            }
            return end;
        } finally {
            monitor.unlock();
        }
    }

    @SuppressWarnings("unchecked") // it throws whatever the stage has failed with
    private static <R extends @Nullable Object, X extends Throwable> R result(Outcome<R> outcome) throws X {
        return switch (outcome) {
            case Returned<R> returned -> returned.result();
            case Failed<R> failed -> throw (X) unwrapped(failed.failure());
            default -> throw new IllegalStateException("a stage cannot end like this: " + outcome);
        };
    }

    /** What the program or an operation has thrown, without what futures that depend on it have wrapped it in. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
    }

    /** First the code, then the cancel: what depends on the stage runs now, and finds that nobody waits for it. */
    private void abandon(Runnable abandoned) {
        abandoned.run();
        boolean interrupted = env.clearInterrupt();
        cancel();
        if (interrupted) {
            env.interruptSelf();
        }
    }

    private void cancel() {
        try {
            boolean unused = stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException uncancellable) {
            // A stage need not support it.
            if (env.isOver()) {
                throw uncancellable;
            }
        }
    }
}
