package dev.morelia.builder;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps field names and values from being interpreted as operators by the server. */
final class Literal {
    private Literal() {}

    /** Checks the name of or path to a field: not null, not empty, without NUL, not an operator. */
    static String field(String name) {
        return field("field", name);
    }

    /** Checks a field name under the given argument name. */
    static String field(String argument, String name) {
        Argument.text(argument, name);
        if (name.charAt(0) == '$') {
            throw Argument.rejected(argument, name, "must be the name of a field, not an operator");
        }
        return name;
    }

    /** Checks all field names of a document that the caller wrote. */
    static Document fields(String argument, Document document) {
        Argument.notNull(argument, document).keySet().forEach(name -> field("field of " + argument, name));
        return document;
    }

    /**
     * Checks an expression that must depend on the documents. A string without a dollar sign would be a constant;
     * almost certainly a field path is meant.
     */
    static Object expression(String argument, Object expression) {
        Argument.notNull(argument, expression);
        checkPath(argument, expression);
        return expression;
    }

    /** Checks an expression that may be null. */
    static void checkPath(String argument, @Nullable Object expression) {
        if (expression instanceof CharSequence text && (text.isEmpty() || text.charAt(0) != '$')) {
            throw Argument.rejected(
                    argument,
                    text,
                    "must be a field path with its dollar sign, such as \"$name\", or Aggregates.literal(\"name\")"
                            + " for the string itself");
        }
    }

    /**
     * Whether the server always reads the value as a plain value. Documents, arrays and patterns are not scalar, nor
     * are types that this class does not know.
     */
    static boolean isScalar(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> true;
            case Number number -> true;
            case Boolean bool -> true;
            case ObjectId id -> true;
            case Instant instant -> true;
            case Date date -> true;
            case UUID uuid -> true;
            case Timestamp timestamp -> true;
            case Binary binary -> true;
            case byte[] bytes -> true;
            case MinKey key -> true;
            case MaxKey key -> true;
            default -> false;
        };
    }

    /** Whether an element of a list could act as a pattern or operator there. */
    static boolean actsInLists(@Nullable Object element) {
        return switch (element) {
            case Pattern pattern -> true;
            case Regex regex -> true;
            case Map<?, ?> map ->
                !map.isEmpty() && String.valueOf(map.keySet().iterator().next()).startsWith("$");
            case RawDocument raw -> actsInLists(raw.toDocument());
            case null, default -> false;
        };
    }

    /** The values of a list in a form that BSON supports; nulls are values too. */
    static List<@Nullable Object> values(String argument, Iterable<? extends @Nullable Object> values) {
        var list = new ArrayList<@Nullable Object>();
        Argument.notNull(argument, values).forEach(list::add);
        return list;
    }

    /** The values of an array in a form that BSON supports; nulls are values too. */
    static List<@Nullable Object> values(String argument, @Nullable Object @Nullable [] values) {
        if (values == null) {
            throw new IllegalArgumentException(argument + " must not be null");
        }
        // A single primitive array also contains the values, like an array of objects; bytes are one value.
        boolean primitives = values.length == 1
                && values[0] != null
                && values[0].getClass().isArray()
                && values[0].getClass().getComponentType().isPrimitive()
                && !(values[0] instanceof byte[]);
        return primitives
                ? IntStream.range(0, Array.getLength(values[0]))
                        .<@Nullable Object>mapToObj(i -> Array.get(values[0], i))
                        .toList()
                : Arrays.asList(values);
    }

    /** {@code {operator: operand}}. */
    static Document operator(String operator, @Nullable Object operand) {
        return new Document(operator, operand);
    }

    /** {@code {operator: {field: operand}}}. */
    static Document operatorOnField(String operator, String field, @Nullable Object operand) {
        return new Document(operator, new Document(field(field), operand));
    }

    /** Merges the fields of several documents; a repeated field is an error, as one of the two would be lost. */
    static Document merged(String argument, Iterable<Document> parts) {
        var merged = new Document();
        for (Document part : Argument.notEmpty(argument, parts)) {
            part.forEach((name, value) -> {
                if (merged.containsKey(name)) {
                    throw Argument.rejected(argument, name, "must not name a field twice");
                }
                merged.append(name, value);
            });
        }
        return merged;
    }
}
