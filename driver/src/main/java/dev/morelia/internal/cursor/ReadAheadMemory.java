package dev.morelia.internal.cursor;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the cursors and downloads of a client may read ahead together. One that gets no share waits for each
 * batch, as without read-ahead. Thread-safe.
 */
public final class ReadAheadMemory {
    private static final long MAXIMUM_BYTES = 256L << 20;
    private static final int SHARE_OF_HEAP = 8;

    private final long maximumBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    /** An eighth of the heap, at most 256 MiB. */
    public ReadAheadMemory() {
        this(Math.min(MAXIMUM_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    ReadAheadMemory(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /**
     * Takes so many bytes until the owner gives them back or is forgotten.
     *
     * @return gives them back; null if there are not as many
     */
    public Cleaner.@Nullable Cleanable reserveFor(Object owner, long bytes) {
        return reserve(bytes) ? AbandonedCursors.whenForgotten(owner, () -> release(bytes)) : null;
    }

    /** Takes so many bytes, if there are as many. */
    boolean reserve(long bytes) {
        if (reservedBytes.addAndGet(bytes) <= maximumBytes) {
            return true;
        }
        release(bytes);
        return false;
    }

    /** Gives them back. */
    void release(long bytes) {
        reservedBytes.addAndGet(-bytes);
    }

    /** How many are taken. */
    long reservedBytes() {
        return reservedBytes.get();
    }
}
