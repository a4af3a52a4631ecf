package dev.morelia.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The seeds that a test runs: {@code -Dsimulation.seed=n} runs only that one, {@code -Dsimulation.seeds=n} the first n
 * ones instead of the test's default number.
 */
final class Seeds {

    private Seeds() {}

    /** Runs the history of each seed and collects the results. A failure names its seed. */
    static <H> List<H> run(int enough, LongFunction<H> history) {
        Long only = Long.getLong("simulation.seed");
        if (only != null) {
            return List.of(history.apply(only));
        }
        var histories = new ArrayList<H>();
        long count = Long.getLong("simulation.seeds", enough);
        for (long seed = 0; seed < count; seed++) {
            histories.add(history.apply(seed));
        }
        return histories;
    }
}
