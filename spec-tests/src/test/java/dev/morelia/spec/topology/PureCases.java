package dev.morelia.spec.topology;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Files that are one case each and need no server, each as one dynamic test. */
final class PureCases {
    private PureCases() {}

    /** What a case has to show; it fails by throwing. */
    @FunctionalInterface
    interface Check {
        void of(Document test);
    }

    /** One test for each file below a folder such as {@code max-staleness/tests}. */
    static Stream<DynamicTest> below(String folder, Check check) {
        var found = SpecFolder.find();
        if (found.isEmpty()) {
            var all = SpecCase.of(folder.split("/", 2)[0], "", "all files");
            return Stream.of(SpecReport.current().skipped(all, SkipReason.NO_SPECS, ""));
        }
        var files = found.get().files(folder);
        if (files.isEmpty()) {
            throw new IllegalStateException("no specification files in " + folder);
        }
        return files.stream().map(file -> test(file, check));
    }

    private static DynamicTest test(SpecFile file, Check check) {
        Document test = ExtendedJson.parse(file.text());
        String name = Objects.requireNonNullElse((String) test.get("description"), "file");
        return SpecReport.current().test(file.specCase(name).on("-", "pure"), () -> check.of(test));
    }
}
