package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Side;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many concurrent virtual threads, each running its share of the operations one after the other; records the time of
 * each.
 */
final class Crowd implements Side {
    /** An operation; returns the nanoseconds to record. */
    @FunctionalInterface
    interface Operation {
        long run();
    }

    private final int threads;
    private final Operation operation;
    private long[] nanos = new long[0];

    Crowd(int threads, Operation operation) {
        this.threads = threads;
        this.operation = operation;
    }

    /** Records the time of the whole call. */
    static Operation timed(Runnable call) {
        return () -> {
            long start = System.nanoTime();
            call.run();
            return System.nanoTime() - start;
        };
    }

    @Override
    public void run(int operations) throws Exception {
        int each = operations / threads;
        long[] noted = new long[each * threads];
        var failure = new AtomicReference<@Nullable Throwable>();
        var start = new CountDownLatch(1);
        var end = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            int from = thread * each;
            Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    for (int i = from; i < from + each; i++) {
                        noted[i] = operation.run();
                    }
                } catch (Exception | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    end.countDown();
                }
            });
        }
        start.countDown();
        end.await();
        if (failure.get() != null) {
            throw new IllegalStateException("an operation failed", failure.get());
        }
        Arrays.sort(noted);
        nanos = noted;
    }

    /** The median, a high percentile and their ratio, of the last slice. */
    String distribution() {
        double middle = at(0.5);
        double slow = at(0.999);
        return String.format(
                Locale.ROOT,
                "p50 %,.0f us, p99.9 %,.0f us (%.1fx), longest %,.0f us",
                middle,
                slow,
                slow / middle,
                at(1));
    }

    private double at(double quantile) {
        return nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e3;
    }
}
