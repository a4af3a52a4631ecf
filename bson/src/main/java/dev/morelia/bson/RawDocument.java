package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.FieldValues;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonLimits;
import dev.morelia.bson.io.BsonOutput;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable view of an encoded document that reads single fields without decoding the rest.
 *
 * <p>Creating one checks only its length and last byte; other errors in the bytes cause a {@link BsonException} when
 * they are read. The view keeps the whole array it was created from in memory; {@link #copy()} and {@link #compact()}
 * do not. May be shared between threads as long as the array is not modified.
 *
 * <p>Each call searches the fields from the first one; to read most of them, use {@link #toDocument()}. Of fields with
 * the same name, this class reads the first one, and {@link Document} the last one.
 *
 * <p>To decode it with a codec: {@link dev.morelia.bson.codec.CodecRegistry#decode(RawDocument, Class)}, or
 * {@link dev.morelia.bson.codec.Codec#decode} on its {@link #input()}.
 */
public final class RawDocument extends TypedFields implements StoredAsDocument, Serializable {
    private static final long serialVersionUID = 1L;

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int offset;
    private final int length;

    private RawDocument(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Creates a view of a whole array.
     *
     * @param bytes the encoded document; not copied
     * @throws BsonException if length or last byte are not those of a document
     */
    public static RawDocument of(byte[] bytes) {
        return of(bytes, 0, Argument.notNull("bytes", bytes).length);
    }

    /**
     * Creates a view of a part of an array.
     *
     * @param bytes holds the encoded document; not copied
     * @param offset where the document begins
     * @param length the size of the document in bytes
     * @throws BsonException if length or last byte are not those of a document
     */
    public static RawDocument of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, Argument.notNull("bytes", bytes).length);
        if (length < 5) {
            throw new BsonException("a document has at least 5 bytes, but only " + length + " are available");
        }
        int claimed = (int) INT32.get(bytes, offset);
        if (claimed != length) {
            throw new BsonException(
                    "the length of the document is " + claimed + " bytes, but " + length + " are available");
        }
        if (bytes[offset + length - 1] != 0) {
            throw new BsonException("a document of " + length + " bytes does not end with NUL");
        }
        return new RawDocument(bytes, offset, length);
    }

    /**
     * Encodes a document.
     *
     * @return its encoded form
     * @throws BsonException if it holds a value without a BSON type, or is nested too deep
     */
    public static RawDocument encode(Document document) {
        var output = new BsonOutput();
        Argument.notNull("document", document).writeTo(output);
        return new RawDocument(output.toByteArray(), 0, output.position());
    }

    /** The size of the document in bytes. */
    public int length() {
        return length;
    }

    /**
     * An input over the document's elements.
     *
     * @return a new input, positioned before the document
     */
    public BsonInput input() {
        return new BsonInput(bytes, offset, length);
    }

    /**
     * An input over the document's elements.
     *
     * @param limits how deep and large documents may be
     * @return a new input, positioned before the document
     */
    public BsonInput input(BsonLimits limits) {
        return new BsonInput(bytes, offset, length, Argument.notNull("limits", limits));
    }

    @Override
    public boolean has(String name) {
        return find(name) != null;
    }

    @Override
    public @Nullable Object valueOrNull(String name) {
        BsonInput input = find(name);
        return input == null ? null : input.value();
    }

    /**
     * The value of a field of any type, with UUIDs in the given representation.
     *
     * @param representation which binary values are read as UUIDs
     * @return the value, of the Java type listed in {@link BsonType}; null if the field is absent or null
     * @throws BsonException if the bytes up to the end of the value are not valid BSON
     */
    public @Nullable Object valueOrNull(String name, UuidRepresentation representation) {
        Argument.notNull("representation", representation);
        BsonInput input = find(name);
        if (input == null) {
            return null;
        }
        input.uuidRepresentation(representation);
        return input.value();
    }

    /** As {@link TypedFields#value}. With the class {@code RawDocument}, an embedded document is not decoded. */
    @Override
    public <T> T value(String name, Class<T> type) {
        return type == RawDocument.class ? type.cast(document(name)) : super.value(name, type);
    }

    /** As {@link TypedFields#valueOrNull}. With the class {@code RawDocument}, an embedded document is not decoded. */
    @Override
    public <T> @Nullable T valueOrNull(String name, Class<T> type) {
        return type == RawDocument.class ? type.cast(documentOrNull(name)) : super.valueOrNull(name, type);
    }

    @Override
    public String string(String name) {
        return required(name, "string").string();
    }

    @Override
    public @Nullable String stringOrNull(String name) {
        BsonInput input = findValue(name);
        return input == null ? null : input.string();
    }

    @Override
    public int int32(String name) {
        return int32(required(name, "int32"));
    }

    @Override
    public int int32(String name, int absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : int32(input);
    }

    @Override
    public long int64(String name) {
        return required(name, "int64").wholeNumber();
    }

    @Override
    public long int64(String name, long absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : input.wholeNumber();
    }

    @Override
    public double float64(String name) {
        return float64(required(name, "double"));
    }

    @Override
    public double float64(String name, double absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : float64(input);
    }

    @Override
    public boolean bool(String name) {
        return required(name, "boolean").bool();
    }

    @Override
    public boolean bool(String name, boolean absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : input.bool();
    }

    /** The embedded document of a field, not decoded: a view of the same array. */
    @Override
    public RawDocument document(String name) {
        return required(name, "document").rawDocument();
    }

    /** The embedded document of an optional field, not decoded: a view of the same array. */
    @Override
    public @Nullable RawDocument documentOrNull(String name) {
        BsonInput input = findValue(name);
        return input == null ? null : input.rawDocument();
    }

    @Override
    public ObjectId objectId(String name) {
        return required(name, "objectId").objectId();
    }

    /** As {@link TypedFields#list}. With the class {@code RawDocument}, the documents are not decoded. */
    @Override
    public <T> List<T> list(String name, Class<T> elementType) {
        return elementType == RawDocument.class
                ? views(required(name, "array"), elementType)
                : super.list(name, elementType);
    }

    /** As {@link TypedFields#listOrNull}. With the class {@code RawDocument}, the documents are not decoded. */
    @Override
    public <T> @Nullable List<T> listOrNull(String name, Class<T> elementType) {
        if (elementType != RawDocument.class) {
            return super.listOrNull(name, elementType);
        }
        BsonInput input = findValue(name);
        return input == null ? null : views(input, elementType);
    }

    /** Decodes the whole document. */
    @Override
    public Document toDocument() {
        return input().document();
    }

    /**
     * The encoded document.
     *
     * @return a copy of the bytes
     */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /**
     * The encoded document as a buffer, without copying it.
     *
     * @return a new read-only view, in little-endian order, positioned before the document
     */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Copies the document into an array of its own.
     *
     * @return a view of the new array
     */
    public RawDocument copy() {
        return new RawDocument(toByteArray(), 0, length);
    }

    /**
     * Copies the document unless it makes up at least half of its array. Use it for a document that is kept while the
     * array it was read from can be released.
     *
     * @return this document, or a copy in an array of its own
     */
    public RawDocument compact() {
        return length >= bytes.length / 2 ? this : copy();
    }

    /** Writes the bytes unchanged, as a top-level document or as the value of the current element. */
    @Override
    public void writeTo(BsonOutput output) {
        output.raw(bytes, offset, length);
    }

    /** Equal to a raw document with the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawDocument raw
                && Arrays.equals(bytes, offset, offset + length, raw.bytes, raw.offset, raw.offset + raw.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** The document as text, or a note of what is wrong with the bytes. */
    @Override
    public String toString() {
        try {
            return toDocument().toString();
        } catch (BsonException e) {
            return "RawDocument of " + length + " bytes (" + e.getMessage() + ")";
        }
    }

    private @Nullable BsonInput find(String name) {
        Argument.notNull("name", name);
        BsonInput input = input();
        input.startDocument();
        return input.find(name) ? input : null;
    }

    private BsonInput required(String name, String expected) {
        BsonInput input = findValue(name);
        if (input == null) {
            throw missing(name, expected);
        }
        return input;
    }

    @Override
    BsonException missing(String name, String expected) {
        return FieldValues.missing(name, expected, names(), valueOrNull("_id"));
    }

    private Set<String> names() {
        var names = new LinkedHashSet<String>();
        BsonInput input = input();
        input.startDocument();
        while (input.next() != null) {
            names.add(input.name());
        }
        return names;
    }

    private @Nullable BsonInput findValue(String name) {
        BsonInput input = find(name);
        return input == null || input.type() == BsonType.NULL ? null : input;
    }

    private static int int32(BsonInput input) {
        long value = input.wholeNumber();
        if (value != (int) value) {
            throw input.failure("expected a number of BSON type int32 but found " + value, null);
        }
        return (int) value;
    }

    private static double float64(BsonInput input) {
        return input.type() == BsonType.DECIMAL128 ? input.decimal128().doubleValue() : input.number();
    }

    private static <T> List<T> views(BsonInput input, Class<T> type) {
        var documents = new ArrayList<T>();
        input.startArray();
        while (input.next() != null) {
            documents.add(type.cast(input.rawDocument()));
        }
        return documents;
    }

    /** Serializes the bytes of the document only, not the rest of the array. */
    @Serial
    private Object writeReplace() {
        return new Encoded(toByteArray());
    }

    private static final class Encoded implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Encoded(byte[] bytes) {
            this.bytes = bytes;
        }

        @Serial
        private Object readResolve() {
            return of(bytes);
        }
    }
}
