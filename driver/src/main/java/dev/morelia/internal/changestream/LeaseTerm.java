package dev.morelia.internal.changestream;

/**
 * How long the owner of a lease can rely on it, by the owner's own monotonic clock. The storage counts the time of the
 * lease from when it receives a request, so the owner, who counts from before it was sent, is never later. A fifth of
 * the time is left for clocks that run differently.
 *
 * @param sentNanos when the last successful request to acquire or renew it was about to be sent
 * @param timeNanos the time of the lease
 */
public record LeaseTerm(long sentNanos, long timeNanos) {
    private static final long MAXIMUM_POLL_NANOS = 1_000_000_000L;

    /** Whether it can be relied on. */
    public boolean isUsable(long nowNanos) {
        return remainingNanos(nowNanos) > 0;
    }

    /** For how long it can still be relied on; not positive if it cannot. */
    public long remainingNanos(long nowNanos) {
        return timeNanos - timeNanos / 5 - (nowNanos - sentNanos);
    }

    /** How long to wait before it is renewed; not positive if that is due. */
    public long nanosToRenewal(long nowNanos) {
        return timeNanos / 3 - (nowNanos - sentNanos);
    }

    /** How long to wait before a renewal that has failed is tried again. */
    public static long retryNanos(long timeNanos) {
        return Math.max(1, timeNanos / 15);
    }

    /** How long a standby waits at the most before it tries again to acquire the lease. */
    public static long pollNanos(long timeNanos) {
        return Math.max(1, Math.min(timeNanos / 10, MAXIMUM_POLL_NANOS));
    }
}
