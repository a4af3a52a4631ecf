package dev.morelia.spec.pool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.server.Deployments;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The files of Connection Monitoring and Pooling in that specification's format: those of style {@code unit} on a
 * scripted server that only completes handshakes, those of style {@code integration} on a real one with fail points.
 */
final class ConnectionPoolSpecTest {
    private static final String FOLDER = "connection-monitoring-and-pooling/tests/cmap-format";

    @TestFactory
    Stream<DynamicNode> pools() {
        return SpecFolder.tests(FOLDER, file -> Stream.of(test(file)));
    }

    private static DynamicTest test(SpecFile file) {
        Document test = ExtendedJson.parse(file.text());
        boolean unit = test.string("style").equals("unit");
        var specCase = file.specCase(test.string("description")).on("-", unit ? "scripted" : "standalone");
        return SpecReport.current().test(specCase, () -> {
            if (unit) {
                playAlone(test);
            } else {
                playOnServer(test);
            }
        });
    }

    private static void playAlone(Document test) throws Exception {
        try (var server = ScriptedServer.canned(Map.of());
                var played = new PlayedPool(test, server.uri())) {
            played.play();
        }
    }

    private static void playOnServer(Document test) throws Exception {
        var absence = Deployments.absence();
        if (absence.isPresent()) {
            throw new SpecSkip(SkipReason.NO_SERVER, absence.get());
        }
        try (var deployment = Deployments.openOne()) {
            var admin = deployment.internalClient().database("admin");
            var failPoint = test.document("failPoint");
            admin.runCommand(failPoint);
            try (var played = new PlayedPool(test, deployment.uri(new Document(), true))) {
                played.play();
            } finally {
                admin.runCommand(
                        Document.of("configureFailPoint", failPoint.string("configureFailPoint"), "mode", "off"));
            }
        }
    }

    /** Including options that no file uses yet. */
    @Test
    void everyPoolOptionIsKnown() throws Exception {
        var options = Document.of("maxPoolSize", 3, "minPoolSize", 0, "maxConnecting", 1)
                .append("maxIdleTimeMS", 1_000)
                .append("waitQueueTimeoutMS", 100)
                .append("waitQueueMultiple", 2)
                .append("backgroundThreadIntervalMS", -1)
                .append("appName", "pools");
        playAlone(played(options));
        assertThatThrownBy(() -> playAlone(played(new Document("waitQueueSize", 1))))
                .isInstanceOf(SpecSkip.class)
                .hasMessageContaining("waitQueueSize");
        assertThatThrownBy(() -> playAlone(played(new Document("ofTomorrow", 1))))
                .isInstanceOf(SpecSkip.class)
                .hasMessageContaining("ofTomorrow");
    }

    private static Document played(Document options) {
        return Document.of("poolOptions", options, "operations", List.of(new Document("name", "ready")))
                .append("events", List.of());
    }
}
