package dev.morelia.spec.topology;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Files of one case that need no server, each as a dynamic test. */
final class PureCases {
    private PureCases() {}

    /** The check of a case, which throws on failure. */
    @FunctionalInterface
    interface Check {
        void of(Document test);
    }

    /** A test for each file below a folder such as {@code max-staleness/tests}. */
    static Stream<DynamicNode> below(String folder, Check check) {
        return SpecFolder.tests(folder, file -> Stream.of(test(file, check)));
    }

    private static DynamicTest test(SpecFile file, Check check) {
        Document test = ExtendedJson.parse(file.text());
        String name = Objects.requireNonNullElse((String) test.get("description"), "file");
        return SpecReport.current().test(file.specCase(name).on("-", "pure"), () -> check.of(test));
    }
}
