package dev.morelia.internal.sdam;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The round-trip times of a server: their moving average and the minimum of the last ten. Pure and immutable; a server
 * that became unavailable starts again with {@link #NONE}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#calculation-of-average-round-trip-times">Server Selection: average round trip times</a>
 */
public final class RoundTripTimes {
    /** No measurements. */
    public static final RoundTripTimes NONE = new RoundTripTimes(0, new long[0]);

    private static final double NEWEST_WEIGHT = 0.2;
    private static final int MAXIMUM_SAMPLES = 10;
    /** A single sample may be an outlier, so there is no minimum for fewer. */
    private static final int SAMPLES_FOR_MINIMUM = 2;

    private final double averageNanos;
    /** Oldest first. */
    private final long[] samplesNanos;

    private RoundTripTimes(double averageNanos, long[] samplesNanos) {
        this.averageNanos = averageNanos;
        this.samplesNanos = samplesNanos;
    }

    /**
     * Returns a copy with a sample added.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public RoundTripTimes add(long nanos) {
        Argument.atLeast("nanos", nanos, 0);
        double average = samplesNanos.length == 0 ? nanos : averageAfter(averageNanos, nanos);
        int kept = Math.min(samplesNanos.length, MAXIMUM_SAMPLES - 1);
        long[] samples = Arrays.copyOfRange(samplesNanos, samplesNanos.length - kept, samplesNanos.length + 1);
        samples[kept] = nanos;
        return new RoundTripTimes(average, samples);
    }

    /** The exponentially weighted moving average after another sample. */
    private static double averageAfter(double averageNanos, long nanos) {
        return NEWEST_WEIGHT * nanos + (1 - NEWEST_WEIGHT) * averageNanos;
    }

    /** The average; null without samples. */
    public @Nullable Duration average() {
        return samplesNanos.length == 0 ? null : Duration.ofNanos(Math.round(averageNanos));
    }

    /** The minimum of the last ten samples; zero while there are fewer than two. */
    public Duration minimum() {
        return samplesNanos.length < SAMPLES_FOR_MINIMUM
                ? Duration.ZERO
                : Duration.ofNanos(Arrays.stream(samplesNanos).min().orElse(0));
    }

    /** The number of samples, at most ten. */
    public int samples() {
        return samplesNanos.length;
    }
}
