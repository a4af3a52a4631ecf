package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.harness.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs PyMongo's async client in a Python process and notes its figures. */
final class PyMongoAsync {
    private static final String SCRIPT = "pymongo_async.py";

    private final Report report;

    PyMongoAsync(Report report) {
        this.report = report;
    }

    void run(String uri, List<Integer> inFlight, int operations) throws IOException, InterruptedException {
        Path script = Files.createTempFile("pymongo_async", ".py");
        try (InputStream source = PyMongoAsync.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, Objects.requireNonNull(source).readAllBytes());
            var command = new ArrayList<>(List.of(
                    "python3",
                    script.toString(),
                    uri,
                    String.valueOf(operations),
                    BenchServer.DATABASE,
                    BenchServer.COLLECTION));
            inFlight.forEach(number -> command.add(String.valueOf(number)));
            report.progress("PyMongo");
            noteLines(command);
        } finally {
            Files.delete(script);
        }
    }

    private void noteLines(List<String> command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> report.note("PyMongo: " + line));
            }
            process.waitFor();
        } catch (IOException missing) {
            report.note("PyMongo was not measured: " + missing.getMessage());
        }
    }
}
