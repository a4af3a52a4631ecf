package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.event.EventMatcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Missing features of the driver that are not visible from operations or entities: tests that need them are skipped as
 * not implemented. Delete the lines of a feature when it is implemented.
 */
final class MissingFeatures {
    private static final Set<String> LATER_EXPECTATIONS = Set.of("expectTracingMessages");
    private static final String CLUSTER_TIME = "$clusterTime";

    private MissingFeatures() {}

    /** Throws {@link SpecSkip} if the test needs a feature that the driver does not support. */
    static void check(Document test) {
        for (var expectation : LATER_EXPECTATIONS) {
            if (test.containsKey(expectation)) {
                throw missing(expectation);
            }
        }
        for (var expectation : TestFile.documents(test, "expectEvents")) {
            var type = EventMatcher.type(expectation);
            if (!EventMatcher.isPublishedType(type)) {
                throw missing(type + " events");
            }
        }
        if (needsSessions(test)) {
            throw missing("sessions");
        }
    }

    private static SpecSkip missing(String what) {
        return new SpecSkip(SkipReason.NOT_IMPLEMENTED, what);
    }

    /** Whether an expected command has the id of a session that the test has started, or a cluster time. */
    private static boolean needsSessions(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.containsKey("$$sessionLsid")
                        || Document.of("$$exists", true).equals(map.get(CLUSTER_TIME))
                        || map.values().stream().anyMatch(MissingFeatures::needsSessions);
            case List<?> list -> list.stream().anyMatch(MissingFeatures::needsSessions);
            case null, default -> false;
        };
    }
}
