package dev.morelia.spec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class SpecReportTest {
    private final SpecReport report = new SpecReport();

    @Test
    void countsEachOutcomeAndNotImplementedSeparately() throws Throwable {
        run("a", () -> {});
        run("a", () -> {
            throw new AssertionError("boom \"quoted\"\n\ud800");
        });
        run("b", () -> {
            throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, "watch");
        });
        run("b", () -> {
            throw new SpecSkip(SkipReason.TOPOLOGY, "");
        });

        assertThat(report.line()).isEqualTo("1 passed, 1 failed, 2 skipped");
        assertThat(report.table().lines().map(line -> line.trim().replaceAll(" +", " ")))
                .containsExactly(
                        "FAILED a/file.json: case (-): java.lang.AssertionError: boom \"quoted\"",
                        "spec passed failed skipped not implemented yet",
                        "a 1 1 0 0",
                        "b 0 0 2 1",
                        "api passed failed skipped not implemented yet",
                        "- 1 1 2 1",
                        "skipped 1 needs another topology",
                        "skipped 1 not implemented yet");
        assertThat(report.toJson())
                .contains("\"notImplemented\": 1")
                .contains("\"outcome\": \"skipped\", \"reason\": \"not implemented yet\", \"detail\": \"watch\"")
                .contains("boom \\\"quoted\\\"\\n\\ud800");
    }

    @Test
    void bodyDecidesTheOutcomeOfTheTest() {
        var specCase = SpecCase.of("a", "f.json", "n").on("sync", "single");

        assertThatThrownBy(() -> report.skipped(specCase, SkipReason.NO_SERVER, "why")
                        .getExecutable()
                        .execute())
                .isInstanceOf(SpecSkip.class)
                .hasMessage("no server here: why");
        assertThat(report.toJson()).contains("\"api\": \"sync\", \"topology\": \"single\"");
    }

    @Test
    void countsTheApisSeparately() throws Throwable {
        var specCase = SpecCase.of("a", "f.json", "n");
        report.run(specCase.on("sync", "single"), () -> {});
        report.run(specCase.on("sync", "replicaset"), () -> {});
        report.run(specCase.on("async", "single"), () -> {});

        assertThat(report.table().lines().map(line -> line.trim().replaceAll(" +", " ")))
                .containsExactly(
                        "spec passed failed skipped not implemented yet",
                        "a 3 0 0 0",
                        "by the async API 1 0 0 0",
                        "api passed failed skipped not implemented yet",
                        "async 1 0 0 0",
                        "sync 2 0 0 0");
        assertThat(report.toJson())
                .contains("\"async\": {\"passed\": 1, \"failed\": 0, \"skipped\": 0, \"notImplemented\": 0}")
                .contains("\"sync\": {\"passed\": 2, ");
    }

    @Test
    void caseWithoutNameIsShownAsItsFile() {
        assertThat(report.test(SpecCase.of("a", "f.json", ""), () -> {}).getDisplayName())
                .isEqualTo("f.json");
    }

    private void run(String spec, Executable body) throws Throwable {
        try {
            report.run(SpecCase.of(spec, "file.json", "case"), body);
        } catch (AssertionError | SpecSkip expected) {
            // The report has it, which is tested below.
        }
    }

    @Test
    void aFolderWithoutFilesIsOneSkippedTest() {
        assertThat(SpecFolder.tests("no-such-suite/tests", file -> Stream.of()))
                .singleElement()
                .extracting(DynamicNode::getDisplayName)
                .isEqualTo("all files");
    }
}
