package dev.morelia.event;

import java.time.Duration;

/**
 * The usage of the async API of a client at one moment. Immutable and thread-safe.
 *
 * @param inFlight operations in flight
 * @param maxInFlight the maximum number of operations in flight
 * @param queued operations in the queue
 * @param longestWait how long the first operation in the queue has been waiting; zero if none is
 * @param waited how many operations have left the queue since the client was created
 * @param waitTime how long these have waited together; see {@link #meanWait}
 * @param rejected how many operations were rejected since then, as too many were in the queue
 * @param timedOut how many have failed since then, as their timeout has passed in the queue
 * @see dev.morelia.settings.AsyncSettings
 */
public record AsyncUse(
        int inFlight,
        int maxInFlight,
        int queued,
        Duration longestWait,
        long waited,
        Duration waitTime,
        long rejected,
        long timedOut) {

    /**
     * How long an operation that had to wait in the queue has waited on average; zero if none had to. For an interval,
     * divide the differences of {@code waitTime} and {@code waited} between its end and its beginning.
     */
    public Duration meanWait() {
        return waited == 0 ? Duration.ZERO : waitTime.dividedBy(waited);
    }
}
