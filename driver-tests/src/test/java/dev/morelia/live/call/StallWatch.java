package dev.morelia.live.call;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Notices when the machine keeps threads from running: a platform thread and a virtual one sleep for a millisecond
 * again and again, and record when they run later than that. The virtual one waits for a processor behind all other
 * virtual threads, as one does that has to end an operation; the system prefers a platform thread that only sleeps to
 * those that work. Any thread may ask for what they have recorded.
 */
final class StallWatch implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** What a sleep takes longer on an idle machine. */
    private static final long USUAL_NANOS = NAP_NANOS / 2;

    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean over;

    private record Stall(long beginNanos, long endNanos) {
        /** Both times count from the given one, as the clock may begin anywhere. */
        Stall from(long nanos) {
            return new Stall(beginNanos - nanos, endNanos - nanos);
        }
    }

    StallWatch() {
        threads = List.of(
                Thread.ofPlatform().start(this::watch), Thread.ofVirtual().start(this::watch));
    }

    private void watch() {
        while (!over) {
            long due = System.nanoTime() + NAP_NANOS;
            try {
                Thread.sleep(1);
            } catch (InterruptedException interrupted) {
                return;
            }
            long woken = System.nanoTime();
            if (woken - due > USUAL_NANOS) {
                stalls.add(new Stall(due, woken));
            }
        }
    }

    /** For how long the machine has stalled between two times of {@link System#nanoTime}; call it after the end. */
    long stalledNanos(long fromNanos, long toNanos) {
        long stalled = 0;
        long counted = 0;
        List<Stall> sorted = stalls.stream()
                .map(stall -> stall.from(fromNanos))
                .filter(stall -> stall.endNanos > 0 && stall.beginNanos < toNanos - fromNanos)
                .sorted(Comparator.comparingLong(Stall::beginNanos))
                .toList();
        for (Stall stall : sorted) {
            long end = Math.min(stall.endNanos, toNanos - fromNanos);
            stalled += Math.max(end - Math.max(stall.beginNanos, counted), 0);
            counted = Math.max(counted, end);
        }
        return stalled;
    }

    /** The longest stall. */
    long longestNanos() {
        return stalls.stream()
                .mapToLong(stall -> stall.endNanos - stall.beginNanos)
                .max()
                .orElse(0);
    }

    /** Ends the threads; the records remain. */
    @Override
    public void close() {
        over = true;
        threads.forEach(StallWatch::await);
    }

    /** Waits for the end of a thread, or until the calling one is interrupted. */
    static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
