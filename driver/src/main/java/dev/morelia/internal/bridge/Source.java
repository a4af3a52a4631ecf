package dev.morelia.internal.bridge;

import org.jspecify.annotations.Nullable;

/**
 * The blocking result that a publisher publishes: a cursor, a change stream, the chunks of a file. Used by one thread
 * at a time.
 *
 * @param <T> the type of its elements
 */
public interface Source<T> extends AutoCloseable {
    /** Whether there is an element that {@link #next} returns without waiting for the server. */
    boolean isAvailable();

    /**
     * Whether it is known without asking the server that there are no more elements. A publisher then completes with
     * the last element instead of with the demand for one more.
     */
    default boolean hasEnded() {
        return false;
    }

    /**
     * Whether it keeps a connection of the pool while it is open. It then must not wait for other operations, which may
     * be waiting for that connection.
     */
    default boolean holdsConnection() {
        return false;
    }

    /**
     * Waits for the server until an element is available, or there are no more, without running code of the program,
     * such as a codec: that may itself wait for operations, and must not count as one in flight meanwhile. False, which
     * is the default, if {@link #next} runs no such code: it then waits itself.
     */
    default boolean fetch() {
        return false;
    }

    /**
     * Returns the next element, waits for it if necessary; null if there are no more. Ends with an exception if its
     * thread is interrupted while it waits.
     */
    @Nullable
    T next();

    /** Ends it, on the server too, for which it may wait. Called once. Never throws. */
    @Override
    void close();
}
