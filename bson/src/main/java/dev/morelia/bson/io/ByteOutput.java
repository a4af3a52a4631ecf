package dev.morelia.bson.io;

import dev.morelia.bson.BsonException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes little-endian numbers to one growable byte array: the layer under {@link BsonOutput}, also used for message
 * headers. Not thread-safe.
 */
abstract class ByteOutput {
    static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle FLOAT64 = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    /** The maximum array size of common virtual machines is a few bytes below the maximum int. */
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    byte[] buffer;
    int position;

    private final Utf8Encoder encoder = new Utf8Encoder();

    ByteOutput(int initialCapacity) {
        if (initialCapacity < 0) {
            throw new IllegalArgumentException("initialCapacity must not be negative but is " + initialCapacity);
        }
        buffer = new byte[initialCapacity];
    }

    /**
     * The position of the next byte to write, which is also the number of bytes written.
     *
     * @return the position, from 0
     */
    public final int position() {
        return position;
    }

    /**
     * The underlying array, valid up to {@link #position()}. Growing replaces it, so call this again after every write.
     *
     * @return the array itself, not a copy
     */
    public final byte[] buffer() {
        return buffer;
    }

    /**
     * The bytes written so far.
     *
     * @return a copy
     */
    public final byte[] toByteArray() {
        return Arrays.copyOf(buffer, position);
    }

    /**
     * Makes room for more bytes.
     *
     * @param additionalBytes how many bytes must fit without growing
     * @throws BsonException if an array cannot be that long
     */
    public final void ensureCapacity(int additionalBytes) {
        if (additionalBytes > buffer.length - position) {
            grow(additionalBytes);
        }
    }

    /**
     * Writes one byte.
     *
     * @param value its lowest eight bits are written
     */
    public final void writeByte(int value) {
        int at = reserve(1);
        buffer[at] = (byte) value;
    }

    /** Writes four bytes, least significant first. */
    public final void writeInt32(int value) {
        int at = reserve(4);
        INT32.set(buffer, at, value);
    }

    /** Writes eight bytes, least significant first. */
    public final void writeInt64(long value) {
        int at = reserve(8);
        INT64.set(buffer, at, value);
    }

    /**
     * Writes a part of an array.
     *
     * @param bytes the array
     * @param offset where the part begins
     * @param length the length of the part in bytes
     */
    public final void writeBytes(byte[] bytes, int offset, int length) {
        int at = reserve(length);
        System.arraycopy(bytes, offset, buffer, at, length);
    }

    /**
     * Writes a string as UTF-8, terminated by a NUL.
     *
     * @throws BsonException if the string contains a NUL or an unpaired surrogate
     */
    public final void writeCString(String text) {
        if (text.indexOf('\0') >= 0) {
            throw failure("text must not contain NUL here: '" + text.replace("\0", "\\0") + "'", null);
        }
        writeUtf8(text);
        writeByte(0);
    }

    /**
     * Overwrites four bytes that have been written, least significant first.
     *
     * @param at the position of the first one
     * @throws IndexOutOfBoundsException if they have not been written yet
     */
    public final void setInt32(int at, int value) {
        if (at < 0 || at > position - 4) {
            throw new IndexOutOfBoundsException("no four bytes at " + at + " of " + position + " written");
        }
        INT32.set(buffer, at, value);
    }

    final void writeUtf8(String text) {
        int from = 0;
        while (from < text.length()) {
            int length = Utf8Encoder.partLength(text, from);
            ensureCapacity(3 * length);
            int end = encoder.encode(text, from, length, buffer, position);
            if (end < 0) {
                throw failure(
                        "text has an unpaired surrogate, which UTF-8 cannot express, at index " + (from + ~end), null);
            }
            position = end;
            from += length;
        }
    }

    /** The exception for a problem at the current position. */
    abstract BsonException failure(String problem, @Nullable Throwable cause);

    /** Advances by the given number of bytes and returns where they begin. */
    final int reserve(int bytes) {
        int at = position;
        if (bytes > buffer.length - at) {
            grow(bytes);
        }
        position = at + bytes;
        return at;
    }

    private void grow(int additionalBytes) {
        if (additionalBytes > MAX_CAPACITY - position) {
            throw tooLarge();
        }
        long doubled = Math.min(2L * buffer.length, MAX_CAPACITY);
        buffer = Arrays.copyOf(buffer, Math.max((int) doubled, Math.max(position + additionalBytes, 64)));
    }

    private BsonException tooLarge() {
        return failure("more than 2 GiB do not fit into one output", null);
    }
}
