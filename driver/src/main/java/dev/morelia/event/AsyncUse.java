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
 * @param waitTime how long these have waited together
 * @see dev.morelia.settings.AsyncSettings
 */
public record AsyncUse(
        int inFlight, int maxInFlight, int queued, Duration longestWait, long waited, Duration waitTime) {}
