package dev.morelia.benchmarks.harness;

import java.util.Arrays;

/** The measured values of one side in a row. Not thread-safe. */
public final class Samples {
    private double[] values = new double[16];
    private int size;

    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    /** The median; for an even number of values the mean of the two in the middle. */
    public double median() {
        double[] sorted = sorted();
        int middle = size / 2;
        return size % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The mean, which has its share of what happens in some slices only, such as a garbage collection. */
    double mean() {
        return Arrays.stream(values, 0, size).average().orElseThrow();
    }

    double minimum() {
        return sorted()[0];
    }

    private double[] sorted() {
        if (size == 0) {
            throw new IllegalStateException("no value was measured");
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
