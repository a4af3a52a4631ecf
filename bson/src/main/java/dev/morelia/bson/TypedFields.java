package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.FieldValues;
import dev.morelia.bson.io.BsonOutput;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document, decoded or encoded: what {@link Document} and {@link RawDocument}, the only subclasses, have in common,
 * above all typed access to its fields. The contract:
 *
 * <ul>
 *   <li>An accessor that takes only a name requires the field: {@link #string(String)} throws {@link BsonException} if
 *       it is absent or null.
 *   <li>An optional field has an accessor named {@code ...OrNull}, which returns null, or one with a default, such as
 *       {@link #int32(String, int)}. Neither distinguishes an absent field from one that is null; {@link #has} does.
 *   <li>A value of another type is a {@link BsonException} in every accessor. A number may be of any BSON numeric type,
 *       {@link Decimal128} included, as long as the requested type can represent it exactly.
 *   <li>Names are not paths: {@code "a.b"} is the field of that name, not the field {@code b} of {@code a}.
 *   <li>A null argument is an {@link IllegalArgumentException}.
 * </ul>
 *
 * <p>The exception carries the field's name as its {@linkplain BsonException#path() path}. Bytes that are not valid
 * BSON cause a {@link BsonException} when an accessor reads them.
 */
public abstract class TypedFields {
    /** Not visible to other packages, so that there are no further subclasses. */
    TypedFields() {}

    /** Whether there is a field of this name, null or not. */
    public abstract boolean has(String name);

    /**
     * The value of a field of any type.
     *
     * @return the value, of the Java type listed in {@link BsonType}; null if the field is absent or null
     */
    public abstract @Nullable Object valueOrNull(String name);

    /**
     * The value of a field as the given class. A number may be of any numeric type if the class can represent it
     * exactly: an int32 can also be read as {@code Long}, {@code Double} or {@code BigDecimal}. A UUID may also be a
     * {@link Binary} of subtype {@link Binary#UUID}, as parsed from Extended JSON.
     *
     * @throws BsonException if the field is absent, null, or of another class
     */
    public <T> T value(String name, Class<T> type) {
        return FieldValues.cast(
                name, required(name, Argument.notNull("type", type).getSimpleName()), type);
    }

    /**
     * The value of an optional field as the given class, converted as by {@link #value}.
     *
     * @return the value, or null if the field is absent or null
     * @throws BsonException if it is of another class
     */
    public <T> @Nullable T valueOrNull(String name, Class<T> type) {
        Argument.notNull("type", type);
        Object value = valueOrNull(name);
        return value == null ? null : FieldValues.cast(name, value, type);
    }

    /**
     * The string value of a field.
     *
     * @throws BsonException if the field is absent, null, or not a string
     */
    public String string(String name) {
        return value(name, String.class);
    }

    /**
     * The string value of an optional field.
     *
     * @return the string, or null if the field is absent or null
     * @throws BsonException if it is not a string
     */
    public @Nullable String stringOrNull(String name) {
        return valueOrNull(name, String.class);
    }

    /**
     * The value of a field as a 32-bit integer.
     *
     * @throws BsonException if the field is absent, null, or not a 32-bit integer of any numeric type
     */
    public int int32(String name) {
        return FieldValues.int32(name, required(name, "int32"));
    }

    /**
     * The value of an optional field as a 32-bit integer.
     *
     * @param absent what to return if the field is absent or null
     * @throws BsonException if it is not a 32-bit integer of any numeric type
     */
    public int int32(String name, int absent) {
        Object value = valueOrNull(name);
        return value == null ? absent : FieldValues.int32(name, value);
    }

    /**
     * The value of a field as a 64-bit integer.
     *
     * @throws BsonException if the field is absent, null, or not a 64-bit integer of any numeric type
     */
    public long int64(String name) {
        return FieldValues.int64(name, required(name, "int64"));
    }

    /**
     * The value of an optional field as a 64-bit integer.
     *
     * @param absent what to return if the field is absent or null
     * @throws BsonException if it is not a 64-bit integer of any numeric type
     */
    public long int64(String name, long absent) {
        Object value = valueOrNull(name);
        return value == null ? absent : FieldValues.int64(name, value);
    }

    /**
     * The value of a field as a double. Unlike {@link #value}, it rounds a number that a double cannot represent
     * exactly.
     *
     * @throws BsonException if the field is absent, null, or not a number
     */
    public double float64(String name) {
        return FieldValues.float64(name, required(name, "double"));
    }

    /**
     * The value of an optional field as a double, rounded as by {@link #float64(String)}.
     *
     * @param absent what to return if the field is absent or null
     * @throws BsonException if it is not a number
     */
    public double float64(String name, double absent) {
        Object value = valueOrNull(name);
        return value == null ? absent : FieldValues.float64(name, value);
    }

    /**
     * The boolean value of a field.
     *
     * @throws BsonException if the field is absent, null, or not a boolean
     */
    public boolean bool(String name) {
        return value(name, Boolean.class);
    }

    /**
     * The boolean value of an optional field.
     *
     * @param absent what to return if the field is absent or null
     * @throws BsonException if it is not a boolean
     */
    public boolean bool(String name, boolean absent) {
        Boolean value = valueOrNull(name, Boolean.class);
        return value == null ? absent : value;
    }

    /**
     * The embedded document of a field, decoded or encoded like this one.
     *
     * @return the document itself, not a copy
     * @throws BsonException if the field is absent, null, or not a document
     */
    public abstract TypedFields document(String name);

    /**
     * The embedded document of an optional field, decoded or encoded like this one.
     *
     * @return the document itself, or null if the field is absent or null
     * @throws BsonException if it is not a document
     */
    public abstract @Nullable TypedFields documentOrNull(String name);

    /**
     * The object id of a field.
     *
     * @throws BsonException if the field is absent, null, or not an object id
     */
    public ObjectId objectId(String name) {
        return value(name, ObjectId.class);
    }

    /**
     * The date of a field.
     *
     * @throws BsonException if the field is absent, null, or not a date
     */
    public Instant instant(String name) {
        return value(name, Instant.class);
    }

    /**
     * The array of a field, each element as the given class, converted as by {@link #value}.
     *
     * @param elementType the class of the elements
     * @param <T> the class of the elements
     * @return the list; for a {@link Document} the list itself, not a copy, unless an element had to be converted
     * @throws BsonException if the field is absent, null, not an array, or an element is null or of another class
     */
    public <T> List<T> list(String name, Class<T> elementType) {
        Argument.notNull("elementType", elementType);
        return FieldValues.list(name, required(name, "array"), elementType);
    }

    /**
     * The array of an optional field, each element as the given class, converted as by {@link #value}.
     *
     * @param elementType the class of the elements
     * @param <T> the class of the elements
     * @return the list, as {@link #list} returns it; null if the field is absent or null
     * @throws BsonException if it is not an array, or an element is null or of another class
     */
    public <T> @Nullable List<T> listOrNull(String name, Class<T> elementType) {
        Argument.notNull("elementType", elementType);
        Object value = valueOrNull(name);
        return value == null ? null : FieldValues.list(name, value, elementType);
    }

    private Object required(String name, String expected) {
        Object value = valueOrNull(name);
        if (value != null) {
            return value;
        }
        throw missing(name, expected);
    }

    /** The exception for a required field that is null or absent. */
    abstract BsonException missing(String name, String expected);

    /**
     * Writes this document, as a top-level document or as the value of the current element.
     *
     * @throws BsonException if it contains a value without a BSON type, or is nested too deeply
     */
    public abstract void writeTo(BsonOutput output);
}
