package dev.morelia.spec.unified.compat;

import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;

/** What the interfaces of the official driver cannot express. */
final class Lacking {
    private Lacking() {}

    /** Ends the test as skipped. */
    static SpecSkip feature(String what) {
        return new SpecSkip(SkipReason.OFFICIAL_INTERFACES, what);
    }
}
