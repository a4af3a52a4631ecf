package dev.morelia.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the processor time that all threads of this process use between two calls: those of the application, and
 * those of the JVM, which compile and collect garbage. The JVM's own figure for the process counts in steps of 10 ms,
 * which is as long as some slices. So on Linux this class adds up the threads, which the kernel counts in nanoseconds,
 * and uses that figure only as a lower bound, because it includes threads that have ended; elsewhere it is all there
 * is. Not thread-safe.
 */
public final class ProcessClock {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** One step of the user's time, and one of the system's. */
    private static final long ERROR_NANOS = 20_000_000;

    private static final File TASKS = new File("/proc/self/task");
    private static final Path CALLING_TASK = Path.of("/proc/thread-self");

    /** The names of the threads of HotSpot: of its collectors, its compilers, and the one that stops the others. */
    private static final List<String> JVM_NAMES = List.of("GC ", "G1 ", "C1 ", "C2 ", "VM ");

    private final byte[] line = new byte[64];
    private Map<String, Long> othersNanos = Map.of();
    private long processNanos;
    private long callingNanos;

    /**
     * The processor time between two calls.
     *
     * @param nanos of all threads
     * @param jvmNanos of the threads of the JVM alone, which are included in the other figure; 0 where it is unknown
     */
    public record Spent(long nanos, long jvmNanos) {}

    /** Begins to measure. */
    public void start() {
        othersNanos = othersNanos();
        processNanos = PROCESS.getProcessCpuTime();
        callingNanos = THREADS.getCurrentThreadCpuTime();
    }

    /** Returns the time since {@link #start}; the time that reading the clocks takes is not included. */
    public Spent stop() {
        long nanos = THREADS.getCurrentThreadCpuTime() - callingNanos;
        long atLeastNanos = PROCESS.getProcessCpuTime() - processNanos - ERROR_NANOS;
        var others = othersNanos();
        if (others.isEmpty()) {
            return new Spent(Math.max(nanos, atLeastNanos + ERROR_NANOS), 0);
        }
        long jvmNanos = 0;
        for (var other : others.entrySet()) {
            long more = other.getValue() - othersNanos.getOrDefault(other.getKey(), 0L);
            nanos += more;
            jvmNanos += more > 0 && isOfJvm(other.getKey()) ? more : 0;
        }
        return new Spent(Math.max(nanos, atLeastNanos), jvmNanos);
    }

    /** The time of each thread but the calling one, whose count in that file may be some milliseconds old. */
    private Map<String, Long> othersNanos() {
        String[] tasks = TASKS.list();
        if (tasks == null) {
            return Map.of();
        }
        var nanos = new HashMap<String, Long>();
        String calling = callingTask();
        for (String task : tasks) {
            String counts = task.equals(calling) ? "" : read(task, "schedstat");
            int end = counts.indexOf(' ');
            if (end > 0) {
                nanos.put(task, Long.parseLong(counts, 0, end, 10));
            }
        }
        return nanos;
    }

    private static String callingTask() {
        try {
            return Files.readSymbolicLink(CALLING_TASK).getFileName().toString();
        } catch (IOException absent) {
            return "";
        }
    }

    private boolean isOfJvm(String task) {
        String name = read(task, "comm");
        return JVM_NAMES.stream().anyMatch(name::startsWith);
    }

    /** The beginning of a file; empty if the thread has ended. Allocates little, as the garbage would be measured. */
    private String read(String task, String name) {
        try (var in = new FileInputStream(TASKS + "/" + task + "/" + name)) {
            return new String(line, 0, Math.max(in.read(line), 0), StandardCharsets.US_ASCII);
        } catch (IOException ended) {
            return "";
        }
    }
}
