package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A twelve-byte document identifier: four bytes of time (seconds since 1970, unsigned), five random bytes chosen once
 * per process, and a three-byte counter.
 *
 * <p>Immutable and thread-safe. Ordered byte by byte, as on the server, and therefore by creation time first.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/bson-objectid/objectid.md">BSON ObjectID
 *     specification</a>
 */
public final class ObjectId implements Comparable<ObjectId>, Serializable {
    private static final long serialVersionUID = 1L;

    /** The size of an ObjectId in bytes. */
    public static final int LENGTH_BYTES = 12;

    private static final int HEX_LENGTH = 2 * LENGTH_BYTES;
    private static final char[] HEX_DIGITS = "0123456789abcdef".toCharArray();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int seconds;
    /** The five random bytes, then the three bytes of the counter. */
    private final long randomAndCounter;

    /** Creates the next identifier of this process. Lock-free. */
    public ObjectId() {
        this(ObjectIdGenerator.PROCESS.nextSeconds(), ObjectIdGenerator.PROCESS.nextRandomAndCounter());
    }

    /**
     * Reads 24 hexadecimal digits, in upper or lower case, like {@link #of(String)}.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public ObjectId(String hex) {
        this((int) hexValue(checked(hex), 0, 8), hexValue(hex, 8, HEX_LENGTH));
    }

    private ObjectId(int seconds, long randomAndCounter) {
        this.seconds = seconds;
        this.randomAndCounter = randomAndCounter;
    }

    /**
     * Reads 24 hexadecimal digits, in upper or lower case.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static ObjectId of(String hex) {
        return new ObjectId(hex);
    }

    /** Creates the next identifier of a generator. */
    static ObjectId next(ObjectIdGenerator generator) {
        return new ObjectId(generator.nextSeconds(), generator.nextRandomAndCounter());
    }

    private static String checked(String hex) {
        if (isValid(Argument.notNull("hex", hex))) {
            return hex;
        }
        String shown = hex.length() <= 60 ? hex : hex.substring(0, 60) + "...";
        throw new IllegalArgumentException("hex must be 24 hexadecimal digits, but is \"" + shown + '"');
    }

    /**
     * Reads the twelve bytes that start at {@code offset}.
     *
     * @param bytes an array of at least {@code offset + 12} bytes
     * @param offset where the identifier begins
     * @throws IndexOutOfBoundsException if fewer than twelve bytes follow
     */
    public static ObjectId ofBytes(byte[] bytes, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH_BYTES, Argument.notNull("bytes", bytes).length);
        return new ObjectId((int) INT.get(bytes, offset), (long) LONG.get(bytes, offset + 4));
    }

    /**
     * The lowest identifier with the given time, truncated to whole seconds: {@code _id >= smallestAt(instant)} finds
     * what was created at or after it.
     *
     * @param instant a time not before 1970
     * @return the lowest identifier of that second
     * @throws IllegalArgumentException if {@code instant} is before 1970-01-01 or after 2106-02-07T06:28:15Z
     */
    public static ObjectId smallestAt(Instant instant) {
        long epochSecond = Argument.notNull("instant", instant).getEpochSecond();
        if (epochSecond >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "instant must be between 1970-01-01T00:00:00Z and 2106-02-07T06:28:15Z, but is " + instant);
        }
        return new ObjectId((int) epochSecond, 0L);
    }

    /**
     * Whether {@link #of(String)} accepts a text.
     *
     * @param hex any text
     * @return whether it is 24 hexadecimal digits
     */
    public static boolean isValid(String hex) {
        if (Argument.notNull("hex", hex).length() != HEX_LENGTH) {
            return false;
        }
        for (int i = 0; i < HEX_LENGTH; i++) {
            if (hexDigit(hex.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return when this identifier was created, in whole seconds} */
    public Instant timestamp() {
        return Instant.ofEpochSecond(Integer.toUnsignedLong(seconds));
    }

    /** {@return the 24 lower-case hexadecimal digits} */
    public String hex() {
        char[] digits = new char[HEX_LENGTH];
        for (int i = 0; i < 8; i++) {
            digits[i] = HEX_DIGITS[(seconds >>> (28 - 4 * i)) & 0xf];
        }
        for (int i = 0; i < 16; i++) {
            digits[8 + i] = HEX_DIGITS[(int) (randomAndCounter >>> (60 - 4 * i)) & 0xf];
        }
        return new String(digits);
    }

    /** {@return the twelve bytes in a new array} */
    public byte[] toByteArray() {
        byte[] bytes = new byte[LENGTH_BYTES];
        writeTo(bytes, 0);
        return bytes;
    }

    /**
     * Writes the twelve bytes.
     *
     * @param target an array of at least {@code offset + 12} bytes
     * @param offset where to write the identifier
     * @throws IndexOutOfBoundsException if twelve bytes do not fit there
     */
    public void writeTo(byte[] target, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH_BYTES, target.length);
        INT.set(target, offset, seconds);
        LONG.set(target, offset + 4, randomAndCounter);
    }

    @Override
    public int compareTo(ObjectId other) {
        int bySeconds = Integer.compareUnsigned(seconds, other.seconds);
        return bySeconds != 0 ? bySeconds : Long.compareUnsigned(randomAndCounter, other.randomAndCounter);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectId that && seconds == that.seconds && randomAndCounter == that.randomAndCounter;
    }

    @Override
    public int hashCode() {
        return 31 * seconds + Long.hashCode(randomAndCounter);
    }

    /** Returns {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }

    private static long hexValue(String hex, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 4 | hexDigit(hex.charAt(i));
        }
        return value;
    }

    // Not Character.digit, which accepts digits of every script.
    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
