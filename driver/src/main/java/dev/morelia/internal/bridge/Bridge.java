package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
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
        return new SourcePublisher<>(this, null, open);
    }

    /** Publishes what may wait for events for any time, such as a change stream: it never counts as in flight. */
    public <T> Flow.Publisher<T> publishEvents(Callable<? extends Source<T>> open) {
        return new SourcePublisher<>(this, null, open);
    }

    /** Where time, threads and locks come from. */
    Env env() {
        return env;
    }

    /** Starts a task of a publisher, which never throws, on a thread of the bridge. */
    void start(Runnable task) {
        env.start("morelia-async", ThreadKind.VIRTUAL, task);
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
