package dev.morelia.internal.env;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A point in time on the clock of {@link Env#nanoTime} by which something must be done, {@link #NONE} or {@link
 * #INFINITE}. Immutable.
 *
 * @param atNanos the point in time; {@link Long#MAX_VALUE} if it never passes
 * @param timeoutNanos the timeout that it was computed from
 */
public record Deadline(long atNanos, long timeoutNanos) {

    /** No deadline, because no timeout is set: the limits of the single steps apply. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE, Long.MAX_VALUE);

    /** No deadline, because the timeout is set to zero: the limits that a timeout replaces do not apply either. */
    public static final Deadline INFINITE = new Deadline(Long.MAX_VALUE, 0);

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

    /**
     * Returns the deadline of an operation that begins now.
     *
     * @param timeout its timeout; null if none is set, zero for no limit
     */
    public static Deadline of(@Nullable Duration timeout, Env env) {
        return timeout == null ? NONE : since(env.nanoTime(), timeout);
    }

    /**
     * Returns the deadline of an operation that began before.
     *
     * @param begunNanos when it began
     * @param timeout its timeout; zero for no limit
     */
    public static Deadline since(long begunNanos, Duration timeout) {
        Deadline deadline = timeout.isZero() ? INFINITE : after(begunNanos, timeout.toNanos());
        return deadline.isNone() ? INFINITE : deadline;
    }

    /** Whether a timeout is set, be it zero; then {@code socketTimeout} and its like do not apply. */
    public boolean isSet() {
        return timeoutNanos != Long.MAX_VALUE;
    }

    /** The timeout that it was computed from; zero for {@link #INFINITE}. */
    public Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }

    /** Whether this never passes. */
    public boolean isNone() {
        return atNanos == Long.MAX_VALUE;
    }

    /** The nanoseconds left: zero or negative if it has passed, {@link Long#MAX_VALUE} if it never passes. */
    public long remainingNanos(long nowNanos) {
        return isNone() ? Long.MAX_VALUE : atNanos - nowNanos;
    }

    /** Whether it has passed. */
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
