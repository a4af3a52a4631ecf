package dev.morelia.internal.sdam;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The durations of a server's checks: their moving average and the shortest of the last ten. Pure and immutable; a
 * server that was lost begins anew with {@link #NONE}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#calculation-of-average-round-trip-times">Server Selection: average round trip times</a>
 */
public final class RoundTripTimes {
    /** No check yet. */
    public static final RoundTripTimes NONE = new RoundTripTimes(0, new long[0]);

    private static final double NEWEST_WEIGHT = 0.2;
    private static final int KEPT = 10;
    /** A single check may have been lucky, so the shortest of fewer is not told. */
    private static final int FEWEST_FOR_MINIMUM = 2;

    private final double averageNanos;
    /** Oldest first. */
    private final long[] samplesNanos;

    private RoundTripTimes(double averageNanos, long[] samplesNanos) {
        this.averageNanos = averageNanos;
        this.samplesNanos = samplesNanos;
    }

    /**
     * The same with one more check.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public RoundTripTimes add(long nanos) {
        Argument.atLeast("nanos", nanos, 0);
        double average = samplesNanos.length == 0 ? nanos : averageAfter(averageNanos, nanos);
        int kept = Math.min(samplesNanos.length, KEPT - 1);
        long[] samples = Arrays.copyOfRange(samplesNanos, samplesNanos.length - kept, samplesNanos.length + 1);
        samples[kept] = nanos;
        return new RoundTripTimes(average, samples);
    }

    /** The exponentially weighted moving average after one more check. */
    private static double averageAfter(double averageNanos, long nanos) {
        return NEWEST_WEIGHT * nanos + (1 - NEWEST_WEIGHT) * averageNanos;
    }

    /** The average; null before the first check. */
    public @Nullable Duration average() {
        return samplesNanos.length == 0 ? null : Duration.ofNanos(Math.round(averageNanos));
    }

    /** The shortest of the last ten checks; zero while there are fewer than two. */
    public Duration minimum() {
        return samplesNanos.length < FEWEST_FOR_MINIMUM
                ? Duration.ZERO
                : Duration.ofNanos(Arrays.stream(samplesNanos).min().orElse(0));
    }

    /** How many checks there were, ten at most. */
    public int samples() {
        return samplesNanos.length;
    }
}
