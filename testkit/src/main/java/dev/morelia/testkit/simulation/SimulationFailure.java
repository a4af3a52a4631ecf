package dev.morelia.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A failed run of a simulation: an assertion failed, a thread threw, no thread could continue, or a limit was reached.
 * The message has the seed, with which the run can be repeated, and the last steps.
 */
public final class SimulationFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final long seed;

    SimulationFailure(long seed, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.seed = seed;
    }

    /** The seed of the run. */
    public long seed() {
        return seed;
    }
}
