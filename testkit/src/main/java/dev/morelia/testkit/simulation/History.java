package dev.morelia.testkit.simulation;

import java.time.Duration;
import java.util.List;

/**
 * What a run that ended well has left. Two runs of the same program from the same seed leave equal ones.
 *
 * @param seed what all decisions were drawn from
 * @param steps how often a thread was chosen to go on
 * @param elapsed how much simulated time has passed
 * @param hash of every step and note with its time
 * @param text every step and note, one line each; empty unless {@link Simulation#keepText} was called
 */
public record History(long seed, long steps, Duration elapsed, long hash, List<String> text) {

    /** Copies the list. */
    public History {
        text = List.copyOf(text);
    }

    /** The history in one short line, for comparing it with that of another process. */
    public String summary() {
        return seed + " " + steps + " " + elapsed.toNanos() + " " + Long.toHexString(hash);
    }
}
