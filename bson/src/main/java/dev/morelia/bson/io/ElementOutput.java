package dev.morelia.bson.io;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the names and the nesting of documents for {@link BsonOutput}, and checks the order of calls. */
abstract class ElementOutput extends ByteOutput {
    /** In a document whose last element is complete. */
    private static final int NO_NAME = -1;

    /** Outside of any document. */
    private static final int OUTSIDE = -2;

    private static final byte NO_TYPE = (byte) 0xFE;

    private static final int EMPTY_DOCUMENT_BYTES = 5;

    /** Writing a name makes room for this many bytes more, so that writing a value of fixed size does not need to. */
    private static final int ROOM_FOR_VALUE = 32;

    /** A string of this many ASCII characters fits into that, with its length and NUL. */
    private static final int SHORT_TEXT = ROOM_FOR_VALUE - 5;

    /** The characters of an ASCII name up to this length are written one by one; a longer one is worth vector code. */
    private static final int SHORT_NAME = 32;

    private static final int[] INDEX_NAMES = indexNames();

    private final int maxDepth;
    private final int maxDocumentSize;

    /** The position of the type byte of the current element, or one of the states above. */
    private int typeAt = OUTSIDE;

    /** Start positions of the open documents, the outermost first. */
    private int[] starts = new int[16];

    private int depth;

    /** How many names of the outermost document were not in the cache. */
    private int misses;

    ElementOutput(int initialCapacity, BsonLimits limits) {
        super(initialCapacity);
        maxDepth = limits.maxDepthWrite();
        maxDocumentSize = limits.maxDocumentSize();
    }

    /** The digits of the numbers up to 999 as bytes, the first one in the lowest byte; above them is the NUL. */
    private static int[] indexNames() {
        int[] names = new int[1000];
        for (int index = 0; index < names.length; index++) {
            String digits = Integer.toString(index);
            for (int i = digits.length() - 1; i >= 0; i--) {
                names[index] = names[index] << 8 | digits.charAt(i);
            }
        }
        return names;
    }

    /**
     * Moves back, dropping everything written after a position and every document started there.
     *
     * @param newPosition at most the current position
     * @throws IndexOutOfBoundsException if it is beyond the current position
     */
    public final void position(int newPosition) {
        if (newPosition < 0 || newPosition > position) {
            throw new IndexOutOfBoundsException("cannot go back from " + position + " to " + newPosition);
        }
        position = newPosition;
        while (depth > 0 && starts[depth - 1] >= newPosition) {
            depth--;
        }
        typeAt = depth == 0 ? OUTSIDE : NO_NAME;
    }

    /** Drops everything written and keeps the array. */
    public final void reset() {
        position(0);
    }

    /**
     * Drops everything written, and also the array if it is large, so that one large document does not occupy memory
     * forever.
     *
     * @param maxRetained maximum size of an array that is kept, in bytes
     */
    public final void trim(int maxRetained) {
        reset();
        if (buffer.length > maxRetained) {
            buffer = new byte[maxRetained];
        }
    }

    /**
     * Creates an exception with the position of this output: the path of the element being written, and the outermost
     * document's {@code _id}.
     *
     * @param problem what is wrong
     * @param cause the cause, or null
     * @return the exception, to be thrown by the caller
     */
    @Override
    public final BsonException failure(String problem, @Nullable Throwable cause) {
        if (typeAt >= 0) {
            buffer[typeAt] = NO_TYPE;
        }
        for (int i = 0; i < depth; i++) {
            INT32.set(buffer, starts[i], 0); // a document that has not been ended
        }
        return location(depth == 0 ? position : starts[0]).failure(position, problem, cause);
    }

    /**
     * Runs code that has to write exactly one document here, as a top-level document or as the value of the current
     * element, such as a codec of an application. If it does not, what it has written is of no use, and the caller has
     * to {@linkplain #position(int) move back}.
     *
     * @param writer writes to this output; its exceptions go to the caller, except for calls in the wrong order
     * @return whether it wrote one document and nothing else
     */
    public final boolean isOneDocument(Runnable writer) {
        int start = position;
        int depthAround = depth;
        int element = typeAt;
        try {
            writer.run();
        } catch (CallOrderException e) {
            return false;
        }
        return depth == depthAround
                && typeAt == (depth == 0 ? OUTSIDE : NO_NAME)
                && position - start >= EMPTY_DOCUMENT_BYTES
                && position - start == (int) INT32.get(buffer, start)
                && (element < 0 || buffer[element] == (byte) BsonType.DOCUMENT.code());
    }

