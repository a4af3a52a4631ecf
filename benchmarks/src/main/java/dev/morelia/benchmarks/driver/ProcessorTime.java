package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Samples;
import dev.morelia.benchmarks.harness.Side;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;

/** Measures the processor time of the calling thread, without the time that it waits for the server. */
final class ProcessorTime implements Side {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** As many as are measured in a full run; those before warm up. */
    private static final int SLICES = 21;

    private final Side side;
    private final ArrayDeque<Double> latestNanos = new ArrayDeque<>();

    ProcessorTime(Side side) {
        this.side = side;
    }

    @Override
    public void before() throws Exception {
        side.before();
    }

    @Override
    public void run(int operations) throws Exception {
        long before = THREADS.getCurrentThreadCpuTime();
        side.run(operations);
        latestNanos.add((double) (THREADS.getCurrentThreadCpuTime() - before) / operations);
        if (latestNanos.size() > SLICES) {
            latestNanos.remove();
        }
    }

    /** The median of one operation over the last slices. */
    double medianMicros() {
        var samples = new Samples();
        latestNanos.forEach(samples::add);
        return samples.median() / 1e3;
    }
}
