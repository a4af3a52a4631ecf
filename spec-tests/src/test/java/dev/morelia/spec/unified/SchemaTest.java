package dev.morelia.spec.unified;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The files under {@code unified-test-format/tests/invalid}, each of which violates one rule of the JSON schema of the
 * format, and the valid ones next to them: shows that the runner validates its files.
 */
final class SchemaTest {
    private static final String FORMAT = "unified-test-format";

    private final SpecReport report = SpecReport.current();

    @TestFactory
    Stream<DynamicTest> filesAgainstTheSchema() {
        var folder = SpecFolder.find();
        var schema = folder.flatMap(SchemaTest::schema);
        if (schema.isEmpty()) {
            return Stream.of(
                    report.skipped(SpecCase.of(FORMAT, "schema-latest.json", "validation"), SkipReason.NO_SPECS, ""));
        }
        return Stream.concat(
                files(folder.get(), "invalid")
                        .map(file -> report.test(
                                file.specCase("violates the schema"),
                                () -> assertThat(problems(schema.get(), file)).isNotEmpty())),
                Stream.of("valid-pass", "valid-fail")
                        .flatMap(kind -> files(folder.get(), kind))
                        .map(file -> report.test(
                                file.specCase("conforms to the schema"),
                                () -> assertThat(problems(schema.get(), file)).isEmpty())));
    }

    private static Stream<SpecFile> files(SpecFolder folder, String kind) {
        return folder.files(FORMAT + "/tests/" + kind).stream();
    }

    private static Optional<Schema> schema(SpecFolder folder) {
        return folder.files(FORMAT).stream()
                .filter(file -> file.name().equals("schema-latest.json"))
                .findFirst()
                .map(file -> SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                        .getSchema(file.text(), InputFormat.JSON));
    }

    private static List<?> problems(Schema schema, SpecFile file) {
        return schema.validate(file.text(), InputFormat.JSON);
    }
}
