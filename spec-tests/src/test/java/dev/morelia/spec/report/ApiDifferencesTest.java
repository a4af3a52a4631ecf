package dev.morelia.spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

class ApiDifferencesTest {
    private static final SpecCase CASE = SpecCase.of("crud", "find.json", "finds");

    private static final Map<SpecCase, Set<String>> BOTH = Map.of(CASE, Set.of("sync", "async"));

    private final SpecReport report = new SpecReport();

    @Test
    void theSameOutcomesOnATopologyAreNoDifference() throws Throwable {
        run("sync", "single", () -> {});
        run("async", "single", () -> {});
        run("sync", "replicaset", skipping(SkipReason.OPTIONAL));

        assertThat(report.differences(BOTH)).isEmpty();
    }

    @Test
    void aSkipAndAPassDiffer() throws Throwable {
        run("sync", "single", () -> {});
        run("async", "single", skipping(SkipReason.OPTIONAL));

        assertThat(report.differences(BOTH))
                .containsExactly("crud/find.json: finds (single): {async=[skipped (OPTIONAL)], sync=[PASSED]}");
    }

    @Test
    void reasonsDiffer() throws Throwable {
        run("sync", "-", skipping(SkipReason.TOPOLOGY));
        run("async", "-", skipping(SkipReason.OPTIONAL));

        assertThat(report.differences(BOTH)).hasSize(1);
    }

    @Test
    void casesOfOneNameAreComparedTogether() throws Throwable {
        run("sync", "single", () -> {});
        run("sync", "single", skipping(SkipReason.OPTIONAL));
        run("async", "single", skipping(SkipReason.OPTIONAL));
        assertThat(report.differences(BOTH)).hasSize(1);

        run("async", "single", () -> {});
        assertThat(report.differences(BOTH)).isEmpty();
    }

    @Test
    void bothApisMustRunACase() throws Throwable {
        run("sync", "single", () -> {});

        assertThat(report.differences(BOTH)).containsExactly("crud/find.json: finds: not run by async");
        assertThat(report.differences(Map.of())).isEmpty();
    }

    @Test
    void whatTheOfficialInterfacesLackIsNoDifference() throws Throwable {
        var cases = Map.of(CASE, Set.of("sync", "compat"));
        run("sync", "single", () -> {});
        assertThat(report.differences(cases)).containsExactly("crud/find.json: finds: not run by compat");

        run("compat", "single", skipping(SkipReason.OFFICIAL_INTERFACES));
        assertThat(report.differences(cases)).isEmpty();
    }

    @Test
    void aFailureIsReportedElsewhere() throws Throwable {
        run("sync", "single", () -> {});
        run("async", "single", () -> {
            throw new AssertionError("broken");
        });

        assertThat(report.differences(BOTH)).isEmpty();
    }

    private void run(String api, String topology, Executable body) throws Throwable {
        try {
            report.run(CASE.on(api, topology), body);
        } catch (AssertionError | TestAbortedException expected) {
            // The report has it.
        }
    }

    private static Executable skipping(SkipReason reason) {
        return () -> {
            throw new SpecSkip(reason, "");
        };
    }
}
