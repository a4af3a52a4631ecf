package dev.morelia.live.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Notices when the machine keeps threads from running: one thread sleeps for a millisecond again and again, and records
 * when it was woken later than that. Any thread may ask for what it has recorded.
 */
final class StallWatch implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** What a sleep takes longer on an idle machine. */
    private static final long USUAL_NANOS = NAP_NANOS / 2;

    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean over;

    private record Stall(long beginNanos, long endNanos) {
        long within(long fromNanos, long toNanos) {
            // Differences, as the clock may begin anywhere.
            long begin = Math.max(beginNanos - fromNanos, 0);
            long end = Math.min(endNanos - fromNanos, toNanos - fromNanos);
            return Math.max(end - begin, 0);
        }
    }

    StallWatch() {
        thread = Thread.ofPlatform().name("stall-watch").start(this::watch);
    }

    private void watch() {
        while (!over) {
            long begun = System.nanoTime();
            try {
                Thread.sleep(1);
            } catch (InterruptedException interrupted) {
                return;
            }
            long woken = System.nanoTime();
            long due = begun + NAP_NANOS;
            if (woken - due > USUAL_NANOS) {
                stalls.add(new Stall(due, woken));
            }
        }
    }

    /** For how long the machine has stalled between two times of {@link System#nanoTime}; call it after the end. */
    long stalledNanos(long fromNanos, long toNanos) {
        return stalls.stream()
                .mapToLong(stall -> stall.within(fromNanos, toNanos))
                .sum();
    }

    /** The longest stall. */
    long longestNanos() {
        return stalls.stream()
                .mapToLong(stall -> stall.endNanos - stall.beginNanos)
                .max()
                .orElse(0);
    }

    /** Ends the thread; the records remain. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
