package dev.morelia.bson;

import java.io.Serializable;

/**
 * The timestamp of MongoDB's replication protocol. For dates and times use {@link java.time.Instant}.
 *
 * <p>Both parts are unsigned 32-bit numbers; they are compared and printed as such.
 *
 * @param seconds seconds since 1970 in UTC, unsigned
 * @param increment counter of the operations within that second, unsigned
 */
public record Timestamp(int seconds, int increment) implements Comparable<Timestamp>, Serializable {
    /**
     * Converts from the 64-bit form.
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
