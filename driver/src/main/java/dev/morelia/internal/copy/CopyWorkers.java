package dev.morelia.internal.copy;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Threads that work on a list of tasks. The first failure ends them all, as soon as the present batch of each is
 * written; so does an interrupt of the thread that waits for them.
 */
final class CopyWorkers {
    private static final Duration TICK = Duration.ofMillis(200);
    /** For what a thread is about to write. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** For the end of a thread that was interrupted. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Env env;
    private final String tried;
    private volatile boolean stopped;

    /** @param tried what they do, for the message of an interrupt */
    CopyWorkers(Env env, String tried) {
        this.env = env;
        this.tried = tried;
    }

    /**
     * Works on all tasks.
     *
     * @param tasks what is done, in this order; each gets the question whether it is to stop
     * @param parallelism how many threads
     * @param report called on this thread a few times a second; may throw
     * @throws InterruptedOperationException if this thread is interrupted
     */
    void run(List<Consumer<BooleanSupplier>> tasks, int parallelism, Runnable report) {
        var next = new AtomicInteger();
        var calls = new ArrayList<AbandonableCall<Boolean>>();
        var kind = ThreadKind.awaitedBy(env.currentThread());
        boolean complete = false;
        try {
            for (int i = 0; i < Math.min(parallelism, tasks.size()); i++) {
                calls.add(AbandonableCall.start(env, "morelia-copy", kind, () -> work(tasks, next), Deadline.NONE));
            }
            calls.forEach(call -> await(call, report));
            complete = true;
        } finally {
            if (!complete) {
                stop(calls);
            }
        }
    }

    private boolean work(List<Consumer<BooleanSupplier>> tasks, AtomicInteger next) {
        boolean complete = false;
        try {
            int index = next.getAndIncrement();
            while (!stopped && index < tasks.size()) {
                tasks.get(index).accept(() -> stopped);
                index = next.getAndIncrement();
            }
            complete = true;
        } finally {
            if (!complete) {
                stopped = true;
            }
        }
        return complete;
    }

    private void await(AbandonableCall<Boolean> call, Runnable report) {
        while (true) {
            switch (call.await(Deadline.after(env.nanoTime(), TICK.toNanos()), CancelToken.NONE)) {
                case AbandonableCall.Returned<Boolean> returned -> {
                    return;
                }
                case AbandonableCall.TimedOut<Boolean> working -> report.run();
                case AbandonableCall.Failed<Boolean> failed -> throw rethrown(failed.failure());
                case AbandonableCall.NotStarted<Boolean> failed -> throw rethrown(failed.failure());
                case AbandonableCall.Interrupted<Boolean> interrupted ->
                    throw new InterruptedOperationException(
                            null, tried, RetryAdvice.OUTCOME_UNKNOWN, interrupted.cause());
                case AbandonableCall.Cancelled<Boolean> never -> throw new IllegalStateException("without a token");
            }
        }
    }

    /** Shows the caller besides the thread that has met it. */
    private static RuntimeException rethrown(Throwable failure) {
        failure.setStackTrace(
                Stream.concat(Stream.of(failure.getStackTrace()), Stream.of(new Throwable().getStackTrace()))
                        .toArray(StackTraceElement[]::new));
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Nothing is written any more when this returns. Threads that wait for a server are interrupted. */
    private void stop(List<AbandonableCall<Boolean>> calls) {
        stopped = true;
        boolean interrupted = env.clearInterrupt();
        await(calls, GRACE);
        var cancelled = new CancelToken();
        cancelled.cancel();
        for (AbandonableCall<Boolean> call : calls) {
            if (!call.hasEnded()) {
                var unused = call.await(Deadline.NONE, cancelled);
            }
        }
        await(calls, STOP);
        if (interrupted) {
            env.interruptSelf();
        }
    }

    private void await(List<AbandonableCall<Boolean>> calls, Duration timeout) {
        var deadline = Deadline.after(env.nanoTime(), timeout.toNanos());
        for (AbandonableCall<Boolean> call : calls) {
            var unused = call.await(deadline, CancelToken.NONE);
        }
    }
}
