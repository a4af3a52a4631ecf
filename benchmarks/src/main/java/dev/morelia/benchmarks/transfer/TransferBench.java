package dev.morelia.benchmarks.transfer;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Row.Figures;
import dev.morelia.benchmarks.harness.Samples;
import dev.morelia.benchmarks.harness.UnavailableException;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code bench transfer}: export and import of a million small documents as JSON lines, on a real server. Each run is a
 * process of its own, from its start to its end, with {@code -Xmx128m}, the peer with more; the sides alternate.
 */
public final class TransferBench {
    /** System property: the class path of the {@code morelia} command, which this module does not depend on. */
    public static final String TOOLS_PROPERTY = "morelia.tools.path";

    static final String DATABASE = "transfer";

    /** The heap, and what the script {@code ./morelia} passes to Java. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx128m",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    /** The loop over the official driver ends with an OutOfMemoryError at 128 MB: a whole batch is decoded at once. */
    private static final List<String> PEER_OPTIONS = List.of("-Xmx1g");

    private static final int DOCUMENTS = 1_000_000;
    private static final int DOCUMENTS_QUICK = 20_000;
    private static final int ROUNDS = 5;
    private static final String SOURCE = "source";
    private static final String TARGET = "target";

    private final Plan plan;
    private final int documents;

    /** Prepares the benchmark. */
    public TransferBench(Plan plan) {
        this.plan = plan;
        this.documents = plan.quick() ? DOCUMENTS_QUICK : DOCUMENTS;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws IOException, InterruptedException {
        String tools = System.getProperty(TOOLS_PROPERTY, "");
        if (tools.isEmpty()) {
            throw new UnavailableException("bench transfer runs the morelia command: set -D" + TOOLS_PROPERTY
                    + " to its class path, or use ./morelia bench transfer");
        }
        Path folder = Files.createTempDirectory("transfer");
        try (var mongod = Mongod.start();
                var client = MongoClient.create(mongod.uri())) {
            var source = client.database(DATABASE).collection(SOURCE);
            source.insertMany(Stream.iterate(0, i -> i < documents, i -> i + 1).map(TransferBench::document));
            Path ours = folder.resolve("ours.json");
            Path peer = folder.resolve("peer.json");
            var morelia = new Program(OPTIONS, tools, "dev.morelia.tools.Morelia", mongod.uri());
            String path = System.getProperty("java.class.path");
            var official = new Program(PEER_OPTIONS, path, OfficialTransfer.class.getName(), mongod.uri());
            contest(
                    "export",
                    () -> morelia.run("export", DATABASE + "." + SOURCE, ours),
                    () -> official.run("export", SOURCE, peer));
            if (!Files.exists(peer)) {
                official.run("export", SOURCE, peer);
            }
            var target = client.database(DATABASE).collection(TARGET);
            contest(
                    "import",
                    () -> imported(target, () -> morelia.run("import", DATABASE + "." + TARGET, peer)),
                    () -> imported(target, () -> official.run("import", TARGET, peer)));
        } finally {
            delete(folder);
        }
        plan.report().printTables();
    }

    private static Document document(int number) {
        return Document.of("number", number, "name", "Customer " + number, "email", number + "@example.com")
                .append("score", number / 7.0)
                .append("visits", (long) number * 1_000)
                .append("born", Instant.ofEpochMilli(number * 100_000L))
                .append("active", number % 2 == 0);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /**
     * What a run has taken.
     *
     * @param cpuNanos the processor time of its process
     */
    private record Taken(long nanos, long cpuNanos) {}

    private interface Run {
        Taken run() throws IOException, InterruptedException;
    }

    /** The runs of one side. */
    private static final class Runs {
        private final Samples nanos = new Samples();
        private final Samples cpuNanos = new Samples();

        void add(Taken taken) {
            nanos.add((double) taken.nanos);
            cpuNanos.add((double) taken.cpuNanos);
        }

        Figures figures(int documents) {
            var unknown = new Samples();
            unknown.add(0);
            return Figures.of(nanos, unknown, cpuNanos, unknown, documents);
        }
    }

    private void contest(String name, Run ours, Run peer) throws IOException, InterruptedException {
        if (!plan.wants(name)) {
            return;
        }
        plan.report().progress(name);
        var ourRuns = new Runs();
        var peerRuns = new Runs();
        for (int round = 0; round < (plan.quick() ? 1 : ROUNDS); round++) {
            boolean oursFirst = round % 2 == 0;
            if (oursFirst) {
                ourRuns.add(ours.run());
            }
            peerRuns.add(peer.run());
            if (!oursFirst) {
                ourRuns.add(ours.run());
            }
        }
        plan.report()
                .add(new Row(
                        name + ", " + documents + " documents",
                        "docs/s",
                        ourRuns.figures(documents),
                        peerRuns.figures(documents),
                        null));
    }

    private Taken imported(MongoCollection<Document> target, Run run) throws IOException, InterruptedException {
        target.drop();
        Taken taken = run.run();
        long count = target.estimatedDocumentCount();
        if (count != documents) {
            throw new IllegalStateException(count + " documents instead of " + documents);
        }
        return taken;
    }

    /** A Java program that is started for each run. */
    private record Program(List<String> options, String classPath, String mainClass, String uri) {
        private static final Path OWN_STATISTICS = Path.of("/proc/self/stat");

        Taken run(String what, String collection, Path file) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", classPath, mainClass, what, uri, collection, file.toString()));
            var output = Files.createTempFile("transfer", ".log");
            try {
                long cpuNanos = cpuNanosOfChildren();
                long start = System.nanoTime();
                int status = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .waitFor();
                long nanos = System.nanoTime() - start;
                if (status != 0) {
                    throw new IllegalStateException(
                            mainClass + " ended with status " + status + ": " + Files.readString(output));
                }
                return new Taken(nanos, cpuNanosOfChildren() - cpuNanos);
            } finally {
                Files.delete(output);
            }
        }

        /** The processor time of all processes that this one has started and that have ended, in steps of 10 ms. */
        private static long cpuNanosOfChildren() throws IOException {
            if (!Files.isReadable(OWN_STATISTICS)) {
                return 0;
            }
            String statistics = Files.readString(OWN_STATISTICS);
            // The name before it may contain spaces.
            String[] fields =
                    statistics.substring(statistics.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10_000_000L;
        }
    }
}
