package dev.morelia.internal.bridge;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The places in the order of the calls, and those with a deadline by that. Not thread-safe. */
final class PlaceQueue {
    private final TreeSet<Place> byDeadline = new TreeSet<>(PlaceQueue::compare);
    private @Nullable Place first;
    private @Nullable Place last;
    private long numbers;

    private static int compare(Place one, Place other) {
        long difference = one.deadline.atNanos() - other.deadline.atNanos();
        return difference == 0 ? Long.compare(one.number, other.number) : Long.signum(difference);
    }

    /** Adds a place at the end. */
    void add(Place place) {
        place.number = numbers++;
        if (!place.deadline.isNone()) {
            // First, as it may find no memory.
            byDeadline.add(place);
        }
        Place before = last;
        place.before = before;
        if (before == null) {
            first = place;
        } else {
            before.after = place;
        }
        last = place;
        place.queued = true;
    }

    /** The first one; null if there is none. */
    @Nullable
    Place first() {
        return first;
    }

    /** The one whose deadline passes first; null if none has one. */
    @Nullable
    Place mostUrgent() {
        return byDeadline.isEmpty() ? null : byDeadline.first();
    }

    /** Removes a place; false if it is not in the queue. */
    boolean remove(Place place) {
        if (!place.queued) {
            return false;
        }
        place.queued = false;
        Place before = place.before;
        Place after = place.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        place.before = null;
        place.after = null;
        if (!place.deadline.isNone()) {
            byDeadline.remove(place);
        }
        return true;
    }
}
