package dev.morelia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.benchmarks.harness.Report;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Row.Figures;
import dev.morelia.bson.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void reportHasTheExpectedForm() throws IOException {
        var report = new Report(out);
        report.version("mongod", "6.0.5");
        report.add(new Row("find many", "MB/s", figures(100, 7), figures(50, 700), figures(200, 0)));
        report.add(new Row("flat encode", "MB/s", figures(300, 1.4), figures(30, 9), null));
        report.printTables();
        var file = folder.resolve("rows.json");
        report.writeJson(file);

        var json = Document.parse(Files.readString(file));
        assertThat(json.string("machine")).isNotEmpty();
        assertThat(json.document("versions")).containsKeys("java", "morelia", "mongodb-driver-sync", "bson", "mongod");
        var rows = json.list("rows", Document.class);
        assertThat(rows.get(0).string("row")).isEqualTo("find many");
        assertThat(rows.get(0).float64("ratio")).isEqualTo(2.0);
        assertThat(rows.get(0).float64("cpuRatio")).isEqualTo(2.0);
        assertThat(rows.get(0).document("micros").document("peer").float64("cpu"))
                .isEqualTo(2.0);
        assertThat(rows.get(0).float64("limit")).isEqualTo(200.0);
        assertThat(rows.get(0).int64("allocPeer")).isEqualTo(700);
        assertThat(rows.get(1)).containsEntry("limit", null);
        assertThat(rows.get(1).int64("allocOurs")).isEqualTo(1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("find many", "flat encode", "10.00", "2 rows, geometric means: ratio 4.47, cpu ratio 4.47")
                .doesNotContain("peer ahead");
    }

    @Test
    void unknownNameIsAUsageError() {
        var err = new StringWriter();
        int code = Bench.commandLine(out).setErr(new PrintWriter(err)).execute("nonsense");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("nonsense", "bson, wire, driver, pool, connect, session");
    }

    private static Figures figures(double rate, double bytes) {
        return new Figures(rate, 1, 0.5, bytes, 100 / rate, 0);
    }
}
