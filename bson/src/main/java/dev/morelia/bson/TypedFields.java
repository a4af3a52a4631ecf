package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.ExactNumber;
import dev.morelia.bson.internal.Words;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The typed accessors of a {@link Document}: each says in its exception which field is not what was asked for.
 *
 * <p>They share one contract, which {@link RawDocument} keeps as well. An accessor that takes a name alone requires the
 * field: {@link #string(String)} throws if it is absent or null. One that may find nothing says so by its name or by a
 * parameter, and makes no difference between a field that is absent and one that is null:
 * {@link #stringOrNull(String)} gives null, {@link #int32(String, int)} what it was told to. A value of another type is
 * an error to all of them.
 *
 * <p>Numbers are taken of every numeric type, {@link Decimal128} included, as long as they are exact.
 */
public abstract sealed class TypedFields permits Document {
    private static final int MAX_NAMES_SHOWN = 20;

    TypedFields() {}

    abstract @Nullable Object valueOrNull(String key);

    abstract Set<String> names();

    /**
     * The text of a field.
     *
     * @param key the field's name
     * @return the text
     * @throws BsonException if the field is absent, null, or not a string
     */
    public final String string(String key) {
        return value(key, String.class);
    }

    /**
     * The text of a field that may be missing.
     *
     * @param key the field's name
     * @return the text, or null if the field is absent or null
     * @throws BsonException if it is not a string
     */
    public final @Nullable String stringOrNull(String key) {
        return valueOrNull(key, String.class);
    }

    /**
     * The number of a field.
     *
     * @param key the field's name
     * @return the number
     * @throws BsonException if the field is absent, null, or not a whole number of 32 bits, whatever its numeric type
     */
    public final int int32(String key) {
        return int32(key, required(key, "int32"));
    }

    /**
     * The number of a field that may be missing.
     *
     * @param key the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a whole number of 32 bits, whatever its numeric type
     */
    public final int int32(String key, int absent) {
        Object value = valueOrNull(key);
        return value == null ? absent : int32(key, value);
    }

    /**
     * The number of a field.
     *
     * @param key the field's name
     * @return the number
     * @throws BsonException if the field is absent, null, or not a whole number of 64 bits, whatever its numeric type
     */
    public final long int64(String key) {
        return int64(key, required(key, "int64"));
    }

    /**
     * The number of a field that may be missing.
     *
     * @param key the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a whole number of 64 bits, whatever its numeric type
     */
    public final long int64(String key, long absent) {
        Object value = valueOrNull(key);
        return value == null ? absent : int64(key, value);
    }

    /**
     * The number of a field, of whatever numeric type; what a double cannot hold exactly is rounded to the nearest one.
     *
     * @param key the field's name
     * @return the number
     * @throws BsonException if the field is absent, null, or not a number
     */
    public final double float64(String key) {
        return float64(key, required(key, "double"));
    }

    /**
     * The number of a field that may be missing, of whatever numeric type; what a double cannot hold exactly is rounded
     * to the nearest one.
     *
     * @param key the field's name
     * @param absent what to return if the field is absent or null
     * @return the number
     * @throws BsonException if it is not a number
     */
    public final double float64(String key, double absent) {
        Object value = valueOrNull(key);
        return value == null ? absent : float64(key, value);
    }

    /**
     * The boolean value of a field.
     *
     * @param key the field's name
     * @return true or false
     * @throws BsonException if the field is absent, null, or not a boolean
     */
    public final boolean bool(String key) {
        return value(key, Boolean.class);
    }

    /**
     * The boolean value of a field that may be missing.
     *
     * @param key the field's name
     * @param absent what to return if the field is absent or null
     * @return true or false
     * @throws BsonException if it is not a boolean
     */
    public final boolean bool(String key, boolean absent) {
        Boolean value = valueOrNull(key, Boolean.class);
        return value == null ? absent : value;
    }

    /**
     * The embedded document of a field.
     *
     * @param key the field's name
     * @return the document itself, not a copy
     * @throws BsonException if the field is absent, null, or not a document
     */
    public final Document document(String key) {
        return value(key, Document.class);
    }

    /**
     * The embedded document of a field that may be missing.
     *
     * @param key the field's name
     * @return the document itself, or null if the field is absent or null
     * @throws BsonException if it is not a document
     */
    public final @Nullable Document documentOrNull(String key) {
        return valueOrNull(key, Document.class);
    }

    /**
     * The object id of a field.
     *
     * @param key the field's name
     * @return the id
     * @throws BsonException if the field is absent, null, or not an object id
     */
    public final ObjectId objectId(String key) {
        return value(key, ObjectId.class);
    }

    /**
     * The date of a field.
     *
     * @param key the field's name
     * @return the point in time
     * @throws BsonException if the field is absent, null, or not a date
     */
    public final Instant instant(String key) {
        return value(key, Instant.class);
    }

    /**
     * The array of a field, each element of one class as {@link #value} finds it.
     *
     * @param key the field's name
     * @param elementType the class of the elements
     * @param <T> the class of the elements
     * @return the list itself, or a copy where an element had to be converted
     * @throws BsonException if the field is absent, null, not an array, or an element is null or of another class
     */
    public final <T> List<T> list(String key, Class<T> elementType) {
        Argument.notNull("elementType", elementType);
        return list(key, required(key, "array"), elementType);
    }

    /**
     * The array of a field that may be missing, each element of one class as {@link #value} finds it.
     *
     * @param key the field's name
     * @param elementType the class of the elements
     * @param <T> the class of the elements
     * @return the list itself, or a copy where an element had to be converted; null if the field is absent or null
     * @throws BsonException if it is not an array, or an element is null or of another class
     */
    public final <T> @Nullable List<T> listOrNull(String key, Class<T> elementType) {
        Argument.notNull("elementType", elementType);
        Object value = valueOrNull(key);
        return value == null ? null : list(key, value, elementType);
    }

    /**
     * The value of a field, of one class. A number may be of any numeric type, if it fits into the class exactly: an
     * int32 is read as {@code Long}, {@code Double} or {@code BigDecimal}, too. A UUID may also be in the document as a
     * {@link Binary} of subtype {@link Binary#UUID}, as Extended JSON text brings it.
     *
     * @param key the field's name
     * @param type the class
     * @param <T> the class
     * @return the value
     * @throws BsonException if the field is absent, null, or of another class
     */
    public final <T> T value(String key, Class<T> type) {
        return cast(key, required(key, Argument.notNull("type", type).getSimpleName()), type);
    }

    /**
     * The value of a field that may be missing, of one class, as {@link #value} finds it.
     *
     * @param key the field's name
     * @param type the class
     * @param <T> the class
     * @return the value, or null if the field is absent or null
     * @throws BsonException if it is of another class
     */
    public final <T> @Nullable T valueOrNull(String key, Class<T> type) {
        Argument.notNull("type", type);
        Object value = valueOrNull(key);
        return value == null ? null : cast(key, value, type);
    }

    private Object required(String key, String expected) {
        Object value = valueOrNull(key);
        if (value == null) {
            String problem =
                    names().contains(key) ? "is null" : "is absent; there are " + shownNames() + pathAdvice(key);
            throw error(key, "expected a value of type " + expected + " but the field '" + key + "' " + problem);
        }
        return value;
    }

    /** Those who know the paths of queries expect them here as well. */
    private String pathAdvice(String key) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? "" : key.substring(0, dot);
        return dot >= 0 && names().contains(first) ? Words.notAPath(first) : "";
    }

    private String shownNames() {
        Set<String> all = names();
        return all.size() <= MAX_NAMES_SHOWN
                ? all.toString()
                : all.stream().limit(MAX_NAMES_SHOWN).toList() + " and " + (all.size() - MAX_NAMES_SHOWN) + " more";
    }

    private static int int32(String key, Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        long number = wholeNumber(key, value, "int32");
        if (number != (int) number) {
            throw inexact(key, value, "int32");
        }
        return (int) number;
    }

    private static long int64(String key, Object value) {
        return wholeNumber(key, value, "int64");
    }

    private static long wholeNumber(String key, Object value, String expected) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (!(value instanceof Number number)) {
            throw wrong(key, value, expected);
        }
        try {
            return switch (number) {
                case Decimal128 decimal -> decimal.longValueExact();
                case BigDecimal decimal -> decimal.longValueExact();
                case BigInteger integer -> integer.longValueExact();
                case Double floating -> exactly(floating);
                case Float floating -> exactly(floating);
                default -> throw wrong(key, value, expected);
            };
        } catch (ArithmeticException e) {
            throw inexact(key, value, expected);
        }
    }

    private static long exactly(double value) {
        // 2^63 itself is a double but no long, though casting it and back gives the same double
        if ((long) value != value || value == 0x1p63) {
            throw new ArithmeticException("not a whole number of 64 bits");
        }
        return (long) value;
    }

    private static double float64(String key, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(key, value, "double");
    }

    private static <T> T cast(String key, @Nullable Object value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        if (type == UUID.class && value instanceof Binary binary && isUuid(binary)) {
            return type.cast(UuidRepresentation.STANDARD.decode(binary));
        }
        if (value instanceof Number number && ExactNumber.isKnown(type)) {
            Number converted = ExactNumber.convertOrNull(number, type);
            if (converted == null) {
                throw doesNotFit(key, number, type);
            }
            return type.cast(converted);
        }
        if (type == UUID.class && value instanceof Binary binary) {
            throw error(key, "expected a UUID but the field '" + key + "' holds " + Words.binaryForUuid(binary));
        }
        throw wrong(key, value, type.getSimpleName());
    }

    private static boolean isUuid(Binary binary) {
        return binary.subtype() == Binary.UUID && binary.length() == 16;
    }

    @SuppressWarnings("unchecked") // every element is checked before
    private static <T> List<T> list(String key, Object value, Class<T> elementType) {
        List<?> list = cast(key, value, List.class);
        boolean isAsItIs = true;
        for (int i = 0; i < list.size(); i++) {
            isAsItIs &= elementType.isInstance(list.get(i));
        }
        if (isAsItIs) {
            return (List<T>) list;
        }
        var converted = new ArrayList<T>(list.size());
        for (Object element : list) {
            converted.add(cast(key + "." + converted.size(), element, elementType));
        }
        return converted;
    }

    private static BsonException inexact(String key, Object value, String expected) {
        return error(
                key,
                "the field '" + key + "' holds " + value + ", which is not a whole number that an " + expected
                        + " can hold: ask for another type");
    }

    private static BsonException wrong(String key, @Nullable Object value, String expected) {
        String met =
                value == null ? "null" : "a value of type " + value.getClass().getSimpleName();
        return error(key, "expected a value of type " + expected + " but the field '" + key + "' holds " + met);
    }

    private static BsonException doesNotFit(String key, Number value, Class<?> type) {
        return error(
                key,
                "the field '" + key + "' holds " + value + ", which does not fit exactly into the type "
                        + type.getSimpleName() + ": ask for another type");
    }

    private static BsonException error(String key, String problem) {
        return new BsonException(problem, key, null, null, null);
    }
}
