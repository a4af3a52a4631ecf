package dev.morelia.spec.prose;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** The prose tests of a specification, each a row of the report. */
record Prose(String spec, String file) {
    static final String STANDALONE = "standalone";
    static final String REPLICA_SET = "replicaset";
    static final String ROUTER_FRONT = "router front";
    static final String BULK_FRONT = "bulk front";

    /** A test with the connection string of a deployment. */
    interface Body {
        void run(String uri) throws Throwable;
    }

    /** A test with two router fronts. */
    interface FrontsBody {
        void run(RouterFront one, RouterFront other) throws Throwable;
    }

    /** A test with a bulk front. */
    interface BulkBody {
        void run(BulkFront front) throws Throwable;
    }

    /** A test that needs no deployment, or starts its own. */
    DynamicTest test(String title, Executable body) {
        return SpecReport.current().test(named(title, "-"), body);
    }

    DynamicTest skipped(String title, SkipReason reason, String detail) {
        return SpecReport.current().skipped(named(title, "-"), reason, detail);
    }

    DynamicTest onStandalone(String title, Body body) {
        return live(title, STANDALONE, () -> body.run(Mongod.shared().uri() + "/"));
    }

    /** A test with the connection string of a user of a server of its own, which requires authentication. */
    DynamicTest onServerWithUsers(String title, Body body) {
        return live(title, STANDALONE + " with users", () -> {
            try (var server =
                    Mongod.builder().testCommands(true).authentication(true).start()) {
                body.run(server.uri() + "/");
            }
        });
    }

    DynamicTest onReplicaSet(String title, Body body) {
        return live(title, REPLICA_SET, () -> body.run(ReplicaSet.shared().uri()));
    }

    DynamicTest onFront(String title, Body body) {
        return onFronts(title, (one, other) -> body.run(one.uri() + "/"));
    }

    DynamicTest onFronts(String title, FrontsBody body) {
        return live(title, ROUTER_FRONT, () -> {
            try (var one = RouterFront.start(ReplicaSet.shared());
                    var other = RouterFront.start(ReplicaSet.shared())) {
                body.run(one, other);
            }
        });
    }

    /** A test with a bulk front of a standalone server, for commands of server 8.0. */
    DynamicTest onBulkFront(String title, BulkBody body) {
        return live(title, BULK_FRONT, () -> {
            try (var front = BulkFront.start(Mongod.shared())) {
                body.run(front);
            }
        });
    }

    DynamicTest onBulkFrontOfReplicaSet(String title, BulkBody body) {
        return live(title, BULK_FRONT + " of " + REPLICA_SET, () -> {
            try (var front = BulkFront.start(ReplicaSet.shared())) {
                body.run(front);
            }
        });
    }

    private DynamicTest live(String title, String topology, Executable body) {
        var specCase = named(title, topology);
        return Mongod.available()
                ? SpecReport.current().test(specCase, body)
                : SpecReport.current()
                        .skipped(
                                specCase, SkipReason.NO_SERVER, Mongod.absence().orElse(""));
    }

    private SpecCase named(String title, String topology) {
        return SpecCase.of(spec, file, title).on("sync", topology);
    }

    /** The connection string with more options. */
    static String with(String uri, String options) {
        return uri + (uri.contains("?") ? "&" : "?") + options;
    }

    /**
     * Sets the fail point {@code failCommand} on the writable server while a body runs.
     *
     * @param mode {@link #times} or {@code alwaysOn}
     */
    static void failing(String uri, Object mode, Document data, Executable body) throws Throwable {
        try (var control = MongoClient.create(uri)) {
            var admin = control.database("admin");
            admin.runCommand(new Document("configureFailPoint", "failCommand")
                    .append("mode", mode)
                    .append("data", data));
            try {
                body.execute();
            } finally {
                admin.runCommand(new Document("configureFailPoint", "failCommand").append("mode", "off"));
            }
        }
    }

    static Document times(int count) {
        return new Document("times", count);
    }
}
