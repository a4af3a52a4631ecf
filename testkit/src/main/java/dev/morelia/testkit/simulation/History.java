package dev.morelia.testkit.simulation;

import java.time.Duration;
import java.util.List;

/**
 * The result of a successful run. Two runs of the same program with the same seed have equal histories.
 *
 * @param seed the seed of all random decisions
 * @param steps how often a thread was chosen to continue
 * @param elapsed the simulated time that has passed
 * @param hash of all steps and notes with their times
 * @param text all steps and notes, one line each; empty unless {@link Simulation#keepText} was called
 */
public record History(long seed, long steps, Duration elapsed, long hash, List<String> text) {

    /** Copies the text. */
    public History {
        text = List.copyOf(text);
    }

    /** The history on one short line, to compare it with that of another process. */
    public String summary() {
        return seed + " " + steps + " " + elapsed.toNanos() + " " + Long.toHexString(hash);
    }
}
