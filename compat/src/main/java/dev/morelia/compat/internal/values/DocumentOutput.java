package dev.morelia.compat.internal.values;

import dev.morelia.bson.io.BsonOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import org.bson.BsonSerializationException;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the official writer writes a document to: the array of an output of Morelia, at its position. Positions count
 * from the start of the document. The output gets to know what was written with {@link #end}. Text is encoded as the
 * official output does it, unpaired surrogates included. Used for one document after another. Not thread-safe.
 */
final class DocumentOutput implements org.bson.io.BsonOutput {
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A document without elements. */
    private static final byte[] EMPTY = {5, 0, 0, 0, 0};

    /** Vector code pays off for longer text. */
    private static final int SHORT = 16;

    private static final int MAXIMUM_PART = 4096;
    private static final int BYTES_OF_CHARACTER = 3;

    private BsonOutput target;
    private byte[] bytes;
    private int start;
    private int at;
    private @Nullable CharsetEncoder encoder;
    private @Nullable CharBuffer characters;

    /** Writes to this output, until another is given to {@link #begin}. */
    DocumentOutput(BsonOutput target) {
        this.target = target;
        this.bytes = target.buffer();
    }

    /** Begins a document, as a top-level one or as the value of the current element of the output. */
    void begin(BsonOutput output) {
        // The output sets the type of the element, and expects the next one after this.
        output.raw(EMPTY, 0, EMPTY.length);
        target = output;
        start = output.position() - EMPTY.length;
        output.position(start);
        bytes = output.buffer();
        at = start;
    }

    /** Ends the document; returns whether there is one. */
    boolean end() {
        commit();
        return at - start >= EMPTY.length && (int) INT32.get(bytes, start) == at - start;
    }

    /** Drops the document: the output is where it was. */
    void drop() {
        target.position(start);
    }

    /** The bytes are in the array already, at the place to which this copies them. */
    private void commit() {
        int known = target.position();
        target.writeBytes(bytes, known, at - known);
    }

    private int take(int length) {
        if (length > bytes.length - at) {
            commit();
            target.ensureCapacity(length);
            bytes = target.buffer();
        }
        int taken = at;
        at = taken + length;
        return taken;
    }

    @Override
    public int getPosition() {
        return at - start;
    }

    @Override
    public int getSize() {
        return at - start;
    }

    @Override
    public void truncateToPosition(int position) {
        if (position < 0 || position > at - start) {
            throw new IllegalArgumentException("cannot go back from " + (at - start) + " to " + position);
        }
        at = start + position;
        if (at < target.position()) {
            target.position(at);
        }
    }

    @Override
    public void writeBytes(byte[] source) {
        writeBytes(source, 0, source.length);
    }

    @Override
    public void writeBytes(byte[] source, int offset, int length) {
        int to = take(length);
        System.arraycopy(source, offset, bytes, to, length);
    }

    @Override
    public void writeByte(int value) {
        int to = take(1);
        bytes[to] = (byte) value;
    }

    @Override
    public void writeInt32(int value) {
        int to = take(Integer.BYTES);
        INT32.set(bytes, to, value);
    }

    @Override
    public void writeInt32(int position, int value) {
        if (position < 0 || position > at - start - Integer.BYTES) {
            throw new IllegalArgumentException("no four bytes at " + position + " of " + (at - start) + " written");
        }
        INT32.set(bytes, start + position, value);
    }

    @Override
    public void writeInt64(long value) {
        int to = take(Long.BYTES);
        INT64.set(bytes, to, value);
    }

    @Override
    public void writeDouble(double value) {
        writeInt64(Double.doubleToRawLongBits(value));
    }

    @Override
    public void writeObjectId(ObjectId value) {
        writeBytes(value.toByteArray());
    }

    @Override
    public void writeString(String text) {
        int length = getPosition();
        writeInt32(0);
        writeText(text);
        writeByte(0);
        writeInt32(length, getPosition() - length - Integer.BYTES);
    }

    @Override
    public void writeCString(String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new BsonSerializationException(
                    "BSON cstring '" + text + "' is not valid because it contains a null character at index " + nul);
        }
        writeText(text);
        writeByte(0);
    }

    private void writeText(String text) {
        int length = text.length();
        if (length > SHORT) {
            writeLongText(text);
            return;
        }
        int to = take(BYTES_OF_CHARACTER * length);
        byte[] array = bytes;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                at = to;
                writeLongText(text);
                return;
            }
            array[to + i] = (byte) c;
        }
        at = to + length;
    }

    private void writeLongText(String text) {
        int from = 0;
        while (from < text.length()) {
            int length = Math.min(MAXIMUM_PART, text.length() - from);
            int to = take(BYTES_OF_CHARACTER * length);
            from += writePart(text, from, length, to);
        }
    }

    /** Returns how many characters were written: all, or those before what has to follow together. */
    private int writePart(String text, int from, int length, int to) {
        CharBuffer source = characters(length);
        text.getChars(from, from + length, source.array(), 0);
        source.position(0).limit(length);
        ByteBuffer room = ByteBuffer.wrap(bytes, to, at - to);
        encoder().reset().encode(source, room, false);
        at = room.position();
        if (source.hasRemaining() && (source.remaining() > 1 || from + length == text.length())) {
            writeUnpaired(source.get());
        }
        return source.position();
    }

    /** The official output does not care that this is no valid text. */
    private void writeUnpaired(char surrogate) {
        int to = take(BYTES_OF_CHARACTER);
        bytes[to] = (byte) (0xE0 | (surrogate >> 12));
        bytes[to + 1] = (byte) (0x80 | ((surrogate >> 6) & 0x3F));
        bytes[to + 2] = (byte) (0x80 | (surrogate & 0x3F));
    }

    private CharBuffer characters(int length) {
        CharBuffer known = characters;
        if (known == null || known.capacity() < length) {
            known = CharBuffer.allocate(Math.max(length, 256));
            characters = known;
        }
        return known;
    }

    private CharsetEncoder encoder() {
        CharsetEncoder known = encoder;
        if (known == null) {
            known = StandardCharsets.UTF_8.newEncoder();
            encoder = known;
        }
        return known;
    }

    @Override
    public void close() {
        // The array belongs to the output of Morelia.
    }
}
