package dev.morelia.internal.changestream;

import dev.morelia.spi.Checkpoints.Position;
import org.jspecify.annotations.Nullable;

/**
 * When a durable consumer stores its position. Changed by one thread at a time; any thread may ask for what is not
 * stored.
 */
public final class SavePlan {
    /** How many times longer than after events a position that only moved with the search is not stored. */
    private static final int IDLE_FACTOR = 10;

    private final int maximumEvents;
    private final long everyNanos;
    private @Nullable Position stored;
    private @Nullable Position latest;
    private long storedNanos;
    private volatile int unsavedEvents;

    /**
     * Begins at a stored position.
     *
     * @param maximumEvents how many events may be handled before the position is stored
     * @param everyNanos how long after it was stored last it is stored again, if events were handled since
     * @param stored the position, or null if there is none
     */
    public SavePlan(int maximumEvents, long everyNanos, @Nullable Position stored, long nowNanos) {
        this.maximumEvents = maximumEvents;
        this.everyNanos = everyNanos;
        this.stored = stored;
        this.latest = stored;
        this.storedNanos = nowNanos;
    }

    /** These events are handled, up to this position. */
    public void handled(Position position, int events) {
        latest = position;
        int before = unsavedEvents;
        unsavedEvents = before + events;
    }

    /** There were no events up to this position. */
    public void searched(Position position) {
        latest = position;
    }

    /** The position is stored. */
    public void saved(Position position, long nowNanos) {
        stored = position;
        storedNanos = nowNanos;
        unsavedEvents = 0;
    }

    /** What to store now; null if nothing is due. */
    public @Nullable Position due(long nowNanos) {
        long elapsedNanos = nowNanos - storedNanos;
        int events = unsavedEvents;
        boolean due = events == 0
                ? elapsedNanos / IDLE_FACTOR >= everyNanos
                : events >= maximumEvents || elapsedNanos >= everyNanos;
        return due ? unsaved() : null;
    }

    /** What is not stored yet; null if all is. */
    public @Nullable Position unsaved() {
        return latest == null || latest.equals(stored) ? null : latest;
    }

    /** Up to where all is handled; null if nothing was, and there was no position at first. */
    public @Nullable Position latest() {
        return latest;
    }

    /** How many events were handled since the position was stored. */
    public int unsavedEvents() {
        return unsavedEvents;
    }
}
