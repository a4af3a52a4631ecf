package dev.morelia.spec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Counts the cases of files that no suite runs yet, so that the report is complete. */
final class RemainderTest {
    private final SpecReport report = SpecReport.current();

    @TestFactory
    Stream<DynamicTest> casesWithoutASuite() {
        return SpecFolder.find().stream()
                .flatMap(folder -> folder.specs().stream()
                        .filter(spec -> !Specifications.hasOwnSuite(spec))
                        .flatMap(spec -> folder.files(spec + "/tests").stream()))
                .flatMap(this::cases);
    }

    private Stream<DynamicTest> cases(SpecFile file) {
        if (file.text().contains("\"schemaVersion\"")) {
            // A unified file, which UnifiedTest runs.
            return Stream.empty();
        }
        return names(read(file))
                .map(name -> report.skipped(
                        file.specCase(name), Specifications.reasonNotToRun(file.spec()), "no suite for this file"));
    }

    /** The content of the file; empty if it is not Extended JSON, which its suite has to check. */
    private static @Nullable Object read(SpecFile file) {
        try {
            return ExtendedJson.parseValue(file.text());
        } catch (BsonException e) {
            return null;
        }
    }

    /** Most files are one case; some older ones have a list of cases. */
    private static Stream<String> names(@Nullable Object root) {
        if (root instanceof Map<?, ?> map && map.get("tests") instanceof List<?> tests) {
            return tests.stream()
                    .map(test -> test instanceof Map<?, ?> named ? String.valueOf(named.get("description")) : "case");
        }
        return Stream.of("file");
    }
}
