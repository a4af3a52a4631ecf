package dev.morelia.internal.env;

/**
 * A point on the clock of {@link Env#nanoTime} by which something must be done, or {@link #NONE}. Immutable.
 *
 * @param atNanos the point; {@link Long#MAX_VALUE} stands for no deadline
 * @param timeoutNanos the span it was made from, for messages
 */
public record Deadline(long atNanos, long timeoutNanos) {

    /** No deadline at all. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Longer spans than this (73 years) count as no deadline; it keeps comparison by subtraction sound. */
    private static final long MAXIMUM_NANOS = Long.MAX_VALUE >> 2;

    /**
     * The point {@code timeoutNanos} after {@code nowNanos}; not positive timeouts are in the past at once.
     *
     * @param nowNanos what {@link Env#nanoTime} says
     * @param timeoutNanos the span; very long ones give {@link #NONE}
     */
    public static Deadline after(long nowNanos, long timeoutNanos) {
        long span = Math.max(timeoutNanos, 0);
        return span >= MAXIMUM_NANOS ? NONE : new Deadline(nowNanos + span, span);
    }

    /** Whether there is no deadline. */
    public boolean isNone() {
        return atNanos == Long.MAX_VALUE;
    }

    /** Nanoseconds left, zero or negative when it has passed, {@link Long#MAX_VALUE} for {@link #NONE}. */
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
