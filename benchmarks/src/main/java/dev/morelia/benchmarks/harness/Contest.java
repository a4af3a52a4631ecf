package dev.morelia.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import dev.morelia.benchmarks.harness.Row.Figures;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the sides of a row alternately: each round has one short slice per side, in an order that rotates from round to
 * round, so that other load on the machine affects all of them equally. The warm-up alternates, too.
 *
 * @param row the name of the row
 * @param unit the unit of the rate
 * @param unitsPerOperation how many units one operation processes: megabytes, or 1 for operations
 * @param operationsPerSlice how many operations one slice holds
 */
public record Contest(String row, String unit, double unitsPerOperation, int operationsPerSlice) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** How long to run: the total warm-up time of all sides, and the number of measured slices of each. */
    public record Length(double warmUpSeconds, int rounds) {
        static final Length FULL = new Length(4, 21);
        static final Length QUICK = new Length(0.5, 3);

        public static Length of(boolean quick) {
            return quick ? QUICK : FULL;
        }
    }

    public Row run(Length length, Side ours, Side peer, @Nullable Side limit) throws Exception {
        var lanes = new ArrayList<>(List.of(new Lane(ours), new Lane(peer)));
        if (limit != null) {
            lanes.add(new Lane(limit));
        }
        long warmUpEnd = System.nanoTime() + (long) (length.warmUpSeconds() * 1e9);
        do {
            for (var lane : lanes) {
                lane.slice(false);
            }
        } while (System.nanoTime() < warmUpEnd);
        for (int round = 0; round < length.rounds(); round++) {
            for (int turn = 0; turn < lanes.size(); turn++) {
                lanes.get((round + turn) % lanes.size()).slice(true);
            }
        }
        return new Row(
                row,
                unit,
                lanes.get(0).figures(),
                lanes.get(1).figures(),
                limit == null ? null : lanes.get(2).figures());
    }

    private final class Lane {
        private final Side side;
        private final Samples nanos = new Samples();
        private final Samples bytes = new Samples();
        private final Samples cpuNanos = new Samples();
        private final Samples jvmNanos = new Samples();
        private final ProcessClock clock = new ProcessClock();

        Lane(Side side) {
            this.side = side;
        }

        void slice(boolean measured) throws Exception {
            side.before();
            clock.start();
            long bytesBefore = THREADS.getTotalThreadAllocatedBytes();
            long start = System.nanoTime();
            side.run(operationsPerSlice);
            long end = System.nanoTime();
            long bytesAfter = THREADS.getTotalThreadAllocatedBytes();
            var spent = clock.stop();
            if (measured) {
                nanos.add((double) (end - start) / operationsPerSlice);
                bytes.add((double) (bytesAfter - bytesBefore) / operationsPerSlice);
                cpuNanos.add((double) spent.nanos() / operationsPerSlice);
                jvmNanos.add((double) spent.jvmNanos() / operationsPerSlice);
            }
        }

        Figures figures() {
            return Figures.of(nanos, bytes, cpuNanos, jvmNanos, unitsPerOperation);
        }
    }
}
