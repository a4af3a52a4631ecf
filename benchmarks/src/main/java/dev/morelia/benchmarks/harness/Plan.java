package dev.morelia.benchmarks.harness;

/**
 * The options of a benchmark run.
 *
 * @param quick whether to run a smoke test only
 * @param text runs only rows whose name contains this
 * @param data the specification's data sets
 * @param report the report to add rows to
 */
public record Plan(boolean quick, String text, SpecificationData data, Report report) {
    /** Whether to run a row. */
    public boolean wants(String row) {
        return row.contains(text);
    }

    /** How long to run a row. */
    public Contest.Length length() {
        return Contest.Length.of(quick);
    }

    /** The same with another number of slices of each side, for rows whose slices are very short or very long. */
    public Contest.Length length(int rounds) {
        return quick ? length() : new Contest.Length(length().warmUpSeconds(), rounds);
    }
}
