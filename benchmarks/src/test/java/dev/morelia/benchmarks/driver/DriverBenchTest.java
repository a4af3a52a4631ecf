package dev.morelia.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Report;
import dev.morelia.benchmarks.harness.SpecificationData;
import dev.morelia.benchmarks.harness.TarArchive;
import dev.morelia.bson.Document;
import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows run on a real mongod, with small data; the speed is not checked. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class DriverBenchTest {
    private static final String JSON = "{\"text\": \"some text\"}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"ldjson,2", "gridfs,4", "bulk insert,6"})
    void rowsHaveAllTheirFigures(String text, int count) throws Exception {
        var printed = new ByteArrayOutputStream();
        var report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        new DriverBench(new Plan(true, text, data(), report)).run();

        var file = folder.resolve("rows.json");
        report.writeJson(file);
        var rows = Document.parse(Files.readString(file)).list("rows", Document.class);
        assertThat(rows).hasSize(count).allSatisfy(row -> {
            assertThat(row.float64("ratio", 0)).isPositive();
            assertThat(row.float64("cpuRatio", 0)).isPositive();
            assertThat(row.document("micros").document("limit").float64("cpu", 0))
                    .isPositive();
        });
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("geometric mean of the specification's rows: ours / limit");
    }

    @ParameterizedTest
    @CsvSource({"small bulk insert,1", "multi-file,4"})
    void theInterfacesOfTheOfficialDriverHaveRows(String text, int count) throws Exception {
        var report = new Report(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        new DriverBench(new Plan(true, text, data(), report)).runThroughOfficialInterfaces();

        var file = folder.resolve("rows.json");
        report.writeJson(file);
        assertThat(Document.parse(Files.readString(file)).list("rows", Document.class))
                .hasSize(count)
                .allSatisfy(row -> assertThat(row.float64("ratio", 0)).isPositive());
    }

    /** The documents are replaced and deleted one by one, of which a whole row has too many for a test. */
    @Test
    void mixedBulkWrites() {
        try (var front = BulkFront.start(Mongod.shared().address());
                var ours = new MoreliaDriver(front.uri());
                var peer = new OfficialDriver(front.uri())) {
            peer.resetNumbered();
            peer.reset();
            mixed(ours);
            mixed(peer);
            peer.dropDatabase();
        }
    }

    private static <D extends Map<String, ? extends @Nullable Object>> void mixed(DriverSide.Client<D> client) {
        var inserted = Stream.generate(() -> client.document(JSON)).limit(20).toList();
        var replacements =
                Stream.generate(() -> client.document(JSON)).limit(20).toList();
        client.collectionBulk(inserted, replacements).run();
        client.clientBulk(inserted, replacements).run();
        var left = new AtomicInteger();
        client.findMany(document -> left.incrementAndGet());
        assertThat(left).hasValue(0);
    }

    private SpecificationData data() throws IOException {
        try (var archive = new TarArchive(folder.resolve("data/single_and_multi_document.tgz"))) {
            for (var name : new String[] {"tweet.json", "small_doc.json", "large_doc.json", "gridfs_large.bin"}) {
                archive.add("single_and_multi_document/" + name, JSON);
            }
        }
        try (var archive = new TarArchive(folder.resolve("data/parallel.tgz"))) {
            for (int file = 0; file < 2; file++) {
                archive.add("parallel/ldjson_multi/" + file, (JSON + "\n").repeat(1500))
                        .add("parallel/gridfs_multi/" + file, "x".repeat(700_000));
            }
        }
        return new SpecificationData(folder);
    }
}
