package dev.morelia.spec;

import com.networknt.schema.InputFormat;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Counts the cases that no suite runs yet, so that the report tells all there is to do. */
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
        return Stream.empty();
    }
}
