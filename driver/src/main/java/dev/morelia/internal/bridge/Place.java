package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.jfr.AsyncQueueRecording;
import org.jspecify.annotations.Nullable;

/** A place in the queue of operations. Its fields belong to the queue, under the monitor of {@link InFlight}. */
abstract class Place {
    /** When the operation has to have ended. */
    final Deadline deadline;

    /** For messages. */
    final @Nullable Object target;

    @Nullable
    Place before;

    @Nullable
    Place after;

    boolean queued;
    long number;
    long queuedNanos;

    @Nullable
    AsyncQueueRecording recording;

    /** @param target what the operation is on; null if it is not known */
    Place(Deadline deadline, @Nullable Object target) {
        this.deadline = deadline;
        this.target = target;
    }

    /**
     * It is in flight from now on. Called without a lock.
     *
     * @return false if it is not wanted any more, so that the next one takes its place in flight
     */
    abstract boolean begin();

    /** Ends it, as it does not get its turn. Called without a lock, where code of the program may run. */
    abstract void fail(Throwable failure);
}
