package dev.morelia.spec;

import dev.morelia.spec.report.SkipReason;
import java.util.List;
import java.util.Set;

/** Which folders are run, and by which suites. A folder that is not listed is not implemented yet. */
public final class Specifications {
    private static final String TIMEOUTS = "client-side-operations-timeout";

    /** Folders whose unified files run by default; all others are counted and skipped. */
    private static final List<String> UNIFIED = List.of(
            "causal-consistency",
            "change-streams",
            "client-backpressure",
            TIMEOUTS,
            "collection-management",
            "command-logging-and-monitoring",
            "connection-monitoring-and-pooling",
            "crud",
            "gridfs",
            "index-management",
            "load-balancers",
            "mongodb-handshake",
            "read-write-concern",
            "retryable-reads",
            "retryable-writes",
            "run-command",
            "server-discovery-and-monitoring",
            "server-selection",
            "sessions",
            "transactions",
            "transactions-convenient-api",
            "unified-test-format",
            "versioned-api");

    /** Folders whose files are not in the unified format and have a suite of their own. */
    private static final Set<String> OWN_SUITE = Set.of(
            "auth",
            "bson-binary-vector",
            "bson-corpus",
            "connection-monitoring-and-pooling",
            "connection-string",
            "initial-dns-seedlist-discovery",
            "max-staleness",
            "read-write-concern",
            "server-discovery-and-monitoring",
            "server-selection",
            "unified-test-format",
            "uri-options");

    private Specifications() {}

    /**
     * Whether the unified files of a folder run. The system property {@code spec.only} replaces the default: names of
     * folders, separated by commas, or {@code all}.
     */
    public static boolean runsUnified(String spec) {
        var only = System.getProperty("spec.only");
        if (only == null) {
            return UNIFIED.contains(spec);
        }
        return only.equals("all") || List.of(only.split(",", -1)).contains(spec);
    }

    /**
     * On how many of the deployments that meet its requirements a unified case runs. The cases of timeouts wait in real
     * time, so by default they run on two; with the system property {@code spec.only} on all.
     */
    public static int deployments(String spec) {
        return isTimed(spec) && System.getProperty("spec.only") == null ? 2 : Integer.MAX_VALUE;
    }

    /** Whether the cases of a folder have timeouts that a machine with much to do may exceed. */
    public static boolean isTimed(String spec) {
        return spec.equals(TIMEOUTS);
    }

    /** Why the cases of a folder without a suite do not run. */
    public static SkipReason reasonNotToRun(String spec) {
        return spec.equals("client-side-encryption") ? SkipReason.CLIENT_SIDE_ENCRYPTION : SkipReason.NOT_IMPLEMENTED;
    }

    /** Whether the files of a folder that are not in the unified format have a suite. */
    public static boolean hasOwnSuite(String spec) {
        return OWN_SUITE.contains(spec);
    }
}
