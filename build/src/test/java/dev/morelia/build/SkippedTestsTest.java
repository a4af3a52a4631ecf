package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** This module is built last, so here the build says which tests of all modules it left out, and why. */
class SkippedTestsTest {
    @Test
    void skippedTestsAreListed() throws Exception {
        var reasons = new TreeMap<String, Integer>();
        for (var report : reportsOfThisBuild()) {
            count(report, reasons);
        }
        if (reasons.isEmpty()) {
            System.out.println("No test was skipped.");
        }
        reasons.forEach((reason, times) -> System.out.println("Skipped tests: " + times + " because " + reason));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(reasons.keySet()).noneMatch(reason -> reason.contains("no mongod"));
        }
    }

    private static List<Path> reportsOfThisBuild() throws IOException {
        var started = Instant.parse(System.getProperty("build.started", Instant.EPOCH.toString()));
        try (var files = Files.walk(Code.root(), 4)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .filter(file -> file.toFile().lastModified() >= started.toEpochMilli())
                    .toList();
        }
    }

    private static void count(Path report, Map<String, Integer> reasons)
            throws ParserConfigurationException, IOException, SAXException {
        var skipped = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("skipped");
        for (int i = 0; i < skipped.getLength(); i++) {
            var reason = ((Element) skipped.item(i)).getAttribute("message");
            reasons.merge(reason.isEmpty() ? "(no reason given)" : reason, 1, Integer::sum);
        }
    }
}
