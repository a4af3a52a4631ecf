package dev.morelia.simulation.bridge;

import dev.morelia.internal.env.Env;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What runs operations in a history: the bridge of the driver, or a sketch of it with a planted bug. */
interface TestedBridge {

    /** Makes one for a history. */
    @FunctionalInterface
    interface Maker {
        TestedBridge make(Env env, int maxInFlight);
    }

    /** The future of an operation. */
    interface Result {
        /** Calls the action when it is complete, with null unless the operation has a result. */
        void whenComplete(Consumer<@Nullable Integer> action);

        boolean isDone();

        boolean cancel();
    }

    Result run(Callable<Integer> operation, @Nullable Duration timeout);

    /** How many operations count as in flight or are in the queue. */
    int pending();

    void close();
}
