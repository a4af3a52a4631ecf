package dev.morelia.internal.compression;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few idle objects that cost more to create than a small message costs to compress, and that one thread at a time can
 * use. Compressing does not block, so there need not be more of them than threads that run at the same time. Thread-
 * safe without a lock.
 */
final class IdleInstances<T> {

    private static final int MAXIMUM = 8;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(MAXIMUM);

    /** Takes an idle object; null if there is none. */
    @Nullable
    T take() {
        for (int slot = 0; slot < MAXIMUM; slot++) {
            T idle = slots.get(slot);
            if (idle != null && slots.compareAndSet(slot, idle, null)) {
                return idle;
            }
        }
        return null;
    }

    /** Keeps an object for the next {@link #take}; returns false if there are enough of them. */
    boolean keep(T instance) {
        for (int slot = 0; slot < MAXIMUM; slot++) {
            if (slots.compareAndSet(slot, null, instance)) {
                return true;
            }
        }
        return false;
    }
}
