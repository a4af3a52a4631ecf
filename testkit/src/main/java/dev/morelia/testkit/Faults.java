package dev.morelia.testkit;

import dev.morelia.testkit.FaultProxy.Direction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a {@link FaultProxy} at one moment.
 *
 * @param latencyNanos how long each byte stays on its way
 * @param pace how fast bytes flow, null for as fast as they can
 * @param dark the directions in which bytes get lost
 * @param cut when a connection ends, null for never
 */
record Faults(
        long latencyNanos,
        @Nullable Pace pace,
        Set<Direction> dark,
        @Nullable Cut cut) {

    static final Faults NONE = new Faults(0, null, Set.of(), null);

    /** A pause after so many bytes. */
    record Pace(int bytes, long pauseNanos) {}

    /** The end after so many bytes in one direction. No record: an equal one that is set later counts anew. */
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
