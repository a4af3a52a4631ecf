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
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes BSON into one growable byte array. Not thread-safe.
 *
 * <p>A document is {@link #startDocument()}, then for each element a {@link #name(String)} and exactly one value, then
 * {@link #endDocument()}; an array is the same with {@link #startArray()}, {@link #index(int)} and {@link #endArray()}.
 * An outermost document has no name before it. Calls in another order throw {@link IllegalStateException}.
 */
public final class BsonOutput extends ByteOutput {
    private static final int NO_NAME = -1;
    private static final byte NO_TYPE = (byte) 0xFE;

    private final BsonLimits limits;
    private ForeignValues foreignValues = ForeignValues.NONE;
    private UuidRepresentation uuidRepresentation = UuidRepresentation.STANDARD;

    /** Where the type byte of the element begun by a name stands, or {@link #NO_NAME}. */
    private int typeAt = NO_NAME;

    private int[] starts = new int[16];
    private int depth;

    /** An empty output with the default limits. */
    public BsonOutput() {
        this(512);
    }

    /**
     * An empty output with the default limits.
     *
     * @param initialCapacity bytes to make room for at once
     */
    public BsonOutput(int initialCapacity) {
        this(initialCapacity, BsonLimits.DEFAULT);
    }

    /**
     * An empty output.
     *
     * @param initialCapacity bytes to make room for at once
     * @param limits how deep and large documents may be
     */
    public BsonOutput(int initialCapacity, BsonLimits limits) {
        super(initialCapacity);
        this.limits = limits;
    }

    /**
     * Says how to write values of classes that BSON knows nothing of; at first they are refused.
     *
     * @param writer writes them
     * @return the writer it replaces
     */
    public ForeignValues foreignValues(ForeignValues writer) {
        ForeignValues previous = foreignValues;
        foreignValues = writer;
        return previous;
    }

    /**
     * Says how to write UUIDs.
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
     * Goes back, dropping what was written after a position and every document begun there.
     *
     * @param newPosition at most the present position
     */
    public void position(int newPosition) {
        if (newPosition < 0 || newPosition > position) {
            throw new IndexOutOfBoundsException("cannot go back from " + position + " to " + newPosition);
        }
        position = newPosition;
        typeAt = NO_NAME;
        while (depth > 0 && starts[depth - 1] >= newPosition) {
            depth--;
        }
    }

    /** Drops everything written and keeps the array. */
    public void reset() {
        position(0);
    }

    /**
     * Begins a document.
     *
     * @return this
     * @throws BsonException if documents are nested deeper than the limit
     */
    public BsonOutput startDocument() {
        return start(BsonType.DOCUMENT);
    }

    /**
     * Ends the document begun last.
     *
     * @return this
     * @throws BsonException if it is an outermost one and larger than the limit
     */
    public BsonOutput endDocument() {
        if (depth == 0 || typeAt != NO_NAME) {
            throw new IllegalStateException(depth == 0 ? "no document to end" : "the last name has no value");
        }
        writeByte(0);
        int start = starts[--depth];
        int size = position - start;
        INT32.set(buffer, start, size);
        if (depth == 0 && size > limits.maxDocumentSize()) {
            throw failure(
                    start,
                    "document of " + size + " bytes is larger than the limit of " + limits.maxDocumentSize() + " bytes",
                    null);
        }
        return this;
    }

    /**
     * Begins an array.
     *
     * @return this
     * @throws BsonException if documents are nested deeper than the limit
     */
    public BsonOutput startArray() {
        return start(BsonType.ARRAY);
    }

    /**
     * Ends the array begun last.
     *
     * @return this
     */
    public BsonOutput endArray() {
        return endDocument();
    }

    private BsonOutput start(BsonType type) {
        if (typeAt != NO_NAME) {
            element(type);
        } else if (depth != 0) {
            throw new IllegalStateException("a value needs a name before it");
        }
        if (depth >= limits.maxDepthWrite()) {
            throw failure("documents are nested deeper than the limit of " + limits.maxDepthWrite() + " levels", null);
        }
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, 2 * depth);
        }
        int at = reserve(4);
        INT32.set(buffer, at, 0); // tells a document not yet ended when an error is located
        starts[depth++] = at;
        return this;
    }

    /**
     * Begins an element; exactly one value must follow.
     *
     * @param name the element's name
     * @return this
     * @throws BsonException if the name holds a NUL or an unpaired surrogate
     */
    public BsonOutput name(String name) {
        startElement();
        int start = position;
        writeUtf8(name);
        for (int i = start; i < position; i++) {
            if (buffer[i] == 0) {
                position = typeAt;
                typeAt = NO_NAME;
                throw failure("field name '" + name.replace("\0", "\\0") + "' must not contain NUL", null);
            }
        }
        writeByte(0);
        return this;
    }

    /**
     * Begins an element of an array; exactly one value must follow.
     *
     * @param index the element's place, counted from 0
     * @return this
     */
    public BsonOutput index(int index) {
        return name(Integer.toString(index));
    }

    private void startElement() {
        if (depth == 0 || typeAt != NO_NAME) {
            throw new IllegalStateException(depth == 0 ? "a name outside of a document" : "the last name has no value");
        }
        typeAt = reserve(1);
    }

    void element(BsonType type) {
        if (typeAt == NO_NAME) {
            throw new IllegalStateException("a value needs a name before it");
        }
        buffer[typeAt] = (byte) type.code();
        typeAt = NO_NAME;
    }

    /**
     * Writes a 32-bit integer.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput int32(int value) {
        element(BsonType.INT32);
        writeInt32(value);
        return this;
    }

    /**
     * Writes a 64-bit integer.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput int64(long value) {
        element(BsonType.INT64);
        writeInt64(value);
        return this;
    }

    /**
     * Writes a double.
     *
     * @param value the value; the bits of a NaN are kept
     * @return this
     */
    public BsonOutput float64(double value) {
        element(BsonType.DOUBLE);
        int at = reserve(8);
        FLOAT64.set(buffer, at, value);
        return this;
    }

    /**
     * Writes text.
     *
     * @param value the text
     * @return this
     * @throws BsonException if it holds an unpaired surrogate
     */
    public BsonOutput string(String value) {
        element(BsonType.STRING);
        return text(value);
    }

    /**
     * Writes a boolean.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput bool(boolean value) {
        element(BsonType.BOOLEAN);
        writeByte(value ? 1 : 0);
        return this;
    }

    /**
     * Writes null.
     *
     * @return this
     */
    public BsonOutput nullValue() {
        element(BsonType.NULL);
        return this;
    }

    /**
     * Writes a point in time.
     *
     * @param epochMillis milliseconds since 1970 in UTC
     * @return this
     */
    public BsonOutput dateTime(long epochMillis) {
        element(BsonType.DATE_TIME);
        writeInt64(epochMillis);
        return this;
    }

    /**
     * Writes an object id.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput objectId(ObjectId value) {
        element(BsonType.OBJECT_ID);
        int at = reserve(12);
        value.writeTo(buffer, at);
        return this;
    }

    /**
     * Writes bytes.
     *
     * @param subtype what they mean
     * @param bytes the bytes
     * @return this
     */
    public BsonOutput binary(byte subtype, byte[] bytes) {
        element(BsonType.BINARY);
        boolean old = subtype == Binary.OLD_GENERIC;
        writeInt32(old ? Math.addExact(bytes.length, 4) : bytes.length);
        writeByte(subtype);
        if (old) {
            writeInt32(bytes.length);
        }
        writeBytes(bytes, 0, bytes.length);
        return this;
    }

    /**
     * Writes a UUID, as binary in the representation set.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput uuid(UUID value) {
        Binary binary = uuidRepresentation.encode(value);
        return binary(binary.subtype(), binary.bytes());
    }

    /**
     * Writes a 128-bit decimal.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput decimal128(Decimal128 value) {
        element(BsonType.DECIMAL128);
        writeInt64(value.low());
        writeInt64(value.high());
        return this;
    }

    /**
     * Writes a timestamp of the replication protocol.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput timestamp(Timestamp value) {
        element(BsonType.TIMESTAMP);
        writeInt64(value.bits());
        return this;
    }

    /**
     * Writes a regular expression.
     *
     * @param value the value
     * @return this
     */
    public BsonOutput regex(Regex value) {
        element(BsonType.REGEX);
        writeCString(value.pattern());
        writeCString(value.options());
        return this;
    }

    /**
     * Copies an encoded document, outermost or as a value.
     *
     * @param document the document
     * @return this
     */
    public BsonOutput raw(RawDocument document) {
        document.writeTo(this);
        return this;
    }

    /**
     * Copies an encoded document, outermost or as a value, without looking at it.
     *
     * @param bytes holds the document
     * @param offset where it begins
     * @param length how many bytes it has
     * @return this
     */
    public BsonOutput raw(byte[] bytes, int offset, int length) {
        if (typeAt != NO_NAME) {
            element(BsonType.DOCUMENT);
        } else if (depth != 0) {
            throw new IllegalStateException("a value needs a name before it");
        }
        writeBytes(bytes, offset, length);
        return this;
    }

    /**
     * Writes a whole document, outermost or as a value.
     *
     * @param document the document
     * @return this
     * @throws BsonException if it holds a value without a BSON type, or is nested too deep
     */
    public BsonOutput document(Document document) {
        document.writeTo(this);
        return this;
    }

    /**
     * Writes a value of any class that a {@link Document} may hold.
     *
     * @param value the value
     * @return this
     * @throws BsonException if there is no BSON type for it
     */
    public BsonOutput value(@Nullable Object value) {
        ValueWriter.write(this, value);
        return this;
    }

    /**
     * Writes a name and a 32-bit integer.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput int32(String name, int value) {
        return name(name).int32(value);
    }

    /**
     * Writes a name and a 64-bit integer.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput int64(String name, long value) {
        return name(name).int64(value);
    }

    /**
     * Writes a name and text.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput string(String name, String value) {
        return name(name).string(value);
    }

    /**
     * Writes a name and a boolean.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput bool(String name, boolean value) {
        return name(name).bool(value);
    }

    /**
     * Writes a name and a document.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput document(String name, Document value) {
        return name(name).document(value);
    }

    /**
     * Writes a name and a document.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput raw(String name, RawDocument value) {
        return name(name).raw(value);
    }

    /**
     * Writes a name and a value of any class that a {@link Document} may hold.
     *
     * @param name the element's name
     * @param value the value
     * @return this
     */
    public BsonOutput value(String name, @Nullable Object value) {
        return name(name).value(value);
    }

    /**
     * An exception that tells where this output stands: the path of the element being written, its type and the
     * outermost document's {@code _id}.
     *
     * @param problem what is wrong
     * @param cause the exception behind it, or null
     * @return the exception, to be thrown by the caller
     */
    public BsonException failure(String problem, @Nullable Throwable cause) {
        return failure(depth == 0 ? position : starts[0], problem, cause);
    }

    private BsonException failure(int rootStart, String problem, @Nullable Throwable cause) {
        if (typeAt != NO_NAME) {
            buffer[typeAt] = NO_TYPE;
        }
        return new Location(buffer, rootStart, position).failure(position, problem, cause);
    }

    void foreign(Object value) {
        foreignValues.write(this, value);
    }

    /** Writes JavaScript source and its variables, a document that has a length but no name before it. */
    void codeWithScope(CodeWithScope value) {
        element(BsonType.CODE_WITH_SCOPE);
        int start = reserve(4);
        text(value.code());
        typeAt = start; // the length, written last, goes over the type byte that the document writes here
        value.scope().writeTo(this);
        INT32.set(buffer, start, position - start);
    }

    BsonOutput text(String value) {
        int start = reserve(4);
        writeUtf8(value);
        writeByte(0);
        INT32.set(buffer, start, position - start - 4);
        return this;
    }
}
