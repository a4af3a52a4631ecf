package dev.morelia.bson.io;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.UuidRepresentation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads BSON in place from a part of a byte array. Not thread-safe.
 *
 * <p>A document is {@link #startDocument()}, then {@link #next()} and one value for each element until it returns null,
 * then {@link #endDocument()}; arrays likewise. A value that is not read is skipped by the next call of {@code next},
 * and whatever is left of a document by its {@code endDocument}. Reading a value of another type than the element's
 * throws {@link BsonException}, as do all bytes that are not valid BSON.
 */
public final class BsonInput {
    private final byte[] buffer;
    private final int limit;
    private final BsonLimits limits;
    private UuidRepresentation uuidRepresentation = UuidRepresentation.STANDARD;

    private int position;
    private int root;
    /** Where the terminating NUL of the innermost open document stands. */
    private int end;

    /** For each open document, the end of the one around it and the element that it is there. */
    private int[] outer = new int[8];

    private int depth;

    private int elementAt;
    private int nameEnd;
    /** The type of the value at hand; null when it is read. */
    private @Nullable BsonType type;

    /**
     * An input over a whole array, with the default limits.
     *
     * @param bytes holds the document; must not change while it is read
     */
    public BsonInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /**
     * An input over a part of an array, with the default limits.
     *
     * @param bytes holds the document; must not change while it is read
     * @param offset where the part begins
     * @param length how many bytes it has
     */
    public BsonInput(byte[] bytes, int offset, int length) {
        this(bytes, offset, length, BsonLimits.DEFAULT);
    }

    /**
     * An input over a part of an array.
     *
     * @param bytes holds the document; must not change while it is read
     * @param offset where the part begins
     * @param length how many bytes it has
     * @param limits how deep and large documents may be
     */
    public BsonInput(byte[] bytes, int offset, int length, BsonLimits limits) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.buffer = bytes;
        this.position = offset;
        this.root = offset;
        this.limit = offset + length;
        this.end = limit;
        this.limits = limits;
    }

    /** The value at a position, for error messages: without a path of its own. */
    static @Nullable Object valueAt(byte[] buffer, BsonType type, int at, int end) {
        var input = new BsonInput(buffer, at, end - at);
        input.type = type;
        input.depth = 1;
        return input.value();
    }

    /**
     * Says which binaries {@link #value()} gives as UUIDs.
     *
     * @param representation {@link UuidRepresentation#STANDARD} at first
     * @return the representation it replaces
     */
    public UuidRepresentation uuidRepresentation(UuidRepresentation representation) {
        UuidRepresentation previous = uuidRepresentation;
        uuidRepresentation = representation;
        return previous;
    }

    /**
     * Where the next byte is read.
     *
     * @return index into the array
     */
    public int position() {
        return position;
    }

    /**
     * The type of the value at hand.
     *
     * @return the element's type; {@link BsonType#DOCUMENT} before an outermost document
     */
    public BsonType type() {
        if (type == null) {
            if (depth == 0) {
                return BsonType.DOCUMENT;
            }
            throw new IllegalStateException("no value at hand: call next() first");
        }
        return type;
    }

    /** Enters the document at hand: the outermost one, or the value of the element. */
    public void startDocument() {
        if (type != null || depth != 0) {
            require(BsonType.DOCUMENT);
        } else {
            root = position;
        }
        start();
    }

    /** Enters the array at hand. */
    public void startArray() {
        require(BsonType.ARRAY);
        start();
    }

    private void start() {
        int size = documentSize();
        if (depth == 0 && size > limits.maxDocumentSize()) {
            throw failure(
                    position,
                    "document of " + size + " bytes is larger than the limit of " + limits.maxDocumentSize()
                            + " bytes");
        }
        if (depth >= limits.maxDepthRead()) {
            throw failure(
                    position, "documents are nested deeper than the limit of " + limits.maxDepthRead() + " levels");
        }
        if (2 * depth == outer.length) {
            outer = Arrays.copyOf(outer, 4 * depth);
        }
        outer[2 * depth] = end;
        outer[2 * depth + 1] = elementAt;
        depth++;
        end = position + size - 1;
        position += 4;
        type = null;
    }

    /** Leaves the innermost document, skipping what is left of it. */
    public void endDocument() {
        if (depth == 0) {
            throw new IllegalStateException("no document to end");
        }
        position = end + 1;
        depth--;
        end = outer[2 * depth];
        elementAt = outer[2 * depth + 1];
        type = null;
    }

    /** Leaves the innermost array, skipping what is left of it. */
    public void endArray() {
        endDocument();
    }

    /**
     * Moves to the next element of the innermost document, skipping the value at hand if it is not read.
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
        BsonType met = BsonType.ofOrNull(buffer[position]);
        if (met == null) {
            throw failure(
                    position,
                    buffer[position] == 0
                            ? "a document ends before its length says so"
                            : "unknown BSON type 0x%02X".formatted(buffer[position] & 0xFF));
        }
        nameEnd = cStringEnd(position + 1);
        position = nameEnd + 1;
        type = met;
        return met;
    }

    /**
     * The name of the element that {@link #next()} moved to.
     *
     * @return the name; in an array, the element's number as written there
     */
    public String name() {
        return utf8(elementAt + 1, nameEnd);
    }

    /**
     * Moves on to the next element of a name, skipping all before it.
     *
     * @param name the name
     * @return true if there is one; false if the end of the document is reached
     */
    public boolean find(String name) {
        while (next() != null) {
            if (nameIs(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the element that {@link #next()} moved to has this name.
     *
     * @param name the name
     * @return true if it has
     */
    public boolean nameIs(String name) {
        return name.equals(name());
    }

    /**
     * Looks into the document at hand for a field that holds text, without moving.
     *
     * @param name the field's name
     * @return the text; null if the field is absent or holds something else, or if no document is at hand
     */
    public @Nullable String peekString(String name) {
        if (type() != BsonType.DOCUMENT) {
            return null;
        }
        BsonType atHand = type;
        int at = position;
        startDocument();
        String text = find(name) && type == BsonType.STRING ? string() : null;
        endDocument();
        position = at;
        type = atHand;
        return text;
    }

    /** Skips the value at hand, checking no more of it than its length. */
    public void skip() {
        position += size(type());
        type = null;
    }

    /**
     * Reads a 32-bit integer.
     *
     * @return the value
     */
    public int int32() {
        return (int) ByteOutput.INT32.get(buffer, take(BsonType.INT32, 4));
    }

    /**
     * Reads a 64-bit integer.
     *
     * @return the value
     */
    public long int64() {
        return (long) ByteOutput.INT64.get(buffer, take(BsonType.INT64, 8));
    }

    /**
     * Reads a double.
     *
     * @return the value; the bits of a NaN are kept
     */
    public double float64() {
        return (double) ByteOutput.FLOAT64.get(buffer, take(BsonType.DOUBLE, 8));
    }

    /**
     * Reads a whole number of any numeric type but decimal128.
     *
     * @return the value
     */
    public long wholeNumber() {
        return switch (type()) {
            case INT32 -> int32();
            case INT64 -> int64();
            case DOUBLE -> {
                double value = float64();
                // 2^63 is a double but no long, though it survives being cast there and back
                if ((long) value != value || value == 0x1p63) {
                    throw failure("expected a whole number but met " + value, null);
                }
                yield (long) value;
            }
            default -> throw failure("expected a whole number", null);
        };
    }

    /**
     * Reads a number of any numeric type but decimal128; an int64 beyond the 53 bits of a double is rounded.
     *
     * @return the value
     */
    public double number() {
        return switch (type()) {
            case DOUBLE -> float64();
            case INT32 -> int32();
            case INT64 -> int64();
            default -> throw failure("expected a number", null);
        };
    }

    /**
     * Reads text.
     *
     * @return the text
     */
    public String string() {
        require(BsonType.STRING);
        return text();
    }

    /**
     * Reads a boolean.
     *
     * @return the value
     */
    public boolean bool() {
        byte value = buffer[take(BsonType.BOOLEAN, 1)];
        if (value != 0 && value != 1) {
            throw failure(elementAt + 1, "a boolean is 0 or 1 but not " + (value & 0xFF));
        }
        return value == 1;
    }

    /** Reads null. */
    public void nullValue() {
        take(BsonType.NULL, 0);
    }

    /**
     * Reads a point in time.
     *
     * @return milliseconds since 1970 in UTC
     */
    public long dateTime() {
        return (long) ByteOutput.INT64.get(buffer, take(BsonType.DATE_TIME, 8));
    }

    /**
     * Reads an object id.
     *
     * @return the value
     */
    public ObjectId objectId() {
        return ObjectId.ofBytes(buffer, take(BsonType.OBJECT_ID, 12));
    }

    /**
     * Reads bytes with their subtype.
     *
     * @return the value
     */
    public Binary binary() {
        require(BsonType.BINARY);
        int length = length(position, 5);
        byte subtype = buffer[position + 4];
        int from = position + 5;
        int to = from + length;
        if (subtype == Binary.OLD_GENERIC) {
            if (length < 4 || (int) ByteOutput.INT32.get(buffer, from) != length - 4) {
                throw failure(position, "the two lengths of a binary of subtype 2 contradict each other");
            }
            from += 4;
        }
        var value = new Binary(subtype, Arrays.copyOfRange(buffer, from, to));
        position = to;
        type = null;
        return value;
    }

    /**
     * Reads a 128-bit decimal.
     *
     * @return the value
     */
    public Decimal128 decimal128() {
        int at = take(BsonType.DECIMAL128, 16);
        return new Decimal128((long) ByteOutput.INT64.get(buffer, at + 8), (long) ByteOutput.INT64.get(buffer, at));
    }

    /**
     * Reads a timestamp of the replication protocol.
     *
     * @return the value
     */
    public Timestamp timestamp() {
        return Timestamp.ofBits((long) ByteOutput.INT64.get(buffer, take(BsonType.TIMESTAMP, 8)));
    }

    /**
     * Reads a regular expression.
     *
     * @return the value
     */
    public Regex regex() {
        require(BsonType.REGEX);
        int patternEnd = cStringEnd(position);
        int optionsEnd = cStringEnd(patternEnd + 1);
        var value = new Regex(utf8(position, patternEnd), utf8(patternEnd + 1, optionsEnd));
        position = optionsEnd + 1;
        type = null;
        return value;
    }

    /**
     * Reads a document, the outermost one or the value of the element.
     *
     * @return the document
     */
    public Document document() {
        startDocument();
        var document = new Document();
        while (next() != null) {
            document.put(name(), value());
        }
        endDocument();
        return document;
    }

    /**
     * Takes a document, the outermost one or the value of the element, without reading it.
     *
     * @return a view of the bytes, not a copy
     */
    public RawDocument rawDocument() {
        if (type != null || depth != 0) {
            require(BsonType.DOCUMENT);
        }
        int at = position;
        int size = documentSize();
        position += size;
        type = null;
        return RawDocument.of(buffer, at, size);
    }

    /**
     * Reads the value at hand, whatever its type is.
     *
     * @return the value, of the Java type that {@link BsonType} names for it
     */
    public @Nullable Object value() {
        return switch (type()) {
            case DOUBLE -> float64();
            case STRING -> string();
            case DOCUMENT -> document();
            case ARRAY -> array();
            case BINARY -> binaryValue();
            case OBJECT_ID -> objectId();
            case BOOLEAN -> bool();
            case DATE_TIME -> Instant.ofEpochMilli(dateTime());
            case REGEX -> regex();
            case DB_POINTER -> dbPointer();
            case CODE -> new Code(rareText());
            case SYMBOL -> new Symbol(rareText());
            case CODE_WITH_SCOPE -> codeWithScope();
            case INT32 -> int32();
            case TIMESTAMP -> timestamp();
            case INT64 -> int64();
            case DECIMAL128 -> decimal128();
            case NULL -> constant(null);
            case UNDEFINED -> constant(Undefined.INSTANCE);
            case MAX_KEY -> constant(MaxKey.INSTANCE);
            case MIN_KEY -> constant(MinKey.INSTANCE);
        };
    }

    private @Nullable Object constant(@Nullable Object value) {
        type = null;
        return value;
    }

    private List<@Nullable Object> array() {
        startArray();
        var values = new ArrayList<@Nullable Object>();
        while (next() != null) {
            values.add(value());
        }
        endArray();
        return values;
    }

    private Object binaryValue() {
        Binary binary = binary();
        if (binary.subtype() == uuidRepresentation.subtype() && binary.length() == 16) {
            return uuidRepresentation.decode(binary);
        }
        return binary;
    }

    private String rareText() {
        type = null;
        return text();
    }

    private DbPointer dbPointer() {
        String namespace = rareText();
        if (position > end - 12) {
            throw failure(position, "a dbPointer runs over the end of its document");
        }
        var value = new DbPointer(namespace, ObjectId.ofBytes(buffer, position));
        position += 12;
        return value;
    }

    private CodeWithScope codeWithScope() {
        int start = position;
        int size = documentSizeAtLeast(14);
        position += 4;
        int outerEnd = end;
        end = start + size;
        String code = rareText();
        type = BsonType.DOCUMENT;
        Document scope = document();
        end = outerEnd;
        if (position != start + size) {
            throw failure(start, "the lengths of code and scope contradict each other");
        }
        return new CodeWithScope(code, scope);
    }

    /**
     * An exception that tells where this input stands: the path of the element at hand, its type and the outermost
     * document's {@code _id}.
     *
     * @param problem what is wrong
     * @param cause the exception behind it, or null
     * @return the exception, to be thrown by the caller
     */
    public BsonException failure(String problem, @Nullable Throwable cause) {
        return new Location(buffer, root, limit).failure(elementAt + 1, problem, cause);
    }

    private BsonException failure(int at, String problem) {
        return new Location(buffer, root, limit).failure(at, problem, null);
    }

    private void require(BsonType expected) {
        if (type != expected) {
            throw failure("expected a value of BSON type " + expected + " but met " + type(), null);
        }
        type = null;
    }

    private int take(BsonType expected, int bytes) {
        require(expected);
        int at = position;
        if (at > end - bytes) {
            throw failure(at, "a value of BSON type " + expected + " runs over the end of its document");
        }
        position = at + bytes;
        return at;
    }

    private String text() {
        int length = length(position, 4);
        int from = position + 4;
        int to = from + length - 1;
        if (length < 1 || buffer[to] != 0) {
            throw failure(position, "a text of length " + length + " does not end with NUL");
        }
        String value = utf8(from, to);
        position = to + 1;
        return value;
    }

    private String utf8(int from, int to) {
        String text = Utf8.decode(buffer, from, to - from);
        if (text == null) {
            throw failure(from, "text is not valid UTF-8");
        }
        return text;
    }

    private int cStringEnd(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == 0) {
                return i;
            }
        }
        throw failure(from, "a name or text without an end");
    }

    /** The length at a position, of something that has as many bytes after a head and ends within the document. */
    private int length(int at, int head) {
        if (at > end - head) {
            throw failure(at, "a length runs over the end of its document");
        }
        int length = (int) ByteOutput.INT32.get(buffer, at);
        if (length < 0 || length > end - at - head) {
            throw failure(at, "a length of " + length + " where " + (end - at - head) + " bytes are left");
        }
        return length;
    }

    private int documentSize() {
        int size = documentSizeAtLeast(5);
        if (buffer[position + size - 1] != 0) {
            throw failure(position, "a document of " + size + " bytes does not end with NUL");
        }
        return size;
    }

    private int documentSizeAtLeast(int least) {
        int left = end - position;
        int size = left < 4 ? 0 : (int) ByteOutput.INT32.get(buffer, position);
        if (size < least || size > left) {
            throw failure(position, "a document of length " + size + " where " + left + " bytes are left");
        }
        return size;
    }

    private int size(BsonType met) {
        int size = switch (met) {
            case STRING, CODE, SYMBOL -> 4 + length(position, 4);
            case BINARY -> 5 + length(position, 5);
            case DB_POINTER -> 16 + length(position, 4);
            case DOCUMENT, ARRAY -> documentSize();
            case CODE_WITH_SCOPE -> documentSizeAtLeast(14);
            case REGEX -> cStringEnd(cStringEnd(position) + 1) + 1 - position;
            default -> met.fixedSize();
        };
        if (size < 0 || size > end - position) {
            throw failure(position, "a value of BSON type " + met + " runs over the end of its document");
        }
        return size;
    }
}
