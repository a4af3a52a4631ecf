package dev.morelia.testkit;

import dev.morelia.testkit.FaultProxy.Direction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The current faults of a {@link FaultProxy}.
 *
 * @param latencyNanos the delay of each byte
 * @param pace the pace of bytes, null for no limit
 * @param dark the directions in which bytes are dropped
 * @param cut when a connection is closed, null for never
 */
record Faults(
        long latencyNanos,
        @Nullable Pace pace,
        Set<Direction> dark,
        @Nullable Cut cut) {

    static final Faults NONE = new Faults(0, null, Set.of(), null);

    /** A pause after the given number of bytes. */
    record Pace(int bytes, long pauseNanos) {}

    /**
     * Closes a connection after a number of bytes in one direction. Not a record: an equal one that is set later starts
     * counting again.
     */
    static final class Cut {
        final Direction direction;
        final long bytes;

        Cut(Direction direction, long bytes) {
            this.direction = direction;
            this.bytes = bytes;
        }
    }

    Faults {
        dark = Set.copyOf(dark);
    }

    Faults withLatency(long nanos) {
        return new Faults(nanos, pace, dark, cut);
    }

    Faults withPace(@Nullable Pace newPace) {
        return new Faults(latencyNanos, newPace, dark, cut);
    }

    Faults withDark(Set<Direction> directions) {
        return new Faults(latencyNanos, pace, directions, cut);
    }

    Faults withCut(Cut newCut) {
        return new Faults(latencyNanos, pace, dark, newCut);
    }
}
