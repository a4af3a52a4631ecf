package dev.morelia.spec.unified;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.spec.Specifications;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.api.Api;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.operation.MalformedOperation;
import dev.morelia.spec.unified.run.TestFile;
import dev.morelia.spec.unified.run.TestRun;
import dev.morelia.spec.unified.server.Deployment;
import dev.morelia.spec.unified.server.Deployments;
import dev.morelia.spec.unified.server.Requirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs every unified file of the folder of specifications, each test as a dynamic test, through each API, on the
 * deployment under test. The system property {@code spec.filter} restricts it to cases whose file or name contains it.
 *
 * <p>The tests run in {@link Lanes}, one for each set of servers; the dynamic tests wait for them in the order of the
 * files, so that the report is always the same.
 */
final class UnifiedTest {
    private static final String FORMAT = "unified-test-format";
    private static final String FILTER = System.getProperty("spec.filter", "");

    private static @Nullable Deployments deployments;
    private static final Lanes LANES = new Lanes();

    private final Optional<String> absence = Deployments.absence();
    private final SpecReport report = SpecReport.current();
    private final Map<SpecCase, Set<String>> apisOfCases = new HashMap<>();

    @TestFactory
    Stream<DynamicNode> specifications() {
        var folder = SpecFolder.find();
        if (folder.isEmpty()) {
            return Stream.of(report.skipped(SpecCase.of("unified", "", "all files"), SkipReason.NO_SPECS, ""));
        }
        // All are created before the first one runs: a deployment that is opened ends all sessions on its servers.
        var specs = folder.get().specs().stream()
                .map(spec -> container(folder.get(), spec))
                .toList();
        LANES.start();
        return Api.chosen().size() == 1 ? specs.stream() : Stream.concat(specs.stream(), Stream.of(sameOutcomes()));
    }

    /** Runs after all others. */
    private DynamicTest sameOutcomes() {
        return DynamicTest.dynamicTest(
                "passes and skips are the same for all APIs",
                () -> assertThat(report.differences(apisOfCases)).isEmpty());
    }

    private DynamicNode container(SpecFolder folder, String spec) {
        var files = folder.files(spec).stream()
                .filter(file -> !file.name().startsWith("schema-") && !isInvalid(file))
                .flatMap(file -> container(file).stream());
        return DynamicContainer.dynamicContainer(spec, files.toList());
    }

    /** Files that require a validator of the JSON schema; {@link SchemaTest} runs them. */
    private static boolean isInvalid(SpecFile file) {
        return file.spec().equals(FORMAT) && file.name().startsWith("tests/invalid/");
    }

    private Optional<DynamicNode> container(SpecFile file) {
        TestFile read;
        try {
            read = TestFile.read(file);
        } catch (BsonException e) {
            // Files of other formats may contain JSON that is not Extended JSON, on purpose.
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
            var apis = Api.chosen();
            apisOfCases.put(specCase, apis.stream().map(Api::toString).collect(Collectors.toSet()));
            for (var api : apis) {
                if (absence.isPresent()) {
                    tests.add(report.skipped(specCase.on(api.toString(), "-"), SkipReason.NO_SERVER, absence.get()));
                } else {
                    addTests(tests, specCase.on(api.toString(), "-"), api, file, test);
                }
            }
        }
        return tests;
    }

    /** One for each deployment that meets the requirements; if none does, one with the reason. */
    private void addTests(List<DynamicTest> tests, SpecCase specCase, Api api, TestFile file, Document test) {
        var misses = new ArrayList<SpecSkip>();
        var candidates = new ArrayList<>(deployments().all());
        if (TestRun.requiresAuthentication(file, test)) {
            candidates.addAll(deployments().withUsers());
        }
        if (TestRun.writesInBulk(test)) {
            candidates.addAll(deployments().bulkFronts());
            if (TestRun.requiresAuthentication(file, test)) {
                candidates.addAll(deployments().bulkFrontsWithUsers());
            }
        }
        var meeting = new ArrayList<Deployment>();
        for (var deployment : candidates) {
            var unmet = TestRun.unmet(deployment, file, test);
            if (unmet.isEmpty()) {
                meeting.add(deployment);
            } else {
                misses.add(unmet.get());
            }
        }
        meeting.stream()
                .limit(Specifications.deployments(specCase.spec()))
                .collect(Collectors.collectingAndThen(Collectors.toList(), api::deployments))
                .forEach(deployment ->
                        tests.add(test(specCase.on(api.toString(), deployment.name()), deployment, api, file, test)));
        if (misses.size() == candidates.size()) {
            Requirements.nearest(misses)
                    .ifPresent(miss -> tests.add(report.skipped(specCase, miss.reason(), miss.detail())));
        }
    }

    private DynamicTest test(SpecCase specCase, Deployment deployment, Api api, TestFile file, Document test) {
        var mustFail = specCase.spec().equals(FORMAT) && specCase.file().startsWith("tests/valid-fail/");
        Executable run = () -> new TestRun(deployment, api, file, test).run();
        Executable body = mustFail ? () -> assertFails(run) : run;
        var lane = Deployments.servers(deployment);
        return report.test(
                specCase, Specifications.isTimed(specCase.spec()) ? LANES.addLast(lane, body) : LANES.add(lane, body));
    }

    /** A case of {@code valid-fail} passes if the runner rejects it or an assertion fails. */
    private static void assertFails(Executable run) throws Throwable {
        try {
            run.execute();
        } catch (SpecSkip skip) {
            if (!skip.detail().equals("operation unsupportedOperation")) {
                throw skip;
            }
            return;
        } catch (MalformedOperation | AssertionError expected) {
            return;
        } catch (RuntimeException e) {
            if (!Failure.isOfDriver(e)) {
                throw e;
            }
            return;
        }
        throw new AssertionError("The runner should have failed this test, but passed it");
    }

    private static Deployments deployments() {
        var running = deployments;
        if (running == null) {
            running = Deployments.open();
            deployments = running;
        }
        return running;
    }

    @AfterAll
    static void close() throws Exception {
        LANES.close();
        if (deployments != null) {
            deployments.close();
        }
    }
}
