package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

/** This module is built last, so here the build says which tests of all modules it left out, and why. */
class SkippedTestsTest {
    @Test
    void skippedTestsAreListed() throws Exception {
        var reasons = new TreeMap<String, Integer>();
        for (var report : reportsOfThisBuild()) {
            count(report, reasons);
        }
        if (reasons.isEmpty()) {
            System.out.println("Skipped tests: none");
        }
        reasons.forEach((reason, times) -> System.out.printf("Skipped tests: %5d %s%n", times, reason));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(reasons.keySet()).noneMatch(reason -> reason.contains("no mongod"));
        }
    }

    private static List<Path> reportsOfThisBuild() throws IOException {
        var started = Instant.parse(System.getProperty("build.started", Instant.EPOCH.toString()));
        var reports = new ArrayList<Path>();
        for (var module : Code.modules()) {
            var folder = module.resolve("target/surefire-reports");
            if (Files.isDirectory(folder)) {
                try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                    files.forEach(reports::add);
                }
            }
        }
        reports.removeIf(report -> report.toFile().lastModified() < started.toEpochMilli());
        return reports;
    }

    private static void count(Path report, Map<String, Integer> reasons) throws IOException, XMLStreamException {
        try (var input = Files.newInputStream(report)) {
            var elements = XMLInputFactory.newDefaultFactory().createXMLStreamReader(input);
            while (elements.hasNext()) {
                if (elements.next() == XMLStreamConstants.START_ELEMENT
                        && elements.getLocalName().equals("skipped")) {
                    var message = elements.getAttributeValue(null, "message");
                    reasons.merge(reason(message, elements.getElementText()), 1, Integer::sum);
                }
            }
        }
    }

    /** The message where there is one, else the first line of the stack trace without the exception's class. */
    private static String reason(String message, String trace) {
        var reason = message == null ? trace.lines().findFirst().orElse("").replaceFirst("^[\\w.$]+: ", "") : message;
        return reason.isEmpty() ? "(no reason given)" : reason;
    }
}
