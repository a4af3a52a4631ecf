package dev.morelia.bson.io;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.UuidRepresentation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads BSON in place from a part of a byte array, without copying it. Not thread-safe.
 *
 * <p>To read a document, call {@link #startDocument()}, then {@link #next()} until it returns null and read one value
 * after each call, then {@link #endDocument()}; arrays likewise. The next call of {@code next} skips a value that was
 * not read, and {@code endDocument} skips the rest of the document. Reading a value as another type than the element's
 * throws {@link BsonException}, as do bytes that are not valid BSON.
 */
public final class BsonInput extends ByteInput {
    private static final int[] NONE = {};

    private final BsonLimits limits;
    UuidRepresentation uuidRepresentation = UuidRepresentation.STANDARD;

    /** For each open document but the outermost, the end of the enclosing one and the position of its element there. */
    private int[] outer = NONE;

    private int depth;

    private int elementAt;
    private int nameEnd;
    /** The type of the current value; null once it has been read. */
    private @Nullable BsonType type;

    /**
     * Creates an input over a whole array, with the default limits.
     *
     * @param bytes holds the document; must not be modified while it is read
     */
    public BsonInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /**
     * Creates an input over a part of an array, with the default limits.
     *
     * @param bytes holds the document; must not be modified while it is read
     * @param offset where the part begins
     * @param length the length of the part in bytes
     */
    public BsonInput(byte[] bytes, int offset, int length) {
        this(bytes, offset, length, BsonLimits.DEFAULT);
    }

    /**
     * Creates an input over a part of an array.
     *
     * @param bytes holds the document; must not be modified while it is read
     * @param offset where the part begins
     * @param length the length of the part in bytes
     * @param limits how deep and large documents may be
     */
    public BsonInput(byte[] bytes, int offset, int length, BsonLimits limits) {
        super(bytes, offset, length);
        this.limits = limits;
    }

    /**
     * Sets which binary values {@link #value()} returns as UUIDs.
     *
     * @param representation {@link UuidRepresentation#STANDARD} initially
     * @return the previous representation
     */
    public UuidRepresentation uuidRepresentation(UuidRepresentation representation) {
        UuidRepresentation previous = uuidRepresentation;
        uuidRepresentation = representation;
        return previous;
    }

    /**
     * The type of the current value.
     *
     * @return the element's type; {@link BsonType#DOCUMENT} before a top-level document
     */
    public BsonType type() {
        if (type == null) {
            if (depth == 0) {
                return BsonType.DOCUMENT;
            }
            throw new IllegalStateException("no current value: call next() first");
        }
        return type;
    }

    /**
     * How many documents and arrays are open.
     *
     * @return the depth; 0 before a top-level document
     */
    public int depth() {
        return depth;
    }

    /**
     * The position of the element that {@link #next()} moved to, or of the one whose value is the document that was
     * ended last.
     *
     * @return index into the array
     */
    public int elementAt() {
        return elementAt;
    }

    /**
     * Whether the current element's value has not been read yet.
     *
     * @return false before a top-level document
     */
    public boolean isUnread() {
        return type != null;
    }

    /** Enters the current document: the top-level one, or the value of the element. */
    public void startDocument() {
        start(currentDocumentSize());
    }

    /** Enters the current array. */
    public void startArray() {
        require(BsonType.ARRAY);
        start(documentSize(position, end));
    }

    /** Checks that the current value is a document, and returns its size. */
    int currentDocumentSize() {
        if (type != null || depth != 0) {
            require(BsonType.DOCUMENT);
            return documentSize(position, end);
        }
        root = position;
        int size = documentSize(position, end);
        if (size > limits.maxDocumentSize()) {
            throw failureAt(
                    position,
                    "document of %d bytes is larger than the limit of %d bytes"
                            .formatted(size, limits.maxDocumentSize()));
        }
        return size;
    }

    private void start(int size) {
        if (depth >= limits.maxDepthRead()) {
            throw tooDeep(position);
        }
        if (depth > 0) {
            int frame = 2 * (depth - 1);
            if (frame == outer.length) {
                outer = Arrays.copyOf(outer, Math.max(8, 2 * frame));
            }
            outer[frame] = end;
            outer[frame + 1] = elementAt;
        }
        depth++;
        end = position + size - 1;
        position += 4;
        type = null;
    }

    /** Leaves the innermost document, skipping the rest of it. */
    public void endDocument() {
        if (depth == 0) {
            throw new IllegalStateException("no document to end");
        }
        position = end + 1;
        depth--;
        int frame = 2 * (depth - 1);
        end = depth == 0 ? limit : outer[frame];
        elementAt = depth == 0 ? root : outer[frame + 1];
        type = null;
    }

    /** Leaves the innermost array, skipping the rest of it. */
    public void endArray() {
        endDocument();
    }

    /**
     * Moves to the next element of the innermost document, skipping the current value if it has not been read.
     *
     * @return the element's type, or null at the end of the document
     */
    public @Nullable BsonType next() {
        if (type != null) {
            skip();
        } else if (depth == 0) {
            throw new IllegalStateException("no document is open");
        }
        if (position >= end) {
            return null;
        }
        elementAt = position;
        BsonType actual = BsonType.ofOrNull(buffer[position]);
        if (actual == null) {
            throw unknownType(position);
        }
        nameEnd = cStringEnd(position + 1, end);
        position = nameEnd + 1;
        type = actual;
        return actual;
    }

    /**
     * The name of the element that {@link #next()} moved to.
     *
     * @return the name; in an array, the index as encoded there
     */
    public String name() {
        return key(elementAt + 1, nameEnd);
    }

    /**
     * Moves to the next element with the given name, skipping all before it.
     *
     * @return true if there is one; false at the end of the document
     */
    public boolean find(String name) {
        while (next() != null) {
            if (nameIs(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the element that {@link #next()} moved to has this name. */
    public boolean nameIs(String name) {
        int from = elementAt + 1;
        int length = name.length();
        if (length > nameEnd - from) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                return name.equals(name());
            }
            if (buffer[from + i] != c) {
                return false;
            }
        }
        return from + length == nameEnd;
    }

    /**
     * Looks for a name among the following elements of the same document, without moving.
     *
     * @return true if one of them has it
     */
    public boolean isFollowedBy(String name) {
        BsonType current = type;
        int at = position;
        int element = elementAt;
        int endOfName = nameEnd;
        boolean found = find(name);
        type = current;
        position = at;
        elementAt = element;
        nameEnd = endOfName;
        return found;
    }

    /**
     * Looks in the current document for a string field, without moving.
     *
     * @return the string; null if the field is absent or not a string, or if the current value is not a document
     */
    public @Nullable String peekString(String name) {
        if (type() != BsonType.DOCUMENT) {
            return null;
        }
        BsonType current = type;
        int at = position;
        startDocument();
        String text = find(name) && type == BsonType.STRING ? string() : null;
        endDocument();
        position = at;
        type = current;
        return text;
    }

    /** Skips the current value, checking only its length. */
    public void skip() {
        position += size(type());
        type = null;
    }

    /** Reads a 32-bit integer. */
    public int int32() {
        return (int) ByteOutput.INT32.get(buffer, take(BsonType.INT32, 4));
    }

    /** Reads a 64-bit integer. */
    public long int64() {
        return (long) ByteOutput.INT64.get(buffer, take(BsonType.INT64, 8));
    }

    /**
     * Reads a double.
     *
     * @return the value; the bits of a NaN are preserved
     */
    public double float64() {
        return (double) ByteOutput.FLOAT64.get(buffer, take(BsonType.DOUBLE, 8));
    }

    /** Reads a 64-bit integer from any numeric type; a fraction, or a number that is too large, is an error. */
    public long wholeNumber() {
        return switch (type()) {
            case INT32 -> int32();
            case INT64 -> int64();
            case DOUBLE -> {
                double value = float64();
                // 2^63 does not fit into a long, although it survives a cast to long and back
                if ((long) value != value || value == 0x1p63) {
                    throw failure("expected a whole number but found " + value, null);
                }
                yield (long) value;
            }
            case DECIMAL128 -> {
                Decimal128 value = decimal128();
                try {
                    yield value.longValueExact();
                } catch (ArithmeticException e) {
                    throw failure("expected a whole number of 64 bits but found " + value, null);
                }
            }
            default -> throw failure("expected a whole number but found a value of BSON type " + type(), null);
        };
    }

    /** Reads a double from any numeric type but decimal128; an int64 beyond 53 bits is rounded. */
    public double number() {
        return switch (type()) {
            case DOUBLE -> float64();
            case INT32 -> int32();
            case INT64 -> int64();
            default ->
                throw failure("expected a double, int32 or int64 but found a value of BSON type " + type(), null);
        };
    }

    /** Reads a string. */
    public String string() {
        require(BsonType.STRING);
        return text(position, end);
    }

    /**
     * Reads a string without copying or decoding it.
     *
     * @return a view of the array that this reads from, in UTF-8, which is not checked; neither must be changed while
     *     the other is in use
     */
    public ByteBuffer stringView() {
        require(BsonType.STRING);
        int from = position + 4;
        int to = textEnd(position, end);
        return ByteBuffer.wrap(buffer, from, to - from);
    }

    /**
     * Decodes what {@link #stringView()} returned.
     *
     * @throws BsonException if it is not valid UTF-8
     */
    public String decoded(ByteBuffer stringView) {
        int from = stringView.position();
        return utf8(from, from + stringView.remaining());
    }

    /** Reads a boolean. */
    public boolean bool() {
        byte value = buffer[take(BsonType.BOOLEAN, 1)];
        if (value != 0 && value != 1) {
            throw failureAt(elementAt + 1, "a boolean must be 0 or 1, but is " + (value & 0xFF));
        }
        return value == 1;
    }

    /** Reads null. */
    public void nullValue() {
        take(BsonType.NULL, 0);
    }

    /**
     * Reads a date.
     *
     * @return milliseconds since 1970 in UTC
     */
    public long dateTime() {
        return (long) ByteOutput.INT64.get(buffer, take(BsonType.DATE_TIME, 8));
    }

    /** Reads an object id. */
    public ObjectId objectId() {
        return ObjectId.ofBytes(buffer, take(BsonType.OBJECT_ID, 12));
    }

    /** Reads binary data with its subtype. */
    public Binary binary() {
        require(BsonType.BINARY);
        return ValueReader.binary(this, position, end);
    }

    /**
     * Reads binary data of any subtype without copying it.
     *
     * @return a view of the array that this reads from; neither must be changed while the other is in use
     */
    public ByteBuffer binaryView() {
        require(BsonType.BINARY);
        return ValueReader.binaryView(this, position, end);
    }

    /** Reads a 128-bit decimal. */
    public Decimal128 decimal128() {
        require(BsonType.DECIMAL128);
        return ValueReader.decimal128(this, position, end);
    }

    /** Reads a timestamp of the replication protocol. */
    public Timestamp timestamp() {
        require(BsonType.TIMESTAMP);
        return ValueReader.timestamp(this, position, end);
    }

    /** Reads a regular expression. */
    public Regex regex() {
        require(BsonType.REGEX);
        return ValueReader.regex(this, position, end);
    }

    /** Reads a document, the top-level one or the value of the element. */
    public Document document() {
        int at = position;
        int size = currentDocumentSize();
        type = null;
        Document document = DocumentReader.document(this, size, depth + 1);
        position = at + size;
        return document;
    }

    /**
     * Reads a document, the top-level one or the value of the element, that is decoded on first access to its fields,
     * one level at a time. It holds a copy of its bytes. Invalid bytes inside cause a {@link BsonException} on first
     * access.
     */
    public Document documentOnDemand() {
        int at = position;
        int size = currentDocumentSize();
        skipTo(at + size);
        return EncodedDocument.copied(this, at, size);
    }

    /**
     * Skips a document, the top-level one or the value of the element, and returns a view of it.
     *
     * @return a view of the bytes, not a copy
     */
    public RawDocument rawDocument() {
        int at = position;
        int size = currentDocumentSize();
        skipTo(at + size);
        return RawDocument.of(buffer, at, size);
    }

    /** Moves after the current value. */
    void skipTo(int valueEnd) {
        position = valueEnd;
        type = null;
    }

    /**
     * Reads the current value, of any type.
     *
     * @return the value, of the Java type listed in {@link BsonType}
     */
    public @Nullable Object value() {
        return switch (type()) {
            case DOUBLE -> float64();
            case STRING -> string();
            case DOCUMENT -> document();
            case ARRAY -> array();
            case OBJECT_ID -> objectId();
            case BOOLEAN -> bool();
            case DATE_TIME -> Instant.ofEpochMilli(dateTime());
            case INT32 -> int32();
            case INT64 -> int64();
            case CODE_WITH_SCOPE -> codeWithScope();
            case NULL -> {
                nullValue();
                yield null;
            }
            default -> {
                type = null;
                yield ValueReader.read(this, uuidRepresentation, elementAt, position, end);
            }
        };
    }

    private List<@Nullable Object> array() {
        require(BsonType.ARRAY);
        int at = position;
        int size = documentSize(at, end);
        List<@Nullable Object> values = DocumentReader.array(this, size, depth + 1);
        position = at + size;
        return values;
    }

    private CodeWithScope codeWithScope() {
        require(BsonType.CODE_WITH_SCOPE);
        int at = position;
        int size = documentSize(at, end, SMALLEST_CODE_WITH_SCOPE);
        CodeWithScope code = DocumentReader.codeWithScope(this, size, depth + 1);
        position = at + size;
        return code;
    }

    /**
     * Creates an exception with the position of this input: the path of the current element, its type and the outermost
     * document's {@code _id}.
     *
     * @param problem what is wrong
     * @param cause the cause, or null
     * @return the exception, to be thrown by the caller
     */
    public BsonException failure(String problem, @Nullable Throwable cause) {
        return location().failure(elementAt + 1, problem, cause);
    }

    @Override
    Location location() {
        return new Location(buffer, root, limit);
    }

    BsonException tooDeep(int at) {
        return failureAt(at, "documents are nested deeper than the limit of " + limits.maxDepthRead() + " levels");
    }

    BsonLimits limits() {
        return limits;
    }

    private void require(BsonType expected) {
        if (type != expected) {
            throw failure("expected a value of BSON type " + expected + " but found " + type(), null);
        }
        type = null;
    }

    private int take(BsonType expected, int bytes) {
        require(expected);
        return take(expected, bytes, position, end);
    }
}
