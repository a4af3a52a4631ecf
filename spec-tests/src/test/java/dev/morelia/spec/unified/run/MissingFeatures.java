package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.event.EventMatcher;
import java.util.Set;

/**
 * Missing features of the driver that are not visible from operations or entities: tests that need them are skipped as
 * not implemented. Delete the lines of a feature when it is implemented.
 */
final class MissingFeatures {
    private static final Set<String> LATER_EXPECTATIONS = Set.of("expectTracingMessages");

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
    }

    private static SpecSkip missing(String what) {
        return new SpecSkip(SkipReason.NOT_IMPLEMENTED, what);
    }
}
