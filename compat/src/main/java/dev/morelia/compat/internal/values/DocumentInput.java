package dev.morelia.compat.internal.values;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bson.BsonSerializationException;
import org.bson.io.BsonInput;
import org.bson.io.BsonInputMark;
import org.bson.types.ObjectId;

/**
 * What the official reader reads a document from. Unlike the official input it looks for the end of a name by words,
 * and names that it has met are not created again. Not thread-safe.
 */
final class DocumentInput implements BsonInput {
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int OBJECT_ID_BYTES = 12;

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int limit;
    private int position;

    /**
     * Goes on with another document, of which it keeps a copy: strings are decoded from an array only.
     *
     * @param document the document, from index 0 to the limit
     */
    void begin(ByteBuffer document) {
        limit = document.limit();
        position = 0;
        if (bytes.length < limit) {
            bytes = new byte[limit];
        }
        document.get(0, bytes, 0, limit);
    }

    @Override
    public int getPosition() {
        return position;
    }

    /** Advances by so many bytes and returns where they begin. */
    private int take(int bytes) {
        int at = position;
        if (bytes < 0 || bytes > limit - at) {
            throw new BsonSerializationException("While decoding a BSON document " + bytes
                    + " bytes were required, but only " + (limit - at) + " remain");
        }
        position = at + bytes;
        return at;
    }

    @Override
    public byte readByte() {
        return bytes[take(1)];
    }

    @Override
    public void readBytes(byte[] target) {
        readBytes(target, 0, target.length);
    }

    @Override
    public void readBytes(byte[] target, int offset, int length) {
        System.arraycopy(bytes, take(length), target, offset, length);
    }

    @Override
    public long readInt64() {
        return (long) INT64.get(bytes, take(Long.BYTES));
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(readInt64());
    }

    @Override
    public int readInt32() {
        return (int) INT32.get(bytes, take(Integer.BYTES));
    }

    @Override
    public ObjectId readObjectId() {
        byte[] id = new byte[OBJECT_ID_BYTES];
        readBytes(id);
        return new ObjectId(id);
    }

    @Override
    public String readString() {
        int size = readInt32();
        if (size <= 0) {
            throw new BsonSerializationException(
                    "While decoding a BSON string found a size that is not a positive number: " + size);
        }
        int at = take(size);
        if (bytes[at + size - 1] != 0) {
            throw new BsonSerializationException("Found a BSON string that is not null-terminated");
        }
        return text(at, size - 1);
    }

    private String text(int at, int length) {
        return new String(bytes, at, length, StandardCharsets.UTF_8);
    }

    @Override
    public String readCString() {
        int at = position;
        int length = cStringLength();
        position = at + length + 1;
        String known = FieldNames.known(bytes, at, length);
        return known == null ? FieldNames.learned(text(at, length), length) : known;
    }

    @Override
    public void skipCString() {
        position += cStringLength() + 1;
    }

    /** The number of bytes before the next NUL. */
    private int cStringLength() {
        int at = position;
        for (; at <= limit - Long.BYTES; at += Long.BYTES) {
            long word = (long) INT64.get(bytes, at);
            long zeros = (word - ONES) & ~word & HIGHS; // its lowest set bit is in the first byte that is zero
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3) - position;
            }
        }
        for (; at < limit; at++) {
            if (bytes[at] == 0) {
                return at - position;
            }
        }
        throw new BsonSerializationException("Found a BSON string that is not null-terminated");
    }

    @Override
    public void skip(int bytes) {
        take(bytes);
    }

    @Override
    public BsonInputMark getMark(int readLimit) {
        int marked = position;
        return () -> position = marked;
    }

    @Override
    public boolean hasRemaining() {
        return position < limit;
    }

    /** Newer versions of the interface have it. */
    public int getRemaining() {
        return limit - position;
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
