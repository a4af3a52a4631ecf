package dev.morelia.internal.env;

/**
 * A point in time on the clock of {@link Env#nanoTime} by which something must be done, or {@link #NONE}. Immutable.
 *
 * @param atNanos the point in time; {@link Long#MAX_VALUE} for no deadline
 * @param timeoutNanos the timeout that it was computed from, for messages
 */
public record Deadline(long atNanos, long timeoutNanos) {

    /** No deadline. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Timeouts longer than this (73 years) mean no deadline, so that comparing by subtraction cannot overflow. */
    private static final long MAXIMUM_NANOS = Long.MAX_VALUE >> 2;

    /**
     * Returns the deadline {@code timeoutNanos} after {@code nowNanos}; it has already passed if the timeout is not
     * positive.
     *
     * @param nowNanos the current {@link Env#nanoTime}
     * @param timeoutNanos the timeout; very long ones give {@link #NONE}
     */
    public static Deadline after(long nowNanos, long timeoutNanos) {
        long span = Math.max(timeoutNanos, 0);
        return span >= MAXIMUM_NANOS ? NONE : new Deadline(nowNanos + span, span);
    }

    /** Whether this is no deadline. */
    public boolean isNone() {
        return atNanos == Long.MAX_VALUE;
    }

    /** The nanoseconds left: zero or negative if it has passed, {@link Long#MAX_VALUE} for {@link #NONE}. */
    public long remainingNanos(long nowNanos) {
        return isNone() ? Long.MAX_VALUE : atNanos - nowNanos;
    }

    /** Whether it has passed; never true for {@link #NONE}. */
    public boolean hasPassed(long nowNanos) {
        return remainingNanos(nowNanos) <= 0;
    }

    /** The earlier of the two. */
    public Deadline earlier(Deadline other) {
        if (isNone() || other.isNone()) {
            return isNone() ? other : this;
        }
        return atNanos - other.atNanos <= 0 ? this : other;
    }
}
