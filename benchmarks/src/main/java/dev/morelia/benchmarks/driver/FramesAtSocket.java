package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Side;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the stack frames of a library between its caller and the socket read: samples the stack of a thread that
 * repeats an operation, and keeps the samples in a read.
 */
final class FramesAtSocket {
    private static final int WANTED_SAMPLES = 50;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private FramesAtSocket() {}

    /**
     * The stack in a read, innermost frame first, up to the call of the library.
     *
     * @param library the prefix of its classes' names
     */
    static List<String> deepest(String library, Side side) throws Exception {
        // The previous caller was interrupted, which closed its connection; opening another one has a deeper stack.
        side.run(1);
        var caller = new Thread(() -> repeat(side), "frames-at-socket");
        caller.setDaemon(true);
        caller.start();
        List<String> deepest = List.of();
        int samples = 0;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (samples < WANTED_SAMPLES && System.nanoTime() < end) {
            var stack = caller.getStackTrace();
            if (reads(stack)) {
                samples++;
                var frames = frames(library, stack);
                deepest = frames.size() > deepest.size() ? frames : deepest;
            }
            Thread.sleep(1);
        }
        caller.interrupt();
        caller.join();
        if (samples == 0) {
            throw new IllegalStateException("the caller was never seen at a socket read");
        }
        return deepest;
    }

    private static void repeat(Side side) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                side.run(1);
            }
        } catch (Exception interrupted) {
            if (!Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("the operation failed while its stack was sampled", interrupted);
            }
        }
    }

    /** Whether the top of the stack is a socket read of the JDK. */
    private static boolean reads(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .takeWhile(frame -> frame.getClassName().startsWith("sun.")
                        || frame.getClassName().startsWith("java.")
                        || frame.getClassName().startsWith("jdk."))
                .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.")
                        && frame.getMethodName().endsWith("ead"));
    }

    private static List<String> frames(String library, StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith(library)
                        && !frame.getClassName().startsWith(FramesAtSocket.class.getPackageName()))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
    }
}
