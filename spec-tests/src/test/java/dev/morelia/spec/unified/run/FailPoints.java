package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.server.Deployment;
import dev.morelia.topology.ServerAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The fail points set by a test, which are switched off whenever it ends. */
final class FailPoints {
    /** Closes the connection of a write that continues on the server, so it may still be running when the test ends. */
    private static final String OF_NUMBERED_WRITES = "onPrimaryTransactionalWrite";

    private final Deployment deployment;
    private final Set<String> names = new LinkedHashSet<>();
    private int blockMillis;
    private boolean timedOut;

    FailPoints(Deployment deployment) {
        this.deployment = deployment;
    }

    void configure(ClientApi client, Document failPoint) {
        names.add(failPoint.string("configureFailPoint"));
        if (failPoint.get("data") instanceof Document data) {
            blockMillis = Math.max(blockMillis, data.int32("blockTimeMS", 0));
        }
        client.database("admin").runCommand(failPoint, ReadPreference.primary());
    }

    /** An operation has timed out, while the server may be blocked. */
    void timedOut() {
        timedOut = true;
    }

    /** Sets a fail point on one server. */
    void configure(ServerAddress server, Document failPoint) {
        names.add(failPoint.string("configureFailPoint"));
        deployment.runOn(server, failPoint);
    }

    void disable() {
        if (names.contains(OF_NUMBERED_WRITES)) {
            deployment.awaitRetryableWrites();
        }
        if (timedOut || deployment.isBehindRouters()) {
            // A server that is blocked executes the command afterwards, though no client waits for it any more, also
            // after another attempt has succeeded. A router then sends it to a member, where it would meet the fail
            // points of the next test.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(blockMillis));
            timedOut = false;
            blockMillis = 0;
        }
        for (var name : names) {
            // On all servers: the client may have selected any router, and a primary may have stepped down.
            deployment.runOnEach(new Document("configureFailPoint", name).append("mode", "off"));
        }
        names.clear();
    }
}