    /**
     * Runs code that has to write exactly one value here, such as a codec of an application. If it does not, or throws
     * outside of the documents that it has started, this output returns to its previous position, so that
     * {@link #failure} names the element.
     *
     * @param writer writes to this output; its exceptions go to the caller, except for calls in the wrong order
     * @return whether it wrote one value and nothing else
     * @throws IllegalStateException if no value can be written here
     */
    public final boolean isOneValue(Runnable writer) {
        int start = position;
        int depthAround = depth;
        int element = typeAt;
        if (element == NO_NAME) {
            throw new CallOrderException("a value needs a name before it");
        }
        boolean isOne = false;
        boolean isInside = false;
        try {
            writer.run();
            isOne = depth == depthAround && typeAt == (depth == 0 ? OUTSIDE : NO_NAME) && isValue(element, start);
        } catch (CallOrderException e) {
            return false;
        } catch (RuntimeException e) {
            isInside = depth > depthAround;
            throw e;
        } finally {
            if (!isOne && !isInside) {
                position = start;
                depth = depthAround;
                typeAt = element;
            }
        }
        return isOne;
    }

    private boolean isValue(int element, int start) {
        if (position < start) {
            return false;
        }
        BsonType type = element == OUTSIDE ? BsonType.DOCUMENT : BsonType.ofOrNull(buffer[element]);
        return type != null && Location.valueEnd(buffer, type, start, position) == position;
    }

