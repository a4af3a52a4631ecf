package dev.morelia.benchmarks.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Report;
import dev.morelia.benchmarks.harness.SpecificationData;
import dev.morelia.benchmarks.harness.TarArchive;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows run on a real mongod, with small data; the speed is not checked. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class AsyncBenchTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 in flight, canned | 1", "many, a | 2", "large bulk | 1", "gridfs | 4", "ldjson | 2"})
    void rowsOfBothDrivers(String text, int count) throws Exception {
        assertThat(printed(plan -> new AsyncBench(plan).run(), text))
                .contains(count + " rows, geometric means: ratio ");
    }

    @Test
    void theReactiveInterfacesOfTheOfficialDriverHaveRows() throws Exception {
        assertThat(printed(plan -> new CompatBench(plan).run(), "reactive, canned"))
                .contains("1 rows, geometric means: ratio ");
    }

    private interface Benchmark {
        void run(Plan plan) throws Exception;
    }

    private String printed(Benchmark benchmark, String text) throws Exception {
        try (var archive = new TarArchive(folder.resolve("data/single_and_multi_document.tgz"))) {
            for (var name : new String[] {"tweet.json", "large_doc.json", "gridfs_large.bin"}) {
                archive.add("single_and_multi_document/" + name, "{\"text\": \"some text\"}");
            }
        }
        try (var archive = new TarArchive(folder.resolve("data/parallel.tgz"))) {
            String lines = "{\"text\": \"some text\"}\n".repeat(1_500);
            archive.add("parallel/gridfs_multi/0", "x".repeat(700_000))
                    .add("parallel/gridfs_multi/1", "y")
                    .add("parallel/ldjson_multi/0", lines)
                    .add("parallel/ldjson_multi/1", lines);
        }
        var printed = new ByteArrayOutputStream();
        var report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        benchmark.run(new Plan(true, text, new SpecificationData(folder), report));
        return printed.toString(StandardCharsets.UTF_8);
    }
}
