package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Side;

/**
 * A side given as code.
 *
 * @param preparation prepares a slice
 * @param operation the row's operation
 */
record Turn(Action preparation, Action operation) implements Side {
    static final Action NOTHING = () -> {};

    /** Code that may fail. */
    interface Action {
        void run() throws Exception;
    }

    /** A side that prepares slices of others. */
    static Side preparation(Action preparation) {
        return new Turn(preparation, NOTHING);
    }

    @Override
    public void before() throws Exception {
        preparation.run();
    }

    @Override
    public void run(int operations) throws Exception {
        for (int i = 0; i < operations; i++) {
            operation.run();
        }
    }
}
