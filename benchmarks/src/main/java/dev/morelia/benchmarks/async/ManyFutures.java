package dev.morelia.benchmarks.async;

import dev.morelia.MongoClient;
import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.harness.Report;
import dev.morelia.bson.Document;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingStream;

/**
 * 20,000 futures at any time on 100 connections, in a process of its own with a heap of 256 MiB: the distribution of
 * their times, which are mostly waits in the queue; virtual threads that kept their carriers for more than 20 ms, as
 * the Flight Recorder sees it, with their stacks, as the JDK pins a thread while it loads classes; and the heap that
 * the process needed. The figures are those of the second half, the first one warms up.
 */
public final class ManyFutures {
    static final String ROW = "20,000 futures on 100 connections, mongod";

    private static final int FUTURES = 20_000;
    private static final Duration PINNED = Duration.ofMillis(20);

    private ManyFutures() {}

    /** Runs it in a process of its own and notes what that prints. */
    static void note(Report report, String uri, int operations) throws IOException, InterruptedException {
        report.progress(ROW);
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath(),
                        ManyFutures.class.getName(),
                        uri,
                        String.valueOf(operations)))
                .redirectErrorStream(true)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> report.note(ROW + ": " + line));
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("the process with " + ROW + " ended with status " + status);
        }
    }

    private static String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        return System.getProperty("java.class.path")
                + (modules.isEmpty() ? "" : System.getProperty("path.separator"))
                + modules;
    }

    /** The process: its arguments are the URI of the server and the number of operations. */
    public static void main(String[] arguments) throws Exception {
        int operations = Integer.parseInt(arguments[1]);
        var pins = new ConcurrentLinkedQueue<RecordedEvent>();
        try (var events = new RecordingStream();
                var client = MongoClient.builder()
                        .uri(arguments[0])
                        .settings(settings ->
                                settings.pool(pool -> pool.maxPoolSize(100)).async(async -> async.maxQueued(FUTURES)))
                        .build()) {
            events.enable("jdk.VirtualThreadPinned").withThreshold(PINNED);
            events.onEvent("jdk.VirtualThreadPinned", pins::add);
            events.startAsync();
            var collection = client.database(BenchServer.DATABASE)
                    .collection(BenchServer.COLLECTION)
                    .async();
            var futures = new OperationsInFlight(FUTURES, (number, end) -> {
                var unused = collection
                        .findOne(new Document("_id", 1 + number % BenchServer.DOCUMENTS))
                        .whenComplete((found, failure) -> end.ended(failure));
            });
            futures.run(operations);
            var warm = Instant.now();
            long begun = System.nanoTime();
            futures.run(operations);
            double seconds = (System.nanoTime() - begun) / 1e9;
            events.stop();
            System.out.println(futures.distribution());
            System.out.printf(Locale.ROOT, "%,.0f operations/s, queue: %s%n", operations / seconds, client.asyncUse());
            var late = pins.stream()
                    .filter(event -> event.getStartTime().isAfter(warm))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "carriers pinned for more than %d ms: %d, and %d while it warmed up%n",
                    PINNED.toMillis(),
                    late.size(),
                    pins.size() - late.size());
            pins.forEach(event -> System.out.println("pinned for "
                    + event.getDuration().toMillis() + " ms (" + event.getString("pinnedReason") + "): "
                    + frames(event)));
        }
        System.out.printf(
                Locale.ROOT,
                "heap: limit %d MiB; peaks of its pools %s%n",
                Runtime.getRuntime().maxMemory() >> 20,
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(ManyFutures::peak)
                        .collect(Collectors.joining(", ")));
    }

    private static String frames(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        return stack == null
                ? ""
                : stack.getFrames().stream()
                        .limit(40)
                        .map(frame -> frame.getMethod().getType().getName() + "."
                                + frame.getMethod().getName())
                        .collect(Collectors.joining(" < "));
    }

    private static String peak(MemoryPoolMXBean pool) {
        return pool.getName() + " " + (pool.getPeakUsage().getUsed() >> 20) + " MiB";
    }
}
