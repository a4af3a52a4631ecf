package dev.morelia.internal.bridge;

import java.util.concurrent.Callable;

/** An operation without a result. */
@FunctionalInterface
public interface Action {
    /** Runs the operation. */
    void run() throws Exception;

    /** An operation without a result as one whose result is null. */
    static Callable<Void> of(Action action) {
        return () -> {
            action.run();
            return null;
        };
    }
}
