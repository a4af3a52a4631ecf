package dev.morelia.spec.unified;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.spec.Specifications;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.face.Face;
import dev.morelia.spec.unified.operation.MalformedOperation;
import dev.morelia.spec.unified.run.TestFile;
import dev.morelia.spec.unified.run.TestRun;
import dev.morelia.spec.unified.server.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs every unified file of the folder of specifications, each test as a dynamic test, through each face, on the
 * deployment under test. The system property {@code spec.filter} narrows it to cases whose file or name contains it.
 */
final class UnifiedTest {
    private static final String FORMAT = "unified-test-format";
    private static final String FILTER = System.getProperty("spec.filter", "");

    private static @Nullable Deployment deployment;

    private final Optional<String> absence = Deployment.absence();
    private final SpecReport report = SpecReport.current();

    @TestFactory
    Stream<DynamicNode> specifications() {
        var folder = SpecFolder.find();
        if (folder.isEmpty()) {
            return Stream.of(report.skipped(SpecCase.of("unified", "", "all files"), SkipReason.NO_SPECS, ""));
        }
        return folder.get().specs().stream().map(spec -> {
            var files = folder.get().files(spec).stream()
                    .filter(file -> !file.name().startsWith("schema-") && !isInvalid(file))
                    .flatMap(file -> container(file).stream());
            return DynamicContainer.dynamicContainer(spec, files);
        });
    }

    /** Files that only a validator of the JSON schema can judge; {@link SchemaTest} has them. */
    private static boolean isInvalid(SpecFile file) {
        return file.spec().equals(FORMAT) && file.name().startsWith("tests/invalid/");
    }

    private Optional<DynamicNode> container(SpecFile file) {
        TestFile read;
        try {
            read = TestFile.read(file);
        } catch (BsonException e) {
            // Files of other formats may hold JSON that is no Extended JSON, on purpose.
            return file.text().contains("\"schemaVersion\"")
                    ? Optional.of(report.test(file.specCase("reading the file"), () -> {
                        throw e;
                    }))
                    : Optional.empty();
        }
        if (!read.root().containsKey("schemaVersion")) {
            return Optional.empty();
        }
        return Optional.of(DynamicContainer.dynamicContainer(file.name(), tests(read)));
    }

    private List<DynamicTest> tests(TestFile file) {
        var tests = new ArrayList<DynamicTest>();
        for (var test : file.tests()) {
            var specCase = file.file().specCase(test.string("description"));
            if (!specCase.file().contains(FILTER) && !specCase.name().contains(FILTER)) {
                continue;
            }
            if (!Specifications.runsUnified(specCase.spec())) {
                tests.add(report.skipped(specCase, Specifications.reasonNotToRun(specCase.spec()), ""));
                continue;
            }
            for (var face : Face.values()) {
                tests.add(test(specCase, face, file, test));
            }
        }
        return tests;
    }

    private DynamicTest test(SpecCase specCase, Face face, TestFile file, Document test) {
        var mustFail = specCase.spec().equals(FORMAT) && specCase.file().startsWith("tests/valid-fail/");
        var named = specCase.on(face.toString(), topology());
        if (absence.isPresent()) {
            return report.skipped(named, SkipReason.NO_SERVER, absence.get());
        }
        Executable run = () -> new TestRun(deployment(), face, file, test).run();
        return report.test(named, mustFail ? () -> assertFails(run) : run);
    }

    /** The report names the topology of each case, so the servers are reached before the first one runs. */
    private String topology() {
        try {
            return absence.isPresent() ? "-" : deployment().facts().topology().toString();
        } catch (RuntimeException e) {
            // Every case meets the same failure again and reports it.
            return "-";
        }
    }

    /** A case of {@code valid-fail} is passed when the runner rejects it or finds an assertion broken. */
    private static void assertFails(Executable run) throws Throwable {
        try {
            run.execute();
        } catch (SpecSkip skip) {
            if (!skip.detail().equals("operation unsupportedOperation")) {
                throw skip;
            }
            return;
        } catch (MongoException
                | BsonException
                | MalformedOperation
                | IllegalArgumentException
                | AssertionError expected) {
            return;
        }
        throw new AssertionError("The runner should have failed this test, and passed it");
    }

    private static Deployment deployment() {
        if (deployment == null) {
            deployment = Deployment.open();
        }
        return deployment;
    }

    @AfterAll
    static void close() {
        if (deployment != null) {
            deployment.close();
        }
    }
}
