package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.harness.Side;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of operations in flight: each that ends starts the next one. Records the time of each from its start
 * until it is told to have ended, the wait in the queues of the driver included.
 */
final class OperationsInFlight implements Side {
    private final int inFlight;
    private final AsyncClient.Operation operation;
    private long[] nanos = new long[0];

    OperationsInFlight(int inFlight, AsyncClient.Operation operation) {
        this.inFlight = inFlight;
        this.operation = operation;
    }

    @Override
    public void run(int operations) throws Exception {
        var slice = new Slice(operations);
        for (int i = 0; i < Math.min(inFlight, operations); i++) {
            slice.startNext();
        }
        slice.end.await();
        Throwable failure = slice.failure.get();
        if (failure != null) {
            throw new IllegalStateException("an operation failed", failure);
        }
        Arrays.sort(slice.nanos);
        nanos = slice.nanos;
    }

    private final class Slice {
        private final long[] nanos;
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch end;

        Slice(int operations) {
            nanos = new long[operations];
            end = new CountDownLatch(operations);
        }

        void startNext() {
            int number = started.getAndIncrement();
            if (number >= nanos.length) {
                return;
            }
            long begun = System.nanoTime();
            operation.start(number, problem -> {
                nanos[number] = System.nanoTime() - begun;
                if (problem != null) {
                    failure.compareAndSet(null, problem);
                }
                startNext();
                end.countDown();
            });
        }
    }

    /** The median and high percentiles of the last slice. */
    String distribution() {
        return String.format(
                Locale.ROOT,
                "p50 %,.0f us, p99 %,.0f us, p99.9 %,.0f us, longest %,.0f us",
                at(0.5),
                at(0.99),
                at(0.999),
                at(1));
    }

    private double at(double quantile) {
        return nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e3;
    }
}
