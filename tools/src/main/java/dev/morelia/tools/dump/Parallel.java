package dev.morelia.tools.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs tasks on several threads; after the first failure no other is begun. */
final class Parallel {
    private Parallel() {}

    static void run(List<Runnable> tasks, int threads) {
        var failed = new AtomicBoolean();
        try (var executor = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, tasks.size())))) {
            var running = new ArrayList<Future<?>>();
            for (Runnable task : tasks) {
                running.add(executor.submit(() -> runUnless(failed, task)));
            }
            running.forEach(Parallel::await);
        }
    }

    private static void runUnless(AtomicBoolean failed, Runnable task) {
        if (failed.get()) {
            return;
        }
        boolean complete = false;
        try {
            task.run();
            complete = true;
        } finally {
            if (!complete) {
                failed.set(true);
            }
        }
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DumpException("interrupted", stopped);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
