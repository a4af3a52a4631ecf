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
 * What tests expect and the driver cannot do yet, where neither an operation nor an entity tells: such tests are
 * skipped as not implemented. When a feature lands, its lines here go.
 */
final class MissingFeatures {
    private static final Set<String> LATER_EXPECTATIONS = Set.of("expectTracingMessages");
    private static final String CLUSTER_TIME = "$clusterTime";

    private MissingFeatures() {}

    /** Throws {@link SpecSkip} where the test needs what the driver has not. */
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

    /** Whether an expected command carries the number of a session that the test has opened, or a cluster time. */
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
