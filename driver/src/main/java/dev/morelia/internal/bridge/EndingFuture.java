package dev.morelia.internal.bridge;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What ends something, such as a session or the client, and the future of that. It runs to its end, whatever becomes of
 * the future: {@link #cancel}, {@link #orTimeout} and {@link #completeExceptionally} complete only that, and nothing is
 * interrupted. Nobody can give it another result. Thread-safe.
 *
 * @param <T> the type of the result
 */
final class EndingFuture<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {
    private final OperationThreads threads;
    private final Callable<T> ending;
    private final @Nullable Throwable call;

    /** @param call records the stack of the caller; null if that is not wanted */
    EndingFuture(OperationThreads threads, Callable<T> ending, @Nullable Throwable call) {
        this.threads = threads;
        this.ending = ending;
        this.call = call;
    }

    /** Starts it, on a virtual thread if the program has no other for it. Called once. */
    void submit() {
        try {
            threads.startAnyway(threads.inContext(this));
        } catch (Throwable noThread) {
            fail(noThread);
        }
    }

    @Override
    public void run() {
        T result;
        try {
            result = ending.call();
        } catch (Throwable failure) {
            fail(failure);
            return;
        }
        super.complete(result);
    }

    private void fail(Throwable failure) {
        if (!threads.env().isOver()) {
            super.completeExceptionally(CallTrace.attach(failure, call));
        }
    }

    @Override
    public boolean complete(T value) {
        throw rejected("complete");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw rejected("completeAsync");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw rejected("completeAsync");
    }

    @Override
    public void obtrudeException(Throwable ex) {
        throw rejected("obtrudeException");
    }

    @Override
    public void obtrudeValue(T value) {
        throw rejected("obtrudeValue");
    }

    private static UnsupportedOperationException rejected(String method) {
        return new UnsupportedOperationException(method + " cannot be called, as this future tells when something was"
                + " closed or aborted: use copy() for a future that can be completed");
    }

    /** A dependent future, as this one cannot have the value. */
    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }

    /** Dependents are futures as others. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
