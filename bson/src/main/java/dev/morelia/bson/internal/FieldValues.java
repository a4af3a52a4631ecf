package dev.morelia.bson.internal;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.UuidRepresentation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts field values to the types of the typed accessors; errors name the field. */
public final class FieldValues {
    private static final int MAX_NAMES_SHOWN = 20;
    private static final int UUID_BYTES = 16;

    private FieldValues() {}

    /** A 32-bit integer from any numeric type. */
    public static int int32(String name, Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        long number = wholeNumber(name, value, "int32");
        if (number != (int) number) {
            throw inexact(name, value, "int32");
        }
        return (int) number;
    }

    /** A 64-bit integer from any numeric type. */
    public static long int64(String name, Object value) {
        return wholeNumber(name, value, "int64");
    }

    /** A number of any numeric type as the nearest double. */
    public static double float64(String name, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name, value, "double");
    }

    /** A value as the given class; numbers and UUIDs are converted if that loses nothing. */
    public static <T> T cast(String name, @Nullable Object value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        if (type == UUID.class && value instanceof Binary binary) {
            if (binary.subtype() == Binary.UUID && binary.length() == UUID_BYTES) {
                return type.cast(UuidRepresentation.STANDARD.decode(binary));
            }
            throw error(name, "expected a UUID but the field '" + name + "' holds " + Advice.binaryForUuid(binary));
        }
        if (value instanceof Number number && ExactNumber.isKnown(type)) {
            Number converted = ExactNumber.convertOrNull(number, type);
            if (converted == null) {
                throw doesNotFit(name, number, type);
            }
            return type.cast(converted);
        }
        throw wrong(name, value, type.getSimpleName());
    }

    /** A list whose elements are all of the given class: the list itself, or a copy if an element was converted. */
    @SuppressWarnings("unchecked") // every element has been checked
    public static <T> List<T> list(String name, Object value, Class<T> elementType) {
        List<?> list = cast(name, value, List.class);
        boolean isAsItIs = true;
        for (int i = 0; i < list.size(); i++) {
            isAsItIs &= elementType.isInstance(list.get(i));
        }
        if (isAsItIs) {
            return (List<T>) list;
        }
        var converted = new ArrayList<T>(list.size());
        for (Object element : list) {
            converted.add(cast(name + "." + converted.size(), element, elementType));
        }
        return converted;
    }

    /**
     * The exception for a required field that is null or absent.
     *
     * @param names all fields of the document, for the message
     * @param documentId the document's {@code _id}, or null if it is unknown
     */
    public static BsonException missing(String name, String expected, Set<String> names, @Nullable Object documentId) {
        String problem = names.contains(name)
                ? "is null"
                : "is absent; the fields are " + shown(names) + pathAdvice(name, names);
        return new BsonException(
                "expected a value of type " + expected + " but the field '" + name + "' " + problem,
                name,
                null,
                documentId,
                null);
    }

    /** Users know dotted paths from queries and may expect them here. */
    private static String pathAdvice(String name, Set<String> names) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? "" : name.substring(0, dot);
        return dot >= 0 && names.contains(first) ? Advice.notAPath(first) : "";
    }

    private static String shown(Set<String> names) {
        return names.size() <= MAX_NAMES_SHOWN
                ? names.toString()
                : names.stream().limit(MAX_NAMES_SHOWN).toList() + " and " + (names.size() - MAX_NAMES_SHOWN) + " more";
    }

    private static long wholeNumber(String name, Object value, String expected) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (!(value instanceof Number number)) {
            throw wrong(name, value, expected);
        }
        try {
            return switch (number) {
                case Decimal128 decimal -> decimal.longValueExact();
                case BigDecimal decimal -> decimal.longValueExact();
                case BigInteger integer -> integer.longValueExact();
                case Double floating -> exactly(floating);
                case Float floating -> exactly(floating);
                default -> throw wrong(name, value, expected);
            };
        } catch (ArithmeticException e) {
            throw inexact(name, value, expected);
        }
    }

    private static long exactly(double value) {
        // 2^63 does not fit into a long, although casting to long and back yields the same double
        if ((long) value != value || value == 0x1p63) {
            throw new ArithmeticException("not a whole number of 64 bits");
        }
        return (long) value;
    }

    private static BsonException inexact(String name, Object value, String expected) {
        return error(
                name,
                "the field '" + name + "' holds " + value + ", which is not a whole number that an " + expected
                        + " can hold: ask for another type");
    }

    private static BsonException wrong(String name, @Nullable Object value, String expected) {
        String found =
                value == null ? "null" : "a value of type " + value.getClass().getSimpleName();
        return error(name, "expected a value of type " + expected + " but the field '" + name + "' holds " + found);
    }

    private static BsonException doesNotFit(String name, Number value, Class<?> type) {
        return error(
                name,
                "the field '" + name + "' holds " + value + ", which does not fit exactly into the type "
                        + type.getSimpleName() + ": ask for another type");
    }

    private static BsonException error(String name, String problem) {
        return new BsonException(problem, name, null, null, null);
    }
}
