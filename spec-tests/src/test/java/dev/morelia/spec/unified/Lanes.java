package dev.morelia.spec.unified;

import dev.morelia.spec.unified.event.LogCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs tests in the background: those of one lane in order, one after the other, and those of different lanes, which
 * have different servers, at the same time. Most tests wait most of the time: for replication, for a fail point, for a
 * timeout. Used by one thread.
 */
final class Lanes implements AutoCloseable {
    private final Map<String, ExecutorService> lanes = new HashMap<>();
    private final List<Runnable> first = new ArrayList<>();
    private final List<Runnable> last = new ArrayList<>();

    /**
     * Adds a test, which runs after {@link #start} when the earlier ones of its lane have ended.
     *
     * @return waits for the end of the test and has its outcome
     */
    Executable add(String lane, Executable test) {
        return addTo(first, lane, test);
    }

    /**
     * Like {@link #add}, after all of those: for tests with timeouts of a few milliseconds, when all classes are loaded
     * and compiled and other lanes have ended.
     */
    Executable addLast(String lane, Executable test) {
        return addTo(last, lane, test);
    }

    private Executable addTo(List<Runnable> list, String lane, Executable test) {
        var outcome = new CompletableFuture<@Nullable Void>();
        list.add(() -> submit(lane, test, outcome));
        return waitingFor(outcome);
    }

    /** Starts all tests that were added. */
    void start() {
        first.forEach(Runnable::run);
        last.forEach(Runnable::run);
        first.clear();
        last.clear();
    }

    private void submit(String lane, Executable test, CompletableFuture<@Nullable Void> outcome) {
        lanes.computeIfAbsent(lane, Lanes::open).execute(() -> {
            try {
                test.execute();
                outcome.complete(null);
            } catch (Throwable failure) {
                outcome.completeExceptionally(failure);
            }
        });
    }

    private static Executable waitingFor(CompletableFuture<@Nullable Void> outcome) {
        return () -> {
            try {
                outcome.get();
            } catch (ExecutionException e) {
                throw Objects.requireNonNullElse(e.getCause(), e);
            }
        };
    }

    private static ExecutorService open(String lane) {
        return Executors.newSingleThreadExecutor(work -> Thread.ofPlatform()
                .daemon()
                .name("spec-test-lane " + lane)
                .unstarted(() -> {
                    LogCollector.enter(lane);
                    work.run();
                }));
    }

    @Override
    public void close() {
        lanes.values().forEach(ExecutorService::shutdownNow);
    }
}