    /** The exception for calls in the wrong order. */
    private static final class CallOrderException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        CallOrderException(String message) {
            super(message);
        }
    }

    /** Finds the field of an error in the outermost document, which begins at a position. */
    abstract Location location(int start);

    final void start(BsonType type) {
        if (typeAt != OUTSIDE || type == BsonType.ARRAY) {
            element(type);
        }
        if (depth >= maxDepth) {
            throw failure("documents are nested deeper than the limit of " + maxDepth + " levels", null);
        }
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, 2 * depth);
        }
        if (depth == 0) {
            misses = 0;
        }
        int at = reserve(4);
        starts[depth++] = at;
        typeAt = NO_NAME;
    }

    final void end() {
        if (typeAt != NO_NAME) {
            throw new CallOrderException(depth == 0 ? "no document to end" : "the last name has no value");
        }
        int end = reserve(1);
        buffer[end] = 0;
        int start = starts[--depth];
        int size = end + 1 - start;
        INT32.set(buffer, start, size);
        if (depth == 0) {
            typeAt = OUTSIDE;
            requireSize(start, size);
        }
    }

    private void requireSize(int start, int size) {
        if (size > maxDocumentSize) {
            String problem = "document of " + size + " bytes is larger than the limit of " + maxDocumentSize;
            throw location(start).failure(position, problem + " bytes", null);
        }
    }

    final void writeName(String name) {
        int valueAt = nameAhead(name);
        typeAt = position;
        position = valueAt;
    }

    final void writeIndex(int index) {
        int valueAt = indexAhead(index);
        typeAt = position;
        position = valueAt;
    }

    /** Writes a name after the position, which stays at the type byte, and returns where the value goes. */
    private int nameAhead(String name) {
        requireNoName();
        KeyCache.Key key = misses < KeyCache.MISSES_BEFORE_DATA ? KeyCache.find(name) : null;
        if (key == null) {
            misses++;
            return uncachedNameAhead(name);
        }
        int length = key.length();
        ensureCapacity(length + 2 + ROOM_FOR_VALUE);
        int at = position + 1;
        key.writeTo(buffer, at);
        buffer[at + length] = 0;
        return at + length + 1;
    }

    private int uncachedNameAhead(String name) {
        int length = name.length();
        if (length > SHORT_NAME) {
            return unusualNameAhead(name);
        }
        ensureCapacity(length + 2 + ROOM_FOR_VALUE);
        byte[] bytes = buffer;
        int at = position + 1;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == 0 || c >= 0x80) {
                return unusualNameAhead(name);
            }
            bytes[at + i] = (byte) c;
        }
        bytes[at + length] = 0;
        return at + length + 1;
    }

    /** Writes a name that is long, not ASCII, or invalid. */
    private int unusualNameAhead(String name) {
        if (name.indexOf('\0') >= 0) {
            throw failure("field name '" + name.replace("\0", "\\0") + "' must not contain NUL", null);
        }
        int at = reserve(1);
        writeUtf8(name);
        writeByte(0);
        ensureCapacity(ROOM_FOR_VALUE);
        int valueAt = position;
        position = at;
        return valueAt;
    }

    private int indexAhead(int index) {
        if (index < 0 || index >= INDEX_NAMES.length) {
            return nameAhead(Integer.toString(index));
        }
        requireNoName();
        ensureCapacity(5 + ROOM_FOR_VALUE);
        int at = position + 1;
        INT32.set(buffer, at, INDEX_NAMES[index]);
        return at + (index < 10 ? 2 : index < 100 ? 3 : 4);
    }

    /**
     * Writes a name and a value of a frequent class with one update of the position, on which every write depends.
     * Returns false if the value is of another class; then only the name is written.
     */
    final boolean frequent(String name, @Nullable Object value) {
        return moveOn(nameAhead(name), value);
    }

    /** Like {@link #frequent}, for an array. */
    final boolean frequentAt(int index, @Nullable Object value) {
        return moveOn(indexAhead(index), value);
    }

    private boolean moveOn(int valueAt, @Nullable Object value) {
        byte[] bytes = buffer;
        int at = position;
        if (value instanceof String text) {
            bytes[at] = (byte) BsonType.STRING.code();
            position = valueAt;
            textAt(valueAt, text);
        } else if (value instanceof Integer number) {
            bytes[at] = (byte) BsonType.INT32.code();
            INT32.set(bytes, valueAt, (int) number);
            position = valueAt + 4;
        } else if (value instanceof Long number) {
            bytes[at] = (byte) BsonType.INT64.code();
            INT64.set(bytes, valueAt, (long) number);
            position = valueAt + 8;
        } else if (value instanceof Double number) {
            bytes[at] = (byte) BsonType.DOUBLE.code();
            FLOAT64.set(bytes, valueAt, (double) number);
            position = valueAt + 8;
        } else if (value instanceof Boolean bool) {
            bytes[at] = (byte) BsonType.BOOLEAN.code();
            bytes[valueAt] = (byte) (bool ? 1 : 0);
            position = valueAt + 1;
        } else {
            typeAt = at;
            position = valueAt;
            return false;
        }
        return true;
    }

    private void requireNoName() {
        if (typeAt != NO_NAME) {
            throw new CallOrderException(depth == 0 ? "a name outside of a document" : "the last name has no value");
        }
    }

    /** Sets the type of the current element; a value of at most {@link #ROOM_FOR_VALUE} bytes may follow. */
    final void element(BsonType type) {
        if (typeAt < 0) {
            throw new CallOrderException("a value needs a name before it");
        }
        buffer[typeAt] = (byte) type.code();
        typeAt = NO_NAME;
    }

    /** Sets the type of the current element, advances by the size of its value, and returns where the value begins. */
    final int element(BsonType type, int bytes) {
        element(type);
        int at = position;
        position = at + bytes;
        return at;
    }

    /** Writes an encoded document, as a top-level document or as a value. */
    final void encoded(byte[] bytes, int offset, int length) {
        if (typeAt != OUTSIDE) {
            element(BsonType.DOCUMENT);
        }
        writeBytes(bytes, offset, length);
    }

    /**
     * Writes JavaScript source whose scope follows; the scope is a document without a name.
     *
     * @return where the value begins, for {@link #endCodeWithScope}
     */
    final int startCodeWithScope(String code) {
        int start = element(BsonType.CODE_WITH_SCOPE, 4);
        ensureCapacity(ROOM_FOR_VALUE);
        typeAt = start; // the length, written last, overwrites the type bytes that code and scope write here
        text(BsonType.STRING, code);
        ensureCapacity(ROOM_FOR_VALUE);
        typeAt = start;
        return start;
    }

    /** Ends JavaScript source with its scope, after the scope. */
    final void endCodeWithScope(int start) {
        INT32.set(buffer, start, position - start);
    }

    /** Writes the string of the current element, with its length. */
    final void text(BsonType type, String value) {
        element(type);
        textAt(position, value);
    }

    private void textAt(int start, String value) {
        int length = value.length();
        if (length <= SHORT_TEXT && shortText(value, start, length)) {
            return;
        }
        INT32.set(buffer, start, Integer.MIN_VALUE); // marks an incomplete string for locating an error
        position = start + 4;
        writeUtf8(value);
        int end = reserve(1);
        buffer[end] = 0;
        INT32.set(buffer, start, end - start - 3);
    }

    /** Writes a string for which there is room, or returns that it is not ASCII. */
    private boolean shortText(String value, int start, int length) {
        byte[] bytes = buffer;
        int at = start + 4;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            bytes[at + i] = (byte) c;
        }
        bytes[at + length] = 0;
        INT32.set(bytes, start, length + 1);
        position = at + length + 1;
        return true;
    }
}
