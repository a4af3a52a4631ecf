package dev.morelia.bson;

import java.io.Serializable;

/**
 * The time of MongoDB's replication protocol. For the time of day use {@link java.time.Instant}.
 *
 * <p>Both parts are unsigned 32-bit numbers; they order and print as such.
 *
 * @param seconds seconds since 1970 in UTC, unsigned
 * @param increment counts the operations within one second, unsigned
 */
public record Timestamp(int seconds, int increment) implements Comparable<Timestamp>, Serializable {
    /**
     * The timestamp of its 64-bit form.
     *
     * @param bits seconds in the upper, increment in the lower 32 bits
     */
    public static Timestamp ofBits(long bits) {
        return new Timestamp((int) (bits >>> 32), (int) bits);
    }

    /**
     * The 64-bit form.
     *
     * @return seconds in the upper, increment in the lower 32 bits
     */
    public long bits() {
        return (long) seconds << 32 | (increment & 0xFFFF_FFFFL);
    }

    @Override
    public int compareTo(Timestamp other) {
        return Long.compareUnsigned(bits(), other.bits());
    }

    @Override
    public String toString() {
        return "Timestamp(" + Integer.toUnsignedString(seconds) + ", " + Integer.toUnsignedString(increment) + ")";
    }
}
