package dev.morelia.bson.io;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.TypedFields;
import dev.morelia.bson.UuidRepresentation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes BSON into one growable byte array. Not thread-safe.
 *
 * <p>To write a document, call {@link #startDocument()}, then {@link #name(String)} and exactly one value for each
 * element, then {@link #endDocument()}; likewise for an array {@link #startArray()}, {@link #index(int)} and
 * {@link #endArray()}. A top-level document has no name before it. Calls in another order throw
 * {@link IllegalStateException}.
 */
public final class BsonOutput extends ElementOutput {
    private EncodingContext context = EncodingContext.STANDARD;
    UuidRepresentation uuidRepresentation = UuidRepresentation.STANDARD;

    /** Whether the context replaces the encoding of values that BSON has a type for. */
    boolean replacesAny;

    /** The value whose encoding the context is replacing; its codec may write the same value with its BSON type. */
    private @Nullable Object replaced;

    /** Creates an empty output with the default limits. */
    public BsonOutput() {
        this(512);
    }

    /**
     * Creates an empty output with the default limits.
     *
     * @param initialCapacity initial capacity in bytes
     */
    public BsonOutput(int initialCapacity) {
        this(initialCapacity, BsonLimits.DEFAULT);
    }

    /**
     * Creates an empty output.
     *
     * @param initialCapacity initial capacity in bytes
     * @param limits how deep and large documents may be
     */
    public BsonOutput(int initialCapacity, BsonLimits limits) {
        super(initialCapacity, limits);
    }

    /**
     * The context that decides how values are written that BSON alone does not determine.
     *
     * @return {@link EncodingContext#STANDARD} initially
     */
    public EncodingContext context() {
        return context;
    }

    /**
     * Sets the context that decides how values are written that BSON alone does not determine.
     *
     * @param newContext {@link EncodingContext#STANDARD} initially
     * @return the previous context
     */
    public EncodingContext context(EncodingContext newContext) {
        EncodingContext previous = context;
        context = newContext;
        uuidRepresentation = newContext.uuidRepresentation();
        replacesAny = newContext.replacesAny();
        return previous;
    }

    /**
     * Starts a document.
     *
     * @throws BsonException if documents are nested deeper than the limit
     */
    public BsonOutput startDocument() {
        start(BsonType.DOCUMENT);
        return this;
    }

    /**
     * Ends the innermost document.
     *
     * @throws BsonException if it is a top-level one and larger than the limit
     */
    public BsonOutput endDocument() {
        end();
        return this;
    }

    /**
     * Starts an array.
     *
     * @throws BsonException if documents are nested deeper than the limit
     */
    public BsonOutput startArray() {
        start(BsonType.ARRAY);
        return this;
    }

    /** Ends the innermost array. */
    public BsonOutput endArray() {
        return endDocument();
    }

    /**
     * Starts an element; exactly one value must follow.
     *
     * @throws BsonException if the name contains a NUL or an unpaired surrogate
     */
    public BsonOutput name(String name) {
        writeName(name);
        return this;
    }

    /**
     * Starts an element of an array; exactly one value must follow.
     *
     * @param index the element's position, from 0
     */
    public BsonOutput index(int index) {
        writeIndex(index);
        return this;
    }

    /** Writes a 32-bit integer. */
    public BsonOutput int32(int value) {
        int at = element(BsonType.INT32, 4);
        INT32.set(buffer, at, value);
        return this;
    }

    /** Writes a 64-bit integer. */
    public BsonOutput int64(long value) {
        int at = element(BsonType.INT64, 8);
        INT64.set(buffer, at, value);
        return this;
    }

    /**
     * Writes a double.
     *
     * @param value the value; the bits of a NaN are preserved
     */
    public BsonOutput float64(double value) {
        int at = element(BsonType.DOUBLE, 8);
        FLOAT64.set(buffer, at, value);
        return this;
    }

    /**
     * Writes a string.
     *
     * @param value the string
     * @throws BsonException if it contains an unpaired surrogate
     */
    public BsonOutput string(String value) {
        text(BsonType.STRING, value);
        return this;
    }

    /** Writes a boolean. */
    public BsonOutput bool(boolean value) {
        int at = element(BsonType.BOOLEAN, 1);
        buffer[at] = (byte) (value ? 1 : 0);
        return this;
    }

    /** Writes null. */
    public BsonOutput nullValue() {
        element(BsonType.NULL);
        return this;
    }

    /**
     * Writes a date.
     *
     * @param epochMillis milliseconds since 1970 in UTC
     */
    public BsonOutput dateTime(long epochMillis) {
        int at = element(BsonType.DATE_TIME, 8);
        INT64.set(buffer, at, epochMillis);
        return this;
    }

    /** Writes an object id. */
    public BsonOutput objectId(ObjectId value) {
        int at = element(BsonType.OBJECT_ID, 12);
        value.writeTo(buffer, at);
        return this;
    }

    /**
     * Writes binary data.
     *
     * @param subtype the binary subtype
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

    /** Writes a UUID in the context's representation. */
    public BsonOutput uuid(UUID value) {
        Binary binary = uuidRepresentation.encode(value);
        return binary(binary.subtype(), binary.bytes());
    }

    /** Writes a 128-bit decimal. */
    public BsonOutput decimal128(Decimal128 value) {
        int at = element(BsonType.DECIMAL128, 16);
        INT64.set(buffer, at, value.low());
        INT64.set(buffer, at + 8, value.high());
        return this;
    }

    /** Writes a timestamp of the replication protocol. */
    public BsonOutput timestamp(Timestamp value) {
        int at = element(BsonType.TIMESTAMP, 8);
        INT64.set(buffer, at, value.bits());
        return this;
    }

    /** Writes a regular expression. */
    public BsonOutput regex(Regex value) {
        element(BsonType.REGEX);
        writeCString(value.pattern());
        writeCString(value.options());
        return this;
    }

    /**
     * Copies an encoded document, as a top-level document or as a value, without checking it.
     *
     * @param bytes holds the document
     * @param offset where it begins
     * @param length its size in bytes
     */
    public BsonOutput raw(byte[] bytes, int offset, int length) {
        encoded(bytes, offset, length);
        return this;
    }

    /**
     * Writes a whole document, as a top-level document or as a value.
     *
     * @param document a {@link dev.morelia.bson.Document}, or a {@link dev.morelia.bson.RawDocument}, whose bytes are
     *     copied
     * @throws BsonException if it contains a value without a BSON type, or is nested too deeply
     */
    public BsonOutput document(TypedFields document) {
        document.writeTo(this);
        return this;
    }

    /**
     * Writes a value of any class that a {@link dev.morelia.bson.Document} may hold.
     *
     * @throws BsonException if there is no BSON type for it
     */
    public BsonOutput value(@Nullable Object value) {
        ValueWriter.write(this, value);
        return this;
    }

    /** Writes a name and a 32-bit integer. */
    public BsonOutput int32(String name, int value) {
        return name(name).int32(value);
    }

    /** Writes a name and a 64-bit integer. */
    public BsonOutput int64(String name, long value) {
        return name(name).int64(value);
    }

    /** Writes a name and a string. */
    public BsonOutput string(String name, String value) {
        return name(name).string(value);
    }

    /** Writes a name and a boolean. */
    public BsonOutput bool(String name, boolean value) {
        return name(name).bool(value);
    }

    /** Writes a name and a document. */
    public BsonOutput document(String name, TypedFields value) {
        return name(name).document(value);
    }

    /** Writes a name and a value of any class that a {@link dev.morelia.bson.Document} may hold. */
    public BsonOutput value(String name, @Nullable Object value) {
        ValueWriter.write(this, name, value);
        return this;
    }

    @Override
    Location location(int start) {
        return new Location(buffer, start, position);
    }

    void fallback(Object value) {
        context.write(this, value);
    }

    /** Lets the context write a value that BSON has a type for, if it replaces the type's encoding. */
    @SuppressWarnings("ReferenceEquality") // this value is already being written
    boolean replace(Object value) {
        if (value == replaced || !context.replaces(value.getClass())) {
            return false;
        }
        Object outer = replaced;
        replaced = value;
        try {
            context.write(this, value);
        } finally {
            replaced = outer;
        }
        return true;
    }

    String fieldName(@Nullable Object key) {
        if (key instanceof String name) {
            return name;
        }
        if (key == null) {
            throw failure("a document's field names are strings, but a key of the map is null", null);
        }
        return context.fieldName(this, key);
    }
}
