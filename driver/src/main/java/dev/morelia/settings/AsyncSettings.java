package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;

/**
 * Limits of the async API. Immutable and thread-safe.
 *
 * <p>An operation of the async API is in flight from its start to its end; operations beyond {@code maxInFlight} wait
 * in a queue, in the order of their calls and without a thread, and their time there counts towards their timeout. The
 * blocking API is not limited: there the program's threads are the limit.
 *
 * @param maxInFlight the maximum number of operations in flight at a time, for the client as a whole; 0, the default,
 *     for four times {@link PoolSettings#maxPoolSize} but at least 256, or 1,000 if the pools have no limit. Operations
 *     that wait for a server or a connection are in flight, so it should be well above the number of connections
 * @param maxQueued the maximum number of operations in the queue, 100,000 by default; further ones fail with an {@link
 *     dev.morelia.error.AsyncQueueFullException}. 0 for none: operations beyond {@code maxInFlight} fail
 * @param callTracing records the stack of one call in so many, which then follows the stack trace of the exception if
 *     that operation fails. Recording takes microseconds; 100 by default, 1 for every call, 0 for none
 */
public record AsyncSettings(int maxInFlight, int maxQueued, int callTracing) {
    private static final AsyncSettings DEFAULTS = new AsyncSettings(0, 100_000, 100);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public AsyncSettings {
        Argument.atLeast("maxInFlight", maxInFlight, 0);
        Argument.atLeast("maxQueued", maxQueued, 0);
        Argument.atLeast("callTracing", callTracing, 0);
    }

    /** The defaults. */
    public static AsyncSettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given {@code maxInFlight}; 0 to derive it from the size of the pools. */
    public AsyncSettings maxInFlight(int value) {
        return new AsyncSettings(value, maxQueued, callTracing);
    }

    /** Returns a copy with the given {@code maxQueued}; 0 for no queue. */
    public AsyncSettings maxQueued(int value) {
        return new AsyncSettings(maxInFlight, value, callTracing);
    }

    /** Returns a copy that records the stack of one call in so many; 0 for none. */
    public AsyncSettings callTracing(int value) {
        return new AsyncSettings(maxInFlight, maxQueued, value);
    }
}
