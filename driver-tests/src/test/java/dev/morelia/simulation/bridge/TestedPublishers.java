package dev.morelia.simulation.bridge;

import dev.morelia.internal.bridge.Source;
import dev.morelia.internal.env.Env;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;

/** What publishes sources in a history: the bridge of the driver, or a sketch of it with a planted bug. */
interface TestedPublishers {

    /** The name of the threads that emit. */
    String THREAD = "morelia-async";

    /** Makes one for a history. */
    @FunctionalInterface
    interface Maker {
        TestedPublishers make(Env env, int maxInFlight);
    }

    Flow.Publisher<Integer> publish(Callable<? extends Source<Integer>> open);

    /** How many subscriptions count as in flight or are in the queue. */
    int pending();

    void close();
}
