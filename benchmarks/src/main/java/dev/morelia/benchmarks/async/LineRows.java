package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of {@code bench driver} for JSON lines through the async APIs: several files are imported and exported, of
 * which some are in flight. They are read and written as in those rows, on the threads of the drivers.
 */
final class LineRows {
    private static final String IMPORT = "ldjson multi-file import, async";
    private static final String EXPORT = "ldjson multi-file export, async";
    private static final int FILES = 12;
    /** As many as the blocking rows have threads. */
    private static final int IN_FLIGHT = 4;

    private final Plan plan;
    private final BenchServer server;
    private final AsyncClient<?> ours;
    private final AsyncClient<?> peer;

    LineRows(Plan plan, BenchServer server, AsyncClient<?> ours, AsyncClient<?> peer) {
        this.plan = plan;
        this.server = server;
        this.ours = ours;
        this.peer = peer;
    }

    /** Runs the rows that the plan wants. */
    void run() throws Exception {
        if (!plan.wants(IMPORT) && !plan.wants(EXPORT)) {
            return;
        }
        Path folder = Files.createTempDirectory("morelia-bench");
        try {
            List<Path> files = plan.data().parallelFiles("ldjson_multi", plan.quick() ? 2 : FILES, folder);
            if (plan.wants(IMPORT)) {
                row(IMPORT, files, client -> new Imports(server, client, files));
            }
            if (plan.wants(EXPORT)) {
                int each = server.loadLines(files) / files.size();
                row(EXPORT, files, client -> new Exports(client, folder, files.size(), each));
            }
        } finally {
            delete(folder);
        }
    }

    private interface Sides {
        Side of(AsyncClient<?> client);
    }

    private void row(String name, List<Path> files, Sides sides) throws Exception {
        plan.report().progress(name);
        double bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        plan.report()
                .add(new Contest(name, "MB/s", bytes / 1e6, 1)
                        .run(plan.length(), sides.of(ours), sides.of(peer), null));
    }

    private static void inFlight(AsyncClient.Operation operation, int files) throws Exception {
        new OperationsInFlight(IN_FLIGHT, operation).run(files);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Imports files into an empty collection. */
    private record Imports(BenchServer server, AsyncClient<?> client, List<Path> files) implements Side {
        @Override
        public void before() {
            server.reset();
        }

        @Override
        public void run(int operations) throws Exception {
            for (int i = 0; i < operations; i++) {
                inFlight((number, end) -> client.importLines(files.get(number), end), files.size());
            }
        }
    }

    /** Exports so many documents each into files that do not exist. */
    private record Exports(AsyncClient<?> client, Path folder, int files, int each) implements Side {
        private Path written(int file) {
            return folder.resolve("written" + file);
        }

        @Override
        public void before() throws IOException {
            for (int file = 0; file < files; file++) {
                Files.deleteIfExists(written(file));
            }
        }

        @Override
        public void run(int operations) throws Exception {
            for (int i = 0; i < operations; i++) {
                inFlight(
                        (number, end) -> client.exportLines(number * each, (number + 1) * each, written(number), end),
                        files);
            }
        }
    }
}
