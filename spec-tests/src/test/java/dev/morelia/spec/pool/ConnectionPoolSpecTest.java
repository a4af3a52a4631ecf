package dev.morelia.spec.pool;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.server.Deployments;
import dev.morelia.testkit.ScriptedServer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The files of Connection Monitoring and Pooling in the format of its own: those of style {@code unit} on a scripted
 * server that only greets, those of style {@code integration} on a real one with fail points.
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
}
