package dev.morelia.bson;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.Words;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonLimits;
import dev.morelia.bson.io.BsonOutput;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable view of an encoded document that reads single fields without decoding the rest.
 *
 * <p>Creating one checks only its length and last byte; what is wrong inside is found, with {@link BsonException}, by
 * whatever reads it. The view keeps the whole array it was created from in memory: {@link #copy()} and
 * {@link #compact()} part from it. It may be shared between threads as long as nobody changes the array.
 *
 * <p>Each call looks through the fields from the first one on, so reading most fields of a document is what
 * {@link #toDocument()} is for. Where a name comes twice, the first field counts here, and the last one in a
 * {@link Document}.
 *
 * <p>The typed accessors keep the contract of {@link TypedFields}: one that takes a name alone requires the field, and
 * one that may find nothing says so by its name or by a parameter, for a field that is absent and for one that is null.
 */
public final class RawDocument implements Serializable {
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
     * A view of a whole array.
     *
     * @param bytes the encoded document; not copied
     * @return the view
     * @throws BsonException if length or last byte are not those of a document
     */
    public static RawDocument of(byte[] bytes) {
        return of(bytes, 0, Argument.notNull("bytes", bytes).length);
    }

    /**
     * A view of a part of an array.
     *
     * @param bytes holds the encoded document; not copied
     * @param offset where the document begins
     * @param length how many bytes it has
     * @return the view
     * @throws BsonException if length or last byte are not those of a document
     */
    public static RawDocument of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, Argument.notNull("bytes", bytes).length);
        if (length < 5) {
            throw new BsonException("a document has at least 5 bytes but here are " + length);
        }
        int claimed = (int) INT32.get(bytes, offset);
        if (claimed != length) {
            throw new BsonException("a document says that it has " + claimed + " bytes but here are " + length);
        }
        if (bytes[offset + length - 1] != 0) {
            throw new BsonException("a document of " + length + " bytes does not end with NUL");
        }
        return new RawDocument(bytes, offset, length);
    }

    /**
     * Encodes a document.
     *
     * @param document the document
     * @return its encoded form
     * @throws BsonException if it holds a value without a BSON type, or is nested too deep
     */
    public static RawDocument encode(Document document) {
        var output = new BsonOutput();
        Argument.notNull("document", document).writeTo(output);
        return new RawDocument(output.toByteArray(), 0, output.position());
    }

    /**
     * How many bytes the document has.
     *
     * @return the length in bytes
     */
    public int length() {
        return length;
    }

    /**
     * Reads the document's elements from the first one on.
     *
     * @return a new input, standing before the document
     */
    public BsonInput input() {
        return new BsonInput(bytes, offset, length);
    }

    /**
     * Reads the document's elements from the first one on.
     *
     * @param limits how deep and large documents may be
     * @return a new input, standing before the document
     */
    public BsonInput input(BsonLimits limits) {
        return new BsonInput(bytes, offset, length, Argument.notNull("limits", limits));
    }

    /**
     * Decodes the whole document.
     *
     * @param codec reads the document
     * @param <T> what it makes of it
     * @return the value
     * @throws BsonException if the document is not what the codec reads
     */
    public <T> T decode(Codec<T> codec) {
        return Argument.notNull("codec", codec).decode(input());
    }

    /**
     * The value of a field of this document's first level.
     *
     * @param name the field's name
     * @return the value as a {@link Document} would hold it; null if it is null or absent
     */
    public @Nullable Object field(String name) {
        BsonInput input = find(name);
        return input == null ? null : input.value();
    }

    /**
     * The value of a field of this document's first level.
     *
     * @param name the field's name
     * @param representation which binaries are read as UUIDs
     * @return the value as a {@link Document} would hold it; null if it is null or absent
     * @throws BsonException if the bytes up to the end of the value are not valid BSON
     */
    public @Nullable Object field(String name, UuidRepresentation representation) {
        Argument.notNull("representation", representation);
        BsonInput input = find(name);
        if (input == null) {
            return null;
        }
        input.uuidRepresentation(representation);
        return input.value();
    }

    /**
     * Whether there is a field of this name, null or not.
     *
     * @param name the field's name
     * @return true if there is
     */
    public boolean has(String name) {
        return find(name) != null;
    }

    /**
     * The number of a field.
     *
     * @param name the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a whole number of 32 bits, whatever its numeric type
     */
    public int int32(String name, int absent) {
        BsonInput input = findValue(name);
        if (input == null) {
            return absent;
        }
        long value = input.wholeNumber();
        if (value != (int) value) {
            throw input.failure("expected a number of BSON type int32 but met " + value, null);
        }
        return (int) value;
    }

    /**
     * The number of a field.
     *
     * @param name the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a whole number of 64 bits, whatever its numeric type
     */
    public long int64(String name, long absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : input.wholeNumber();
    }

    /**
     * The number of a field, of whatever numeric type; what a double cannot hold exactly is rounded to the nearest one.
     *
     * @param name the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a number
     */
    public double float64(String name, double absent) {
        BsonInput input = findValue(name);
        if (input == null) {
            return absent;
        }
        return input.type() == BsonType.DECIMAL128 ? input.decimal128().doubleValue() : input.number();
    }

    /**
     * The boolean value of a field.
     *
     * @param name the field's name
     * @param absent what to return if the field is absent or null
     * @return true or false
     * @throws BsonException if it is not a boolean
     */
    public boolean bool(String name, boolean absent) {
        BsonInput input = findValue(name);
        return input == null ? absent : input.bool();
    }

    /**
     * The text of a field.
     *
     * @param name the field's name
     * @return the text
     * @throws BsonException if the field is absent, null, or not a string
     */
    public String string(String name) {
        return required(name, BsonType.STRING).string();
    }

    /**
     * The text of a field that may be missing.
     *
     * @param name the field's name
     * @return the text, or null if the field is absent or null
     * @throws BsonException if it is not a string
     */
    public @Nullable String stringOrNull(String name) {
        BsonInput input = findValue(name);
        return input == null ? null : input.string();
    }

    /**
     * The embedded document of a field, not decoded.
     *
     * @param name the field's name
     * @return a view of the same array
     * @throws BsonException if the field is absent, null, or not a document
     */
    public RawDocument document(String name) {
        return required(name, BsonType.DOCUMENT).rawDocument();
    }

    /**
     * The embedded document of a field that may be missing, not decoded.
     *
     * @param name the field's name
     * @return a view of the same array, or null if the field is absent or null
     * @throws BsonException if it is not a document
     */
    public @Nullable RawDocument documentOrNull(String name) {
        BsonInput input = findValue(name);
        return input == null ? null : input.rawDocument();
    }

    /**
     * The documents of a field that is an array of them, not decoded.
     *
     * @param name the field's name
     * @return views of the same array; empty if the field is absent or null
     * @throws BsonException if it is not an array, or holds anything but documents
     */
    public List<RawDocument> documents(String name) {
        BsonInput input = findValue(name);
        if (input == null) {
            return List.of();
        }
        var documents = new ArrayList<RawDocument>();
        input.startArray();
        while (input.next() != null) {
            documents.add(input.rawDocument());
        }
        return documents;
    }

    /**
     * Decodes the whole document.
     *
     * @return a new document
     */
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
     * The same document in an array of its own.
     *
     * @return a view of a new array, just long enough
     */
    public RawDocument copy() {
        return new RawDocument(toByteArray(), 0, length);
    }

    /**
     * The same document without much around it, for one that is kept longer than what it is a part of: it does not keep
     * an array in memory that is more than twice as long.
     *
     * @return this document if it makes up at least half of its array, else a copy
     */
    public RawDocument compact() {
        return length >= bytes.length / 2 ? this : copy();
    }

    /**
     * Writes the document, outermost or as the value of the element begun.
     *
     * @param output where to
     */
    public void writeTo(BsonOutput output) {
        output.raw(bytes, offset, length);
    }

    /** Equal to a document of the same bytes. */
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

    /** The decoded document's text, or a note of what is wrong with it. */
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

    private BsonInput required(String name, BsonType expected) {
        BsonInput input = find(name);
        if (input == null) {
            throw new BsonException(
                    "expected a value of BSON type " + expected + " but the field '" + name + "' is absent"
                            + pathAdvice(name),
                    name,
                    null,
                    field("_id"),
                    null);
        }
        return input;
    }

    private String pathAdvice(String name) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? "" : name.substring(0, dot);
        return dot >= 0 && has(first) ? Words.notAPath(first) : "";
    }

    private @Nullable BsonInput findValue(String name) {
        BsonInput input = find(name);
        return input == null || input.type() == BsonType.NULL ? null : input;
    }

    /** Of an array that it is a small part of, nothing else is written. */
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
