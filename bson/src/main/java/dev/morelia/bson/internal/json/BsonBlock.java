package dev.morelia.bson.internal.json;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.json.DirectText.NotDirectException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encoded documents, one after the other in one array as long as they fit; then another array is begun, to which the
 * document that is not complete moves. Positions count from the beginning of the document. Not thread-safe.
 */
final class BsonBlock {
    private static final int BLOCK_BYTES = 1 << 16;

    /** Documents that are larger are not encoded here. */
    private static final int MAXIMUM_BYTES = 1 << 28;

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private byte[] bytes = {};
    private int start;
    private int at;

    /** Begins another document, and removes what there is of the last one if that was not completed. */
    void begin() {
        at = start;
    }

    /** The completed document: a view of the array. */
    RawDocument document() {
        var document = RawDocument.of(bytes, start, at - start);
        start = at;
        return document;
    }

    int position() {
        return at - start;
    }

    /** Makes room for bytes that are written without a check. */
    void reserve(int count) {
        if (count > bytes.length - at) {
            grow(count);
        }
    }

    private void grow(int count) {
        int length = at - start;
        if (count > MAXIMUM_BYTES - length) {
            throw NotDirectException.INSTANCE;
        }
        int needed = length + count;
        // No more than a quarter is wasted, because documents may be large and the heap small.
        byte[] larger = new byte[Math.max(BLOCK_BYTES, needed + (needed >> 2))];
        System.arraycopy(bytes, start, larger, 0, length);
        bytes = larger;
        start = 0;
        at = length;
    }

    /** Leaves out bytes that are set later. */
    void skip(int count) {
        at += count;
    }

    void setByte(int position, int value) {
        bytes[start + position] = (byte) value;
    }

    void setInt32(int position, int value) {
        INT32.set(bytes, start + position, value);
    }

    void write(int value) {
        bytes[at++] = (byte) value;
    }

    void writeInt32(int value) {
        INT32.set(bytes, at, value);
        at += Integer.BYTES;
    }

    void writeInt64(long value) {
        INT64.set(bytes, at, value);
        at += Long.BYTES;
    }

    void write(byte[] source, int from, int to) {
        int length = to - from;
        System.arraycopy(source, from, bytes, at, length);
        at += length;
    }

    /** Writes a number that is not negative in digits. */
    void writeDigits(int number) {
        if (number < 10) {
            bytes[at++] = (byte) ('0' + number);
            return;
        }
        int end = at
                + (number < 100
                        ? 2
                        : number < 1000 ? 3 : Integer.toString(number).length());
        int rest = number;
        for (int i = end - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at = end;
    }

    /** Whether one of the bytes since a position is this one. */
    boolean has(int from, char ascii) {
        for (int i = start + from; i < at; i++) {
            if (bytes[i] == ascii) {
                return true;
            }
        }
        return false;
    }

    /** A hash code of the bytes since a position. */
    long hash(int from) {
        return hash(bytes, start + from, at);
    }

    /** A hash code of bytes. */
    static long hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = length;
        int next = from;
        for (; next <= to - Long.BYTES; next += Long.BYTES) {
            hash = mixed(hash, (long) INT64.get(bytes, next));
        }
        int left = to - next;
        if (left > 0 && next <= bytes.length - Long.BYTES) {
            hash = mixed(hash, (long) INT64.get(bytes, next) & (1L << (Byte.SIZE * left)) - 1);
        } else if (left > 0) {
            long rest = 0;
            for (int i = to - 1; i >= next; i--) {
                rest = rest << Byte.SIZE | (bytes[i] & 0xff);
            }
            hash = mixed(hash, rest);
        }
        return hash;
    }

    private static long mixed(long hash, long word) {
        long product = (hash ^ word) * SPREAD;
        return product ^ product >>> Integer.SIZE;
    }
}
