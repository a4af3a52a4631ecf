package dev.morelia.internal.pool;

import org.jspecify.annotations.Nullable;

/** Waiting operations in the order of arrival; any of them may leave at any time. Guarded by the pool's monitor. */
final class WaitQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    int size() {
        return size;
    }

    /** The one that has waited longest; null if none is waiting. */
    @Nullable
    Waiter first() {
        return first;
    }

    void add(Waiter waiter) {
        waiter.before = last;
        if (last == null) {
            first = waiter;
        } else {
            last.after = waiter;
        }
        last = waiter;
        size++;
    }

    void remove(Waiter waiter) {
        if (waiter.before == null) {
            first = waiter.after;
        } else {
            waiter.before.after = waiter.after;
        }
        if (waiter.after == null) {
            last = waiter.before;
        } else {
            waiter.after.before = waiter.before;
        }
        size--;
    }
}
