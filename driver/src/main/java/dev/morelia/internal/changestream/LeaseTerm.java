package dev.morelia.internal.changestream;

import java.time.Instant;

/**
 * How long the owner of a lease can rely on it, by the owner's own monotonic clock. The storage counts the time of the
 * lease from when it receives a request, so the owner, who counts from before it was sent, is never later. A fifth of
 * the time is left for clocks that run differently. A monotonic clock may stand still while the machine is suspended,
 * so the lease also ends when its time has passed by the wall clock.
 *
 * @param sentNanos when the last successful request to acquire or renew it was about to be sent
 * @param sentAt the same by the wall clock
 * @param timeNanos the time of the lease
 */
public record LeaseTerm(long sentNanos, Instant sentAt, long timeNanos) {
    private static final long MAXIMUM_POLL_NANOS = 1_000_000_000L;

    /** Whether it can be relied on. */
    public boolean isUsable(long nowNanos, Instant now) {
        return remainingNanos(nowNanos) > 0 && now.isBefore(sentAt.plusNanos(usableNanos()));
    }

    private long usableNanos() {
        return timeNanos - timeNanos / 5;
    }

    /** For how long it can still be relied on; not positive if it cannot. */
    public long remainingNanos(long nowNanos) {
        return usableNanos() - (nowNanos - sentNanos);
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
