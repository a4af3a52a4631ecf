package dev.morelia.spi;

/**
 * Provides the threads of the async API, for frameworks that own their threads; by default each operation has a virtual
 * thread of its own.
 *
 * <p>An operation blocks its thread until the server has replied, so it must never run on an event loop. Each must soon
 * have a thread of its own: with fewer threads than {@link dev.morelia.settings.AsyncSettings#maxInFlight}, operations
 * wait for a thread while they count as in flight. What the program attaches to the future without naming an executor
 * runs on the same thread, after the operation has ended. Must be thread-safe.
 */
@FunctionalInterface
public interface AsyncExecutor {

    /**
     * Runs an operation on another thread than the calling one, and returns without waiting for it. Called without a
     * lock by the thread that calls the async API, or by one whose operation has ended. If it throws, or runs the
     * operation on the calling thread, the future completes exceptionally and nothing is sent.
     *
     * @param operation to be run once; never throws. The thread may be interrupted while it runs, and is not any more
     *     when it has returned
     */
    void execute(Runnable operation);
}
