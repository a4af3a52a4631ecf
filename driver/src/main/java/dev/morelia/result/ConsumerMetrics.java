package dev.morelia.result;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a durable consumer of a change stream has done and how far it is behind, at one moment. The numbers count from
 * when the consumer was opened.
 *
 * @param name the name of the consumer
 * @param owner which consumer this is: its host, its process and a unique id
 * @param lease whether it is active
 * @param progress what it has handled
 * @param checkpoint what it has saved
 */
public record ConsumerMetrics(String name, String owner, Lease lease, Progress progress, Checkpoint checkpoint) {

    /** Whether a consumer hands out events. */
    public enum State {
        /** It has no lease, and waits for it when it is called. */
        STANDBY,
        /** It has the lease. */
        ACTIVE,
        /** It had the lease, which may have ended: it hands out nothing until it has acquired it again. */
        EXPIRED,
        /** It is closed. */
        CLOSED
    }

    /**
     * The lease of the consumer.
     *
     * @param state whether it is active
     * @param fencingNumber of its last lease; 0 if it had none
     * @param activeSince since when it is active; null if it is not
     * @param losses how often it has lost a lease
     * @param holder who had the lease when this consumer tried last to acquire it; null if it did
     */
    public record Lease(
            State state,
            long fencingNumber,
            @Nullable Instant activeSince,
            long losses,
            @Nullable String holder) {}

    /**
     * The events that the consumer has handled.
     *
     * @param handledEvents how many were acknowledged, repeated ones included
     * @param lag the time between the event that it has got to and the newest change that the client knows of, in whole
     *     seconds; zero if there was none to wait for. Null if that is not known: it is not active, or a stage has
     *     removed the {@code clusterTime} of events
     * @param historyLosses how often it went on or was scanned anew after the history was lost
     */
    public record Progress(long handledEvents, @Nullable Duration lag, long historyLosses) {}

    /**
     * The position that the consumer has saved.
     *
     * @param saves how often it has saved it
     * @param savedAt when it was saved last, also by the consumer before; null if it never was
     * @param unsavedEvents how many events were acknowledged since, which would come again
     */
    public record Checkpoint(long saves, @Nullable Instant savedAt, int unsavedEvents) {}
}
