package dev.morelia.spec.unified.cursor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for what the async API returns, and throws what it failed with as the blocking API does. */
public final class Outcome {
    private Outcome() {}

    /** The result; throws what the future failed with. */
    public static <R extends @Nullable Object> R of(CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw thrown(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static RuntimeException thrown(Throwable failure) {
        return switch (failure) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException(failure);
        };
    }
}
