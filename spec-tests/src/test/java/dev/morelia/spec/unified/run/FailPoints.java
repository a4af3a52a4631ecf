package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.face.ClientFace;
import dev.morelia.spec.unified.server.Deployment;
import java.util.LinkedHashSet;
import java.util.Set;

/** The fail points that a test has set; they are switched off when it ends, however it ends. */
final class FailPoints {
    private final Deployment deployment;
    private final Set<String> names = new LinkedHashSet<>();

    FailPoints(Deployment deployment) {
        this.deployment = deployment;
    }

    void configure(ClientFace client, Document failPoint) {
        names.add(failPoint.string("configureFailPoint"));
        client.database("admin").runCommand(failPoint, ReadPreference.primary());
    }

    void disable() {
        for (var name : names) {
            // Wherever it was set: the client may have chosen among routers, and a primary may be none any more.
            deployment.runOnEach(new Document("configureFailPoint", name).append("mode", "off"));
        }
        names.clear();
    }
}
