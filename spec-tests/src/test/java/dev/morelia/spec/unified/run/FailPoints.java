package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.server.Deployment;
import java.util.LinkedHashSet;
import java.util.Set;

/** The fail points that a test has set; they are switched off when it ends, however it ends. */
final class FailPoints {
    /** It cuts the connection of a write that goes on, so that one may still be under way when its test ends. */
    private static final String OF_NUMBERED_WRITES = "onPrimaryTransactionalWrite";

    private final Deployment deployment;
    private final Set<String> names = new LinkedHashSet<>();

    FailPoints(Deployment deployment) {
        this.deployment = deployment;
    }

    void configure(ClientApi client, Document failPoint) {
        names.add(failPoint.string("configureFailPoint"));
        client.database("admin").runCommand(failPoint, ReadPreference.primary());
    }

    void disable() {
        if (names.contains(OF_NUMBERED_WRITES)) {
            deployment.awaitRetryableWrites();
        }
        for (var name : names) {
            // Wherever it was set: the client may have chosen among routers, and a primary may be none any more.
            deployment.runOnEach(new Document("configureFailPoint", name).append("mode", "off"));
        }
        names.clear();
    }
}
