package dev.morelia.internal.cursor;

import java.util.concurrent.TimeUnit;

/**
 * How many documents to ask for in a batch that is read ahead, by the size of the documents and the pace of the
 * program. Small batches overlap better and need less memory, but each costs a round trip: they grow as long as the
 * program waits for them, and shrink when it needs seconds for one. Not thread-safe.
 */
final class BatchSizing {
    /** After smaller batches nothing is read ahead; also the smallest that batches shrink to. */
    static final long MINIMUM_BYTES = 64 << 10;

    static final long FIRST_BYTES = 1 << 20;
    static final long MAXIMUM_BYTES = 8 << 20;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long targetBytes = FIRST_BYTES;
    private double bytesEach;

    /**
     * A batch is used up.
     *
     * @param documents how many it had
     * @param bytes its size
     * @param workNanos how long the program has worked on it
     * @param waitedNanos how long the program had waited for it
     */
    void usedUp(int documents, long bytes, long workNanos, long waitedNanos) {
        if (documents > 0) {
            bytesEach = (double) bytes / documents;
        }
        if (workNanos > SLOW_NANOS) {
            targetBytes = Math.max(targetBytes / 2, MINIMUM_BYTES);
        } else if (waitedNanos > workNanos) {
            targetBytes = Math.min(targetBytes * 2, MAXIMUM_BYTES);
        }
    }

    /** How many documents the next batch should have; 0 for the server's choice. */
    int documents() {
        return bytesEach == 0 ? 0 : (int) Math.max(targetBytes / bytesEach, 1);
    }

    /** How large the next batch should be. */
    long bytes() {
        return targetBytes;
    }

    /**
     * How large the next batch is expected to be: its documents may be as large as those of the present one, which were
     * asked for by the size of those before.
     */
    long expectedBytes(long presentBytes) {
        return Math.max(targetBytes, presentBytes);
    }
}
