package dev.morelia.spec.unified.entity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A thread of the test, which runs operations one after the other. Used only by the test's main thread. */
public final class ThreadEntity implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("spec-test-thread").factory());
    private final List<Future<?>> work = new ArrayList<>();

    /** Submits an operation without waiting for it. */
    public void start(Callable<@Nullable Void> operation) {
        work.add(thread.submit(operation));
    }

    /** Waits for all operations; rethrows their exceptions. */
    public void await(Duration limit) throws Exception {
        thread.shutdown();
        var end = System.nanoTime() + limit.toNanos();
        for (var piece : work) {
            try {
                piece.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Exception exception -> throw exception;
                    case Error error -> throw error;
                    case null, default -> throw e;
                }
            } catch (TimeoutException e) {
                throw new AssertionError("A thread of the test is still busy after " + limit, e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
