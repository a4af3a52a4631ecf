package dev.morelia.spec.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes and prints the report when the run ends. A test execution listener rather than a session listener, because
 * Maven still forwards standard output then, line by line and without a prefix.
 */
public final class SpecReportListener implements TestExecutionListener {
    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        var report = SpecReport.current();
        if (report.isEmpty()) {
            return;
        }
        try {
            report.write(Path.of(System.getProperty("spec.report", "target/spec-report.json")));
        } catch (IOException e) {
            throw new UncheckedIOException("The specification report cannot be written", e);
        }
        System.out.println();
        System.out.print(report.table());
        System.out.println(report.line());
        System.out.flush();
    }
}
