package dev.morelia.internal.bridge;

import org.jspecify.annotations.Nullable;

/**
 * The blocking result that a publisher publishes: a cursor, a change stream, the chunks of a file. Used by one thread
 * at a time, except for {@link #close}.
 *
 * @param <T> the type of its elements
 */
public interface Source<T> extends AutoCloseable {
    /** Whether {@link #next} returns without waiting for the server. */
    boolean isAvailable();

    /** Returns the next element, waits for it if necessary; null if there are no more. */
    @Nullable
    T next();

    /** Ends it, on the server too. Never throws. */
    @Override
    void close();
}
