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
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows run on a real mongod, with small data; the speed is not checked. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class AsyncBenchTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1 in flight, canned", "find many", "small bulk"})
    void rowsOfBothDrivers(String row) throws Exception {
        try (var archive = new TarArchive(folder.resolve("data/single_and_multi_document.tgz"))) {
            for (var name : new String[] {"tweet.json", "small_doc.json"}) {
                archive.add("single_and_multi_document/" + name, "{\"text\": \"some text\"}");
            }
        }
        var printed = new ByteArrayOutputStream();
        var report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        new AsyncBench(new Plan(true, row, new SpecificationData(folder), report)).run();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("1 rows, geometric means: ratio ");
    }
}
