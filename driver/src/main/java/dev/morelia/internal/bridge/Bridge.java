package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking operations on virtual threads for the async API. Thread-safe.
 */
public final class Bridge {
    private final Env env;

    /** The bridge of one client. */
    public Bridge(Env env) {
        this.env = env;
    }

    /**
     * Runs an operation, as soon as the number of operations in flight allows it.
     *
     * @return completes when the operation has ended and its connection is back in the pool; cancelling it interrupts
     *     the operation
     */
    public <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> operation) {
        return start(operation);
    }

    /**
     * Runs what consists of operations of the program that are bounded themselves, such as a transaction: it does not
     * count as an operation in flight, or it could wait for itself.
     */
    public <T extends @Nullable Object> CompletableFuture<T> runUnbounded(Callable<T> composed) {
        return start(composed);
    }

    /**
     * Publishes a result: each subscription opens it anew, with the first demand. Only the time that the source waits
     * for the server counts as an operation in flight.
     */
    public <T> Flow.Publisher<T> publish(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(env, open);
    }

    /** Publishes what may wait for events for any time, such as a change stream: it never counts as in flight. */
    public <T> Flow.Publisher<T> publishEvents(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(env, open);
    }

    /** What a publisher of the program publishes, as a stream that waits for it; closing the stream cancels it. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher) {
        return PublishedElements.stream(env, publisher);
    }

    /** As {@link #stream(Flow.Publisher)}, with at most so many elements requested before they are needed. */
    public <T> Stream<T> stream(Flow.Publisher<? extends T> publisher, int ahead) {
        return PublishedElements.stream(env, publisher, ahead);
    }

    /**
     * Calls code of the program that returns a stage, on a thread of {@link #runUnbounded}, and waits for the stage.
     *
     * @param what the code is, for messages
     * @param deadline when the wait must have ended
     * @param abandoned is run if the wait ends before the stage does, which is cancelled after that
     * @return the result of the stage; throws what it has failed with
     */
    public <T extends @Nullable Object> T await(
            String what, Callable<? extends CompletionStage<? extends T>> code, Deadline deadline, Runnable abandoned)
            throws Exception {
        return new StageWait<T>(env, code.call(), what).await(deadline, abandoned);
    }

    /**
     * Runs an operation as {@link #run} does, as a step of what this thread of {@link #runUnbounded} does, and waits for
     * it. An interrupt of this thread is only reported after the operation, so that its result is known.
     */
    public void runStep(String what, Runnable operation) {
        new StageWait<>(env, run(Action.of(operation::run)), what).awaitEnd();
    }

    private <T extends @Nullable Object> CompletableFuture<T> start(Callable<T> operation) {
        var future = new CompletableFuture<T>();
        env.start("morelia-async", ThreadKind.VIRTUAL, () -> {
            try {
                future.complete(operation.call());
            } catch (Throwable failure) {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }
}
