package dev.morelia.benchmarks.harness;

/**
 * What a benchmark is asked to do.
 *
 * @param quick whether a smoke run is enough
 * @param text runs only rows whose name contains this
 * @param data the specification's data sets
 * @param report takes the rows
 */
public record Plan(boolean quick, String text, SpecificationData data, Report report) {
    /** Whether a row is to be run. */
    public boolean wants(String row) {
        return row.contains(text);
    }

    /** How long a row is run. */
    public Contest.Length length() {
        return Contest.Length.of(quick);
    }
}
