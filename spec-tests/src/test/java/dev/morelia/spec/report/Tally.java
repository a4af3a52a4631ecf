package dev.morelia.spec.report;

import dev.morelia.spec.report.SpecReport.Row;

/** The number of rows by outcome; {@code notImplemented} is part of {@code skipped}. */
record Tally(long passed, long failed, long skipped, long notImplemented) {
    static Tally of(Iterable<Row> rows) {
        long passed = 0;
        long failed = 0;
        long skipped = 0;
        long notImplemented = 0;
        for (var row : rows) {
            switch (row.outcome()) {
                case PASSED -> passed++;
                case FAILED -> failed++;
                case SKIPPED -> skipped++;
            }
            notImplemented += row.reason() == SkipReason.NOT_IMPLEMENTED ? 1 : 0;
        }
        return new Tally(passed, failed, skipped, notImplemented);
    }

    boolean isEmpty() {
        return passed + failed + skipped == 0;
    }

    /** The heading of the lines of a table. */
    static String head(String what) {
        return "%-40s %8s %8s %8s %20s%n".formatted(what, "passed", "failed", "skipped", "not implemented yet");
    }

    /** A line of a table. */
    String line(String what) {
        return "%-40s %8d %8d %8d %20d%n".formatted(what, passed, failed, skipped, notImplemented);
    }

    /** The fields of a JSON object. */
    String toJson(String separator) {
        return String.join(
                separator,
                "\"passed\": " + passed,
                "\"failed\": " + failed,
                "\"skipped\": " + skipped,
                "\"notImplemented\": " + notImplemented);
    }
}
