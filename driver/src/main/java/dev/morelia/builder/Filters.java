package dev.morelia.builder;

import static dev.morelia.builder.Literal.field;
import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.Regex;
import dev.morelia.internal.argument.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Query filters.
 *
 * <p>A value is never interpreted as an operator or pattern: {@code eq("name", value)} compares with the value, even if
 * it is a document such as {@code {$ne: null}} that came from a request. Use {@link #regex} to match a pattern.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/query/">Server manual: query operators</a>
 */
public final class Filters {
    private Filters() {}

    /** Matches all documents. */
    public static Document empty() {
        return new Document();
    }

    /**
     * Matches documents whose field equals the value, or is an array that contains it; null also matches a missing
     * field.
     *
     * @throws IllegalArgumentException if the field is empty or starts with a dollar sign
     */
    public static Document eq(String field, @Nullable Object value) {
        return new Document(field(field), Literal.isScalar(value) ? value : operator("$eq", value));
    }

    /** Matches the document with this {@code _id}. */
    public static Document idEq(@Nullable Object value) {
        return eq("_id", value);
    }

    /**
     * Matches documents whose field does not equal the value.
     *
     * @throws IllegalArgumentException if the field is empty or starts with a dollar sign
     */
    public static Document ne(String field, @Nullable Object value) {
        // The server rejects a pattern after $ne, and would match it as a pattern elsewhere.
        boolean pattern = value instanceof Pattern || value instanceof Regex;
        return on(field, pattern ? operator("$not", operator("$eq", value)) : operator("$ne", value));
    }

    /** Matches documents whose field is greater than the value and of the same kind. */
    public static Document gt(String field, @Nullable Object value) {
        return on(field, operator("$gt", value));
    }

    /** Matches documents whose field is greater than or equal to the value and of the same kind. */
    public static Document gte(String field, @Nullable Object value) {
        return on(field, operator("$gte", value));
    }

    /** Matches documents whose field is less than the value and of the same kind. */
    public static Document lt(String field, @Nullable Object value) {
        return on(field, operator("$lt", value));
    }

    /** Matches documents whose field is less than or equal to the value and of the same kind. */
    public static Document lte(String field, @Nullable Object value) {
        return on(field, operator("$lte", value));
    }

    /** Matches documents whose field equals one of the values. */
    public static Document in(String field, @Nullable Object... values) {
        return in(field, Literal.values("values", values));
    }

    /** Matches documents whose field equals one of the values. */
    public static Document in(String field, Iterable<? extends @Nullable Object> values) {
        List<@Nullable Object> list = Literal.values("values", values);
        List<Document> literal = literal(field, list);
        if (literal.isEmpty()) {
            return on(field, operator("$in", list));
        }
        literal.addFirst(on(field, operator("$in", list)));
        return operator("$or", literal);
    }

    /** Matches documents whose field equals none of the values. */
    public static Document nin(String field, @Nullable Object... values) {
        return nin(field, Literal.values("values", values));
    }

    /** Matches documents whose field equals none of the values. */
    public static Document nin(String field, Iterable<? extends @Nullable Object> values) {
        List<@Nullable Object> list = Literal.values("values", values);
        List<Document> literal = literal(field, list);
        if (literal.isEmpty()) {
            return on(field, operator("$nin", list));
        }
        literal.addFirst(on(field, operator("$in", list)));
        return operator("$nor", literal);
    }

    /** Matches documents whose field is an array that contains all of the values. */
    public static Document all(String field, @Nullable Object... values) {
        return all(field, Literal.values("values", values));
    }

    /** Matches documents whose field is an array that contains all of the values. */
    public static Document all(String field, Iterable<? extends @Nullable Object> values) {
        List<@Nullable Object> list = Literal.values("values", values);
        List<Document> literal = literal(field, list);
        if (literal.isEmpty()) {
            return on(field, operator("$all", list));
        }
        if (!list.isEmpty()) {
            literal.addFirst(on(field, operator("$all", list)));
        }
        return operator("$and", literal);
    }

    /**
     * Removes from the list the values that would act as a pattern or operator in it; returns a comparison with each of
     * them.
     */
    private static List<Document> literal(String field, List<@Nullable Object> list) {
        var comparisons = new ArrayList<Document>();
        list.removeIf(value -> {
            boolean acts = Literal.actsInLists(value);
            if (acts) {
                comparisons.add(eq(field, value));
            }
            return acts;
        });
        return comparisons;
    }

    /**
     * Matches documents that match all filters.
     *
     * @throws IllegalArgumentException if there are no filters: an unexpectedly empty list would otherwise delete or
     *     update everything; use {@link #empty} to match all documents
     */
    public static Document and(Document... filters) {
        return and(Argument.array("filters", filters));
    }

    /**
     * Matches documents that match all filters.
     *
     * @throws IllegalArgumentException if there are no filters; use {@link #empty} to match all documents
     */
    public static Document and(Iterable<Document> filters) {
        return operator("$and", Argument.notEmpty("filters", filters));
    }

    /**
     * Matches documents that match at least one filter.
     *
     * @throws IllegalArgumentException if there are no filters
     */
    public static Document or(Document... filters) {
        return or(Argument.array("filters", filters));
    }

    /**
     * Matches documents that match at least one filter.
     *
     * @throws IllegalArgumentException if there are no filters
     */
    public static Document or(Iterable<Document> filters) {
        return operator("$or", Argument.notEmpty("filters", filters));
    }

    /**
     * Matches documents that match none of the filters.
     *
     * @throws IllegalArgumentException if there are no filters
     */
    public static Document nor(Document... filters) {
        return nor(Argument.array("filters", filters));
    }

    /**
     * Matches documents that match none of the filters.
     *
     * @throws IllegalArgumentException if there are no filters
     */
    public static Document nor(Iterable<Document> filters) {
        return operator("$nor", Argument.notEmpty("filters", filters));
    }

    /** Matches documents that do not match the filter, including those without its fields. */
    public static Document not(Document filter) {
        Argument.notNull("filter", filter);
        if (filter.size() == 1 && !filter.firstEntry().getKey().startsWith("$")) {
            Map.Entry<String, @Nullable Object> only = filter.firstEntry();
            // The server can use an index for $not, but not for $nor.
            return on(only.getKey(), operator("$not", negatable(only.getValue())));
        }
        return operator("$nor", List.of(filter));
    }

    private static @Nullable Object negatable(@Nullable Object condition) {
        boolean operators = condition instanceof Map<?, ?> map
                && !map.isEmpty()
                && map.keySet().stream().allMatch(name -> String.valueOf(name).startsWith("$"));
        boolean pattern = condition instanceof Pattern || condition instanceof Regex;
        return operators || pattern ? condition : operator("$eq", condition);
    }

    /** Matches documents that have the field, even if it is null. */
    public static Document exists(String field) {
        return exists(field, true);
    }

    /** Matches documents that have the field, or those that do not. */
    public static Document exists(String field, boolean value) {
        return on(field, operator("$exists", value));
    }

    /** Matches documents whose field has the given type. */
    public static Document type(String field, BsonType type) {
        return on(field, operator("$type", Argument.notNull("type", type).code()));
    }

    /** Matches documents whose field has the type with the given server alias, such as {@code "number"}. */
    public static Document type(String field, String type) {
        return on(field, operator("$type", Argument.text("type", type)));
    }

    /**
     * Matches documents whose field divided by the divisor leaves the remainder.
     *
     * @throws IllegalArgumentException if the divisor is 0
     */
    public static Document mod(String field, long divisor, long remainder) {
        if (divisor == 0) {
            throw Argument.rejected("divisor", divisor, "must not be 0");
        }
        return on(field, operator("$mod", List.of(divisor, remainder)));
    }

    /** Matches documents whose field matches a pattern in the server's (PCRE) syntax. */
    public static Document regex(String field, String pattern) {
        return on(field, operator("$regex", Argument.notNull("pattern", pattern)));
    }

    /** Matches documents whose field matches a pattern, with options such as {@code "i"} to ignore case. */
    public static Document regex(String field, String pattern, String options) {
        return regexOf(field, new Regex(Argument.notNull("pattern", pattern), Argument.notNull("options", options)));
    }

    /**
     * Matches documents whose field matches a pattern, whose text is sent to the server unchanged.
     *
     * @throws IllegalArgumentException if the pattern has a flag that the server does not support
     */
    public static Document regex(String field, Pattern pattern) {
        return regexOf(field, Regex.of(Argument.notNull("pattern", pattern)));
    }

    private static Document regexOf(String field, Regex regex) {
        return on(field, Document.of("$regex", regex.pattern(), "$options", regex.options()));
    }

    /** Matches documents by a text search. */
    public static Document text(String search) {
        return operator("$text", operator("$search", Argument.notNull("search", search)));
    }

    /**
     * Matches documents by a text search.
     *
     * @param options any of {@code $language}, {@code $caseSensitive} and {@code $diacriticSensitive}
     */
    public static Document text(String search, Document options) {
        var operand = operator("$search", Argument.notNull("search", search));
        operand.putAll(Argument.notNull("options", options));
        return operator("$text", operand);
    }

    /** Matches documents for which a JavaScript expression is true. Never build it from untrusted input. */
    public static Document where(String javaScript) {
        return operator("$where", Argument.text("javaScript", javaScript));
    }

    /**
     * Matches documents for which an aggregation expression is true.
     *
     * @throws IllegalArgumentException if the expression is a string that is not a field path, and so would match all
     *     documents
     */
    public static Document expr(Object expression) {
        return operator("$expr", Literal.expression("expression", expression));
    }

    /**
     * Matches documents whose field is an array with an element that matches the filter.
     *
     * @param filter a filter on the fields of elements that are documents, or operators for other elements, as in
     *     {@code {$gt: 5}}
     */
    public static Document elemMatch(String field, Document filter) {
        return on(field, operator("$elemMatch", Argument.notNull("filter", filter)));
    }

    /** Matches documents whose field is an array of this length. */
    public static Document size(String field, int size) {
        return on(field, operator("$size", Argument.atLeast("size", size, 0)));
    }

    /** Matches documents whose field has all bits of the mask clear. */
    public static Document bitsAllClear(String field, long mask) {
        return on(field, operator("$bitsAllClear", Argument.atLeast("mask", mask, 0)));
    }

    /** Matches documents whose field has all bits of the mask set. */
    public static Document bitsAllSet(String field, long mask) {
        return on(field, operator("$bitsAllSet", Argument.atLeast("mask", mask, 0)));
    }

    /** Matches documents whose field has at least one bit of the mask clear. */
    public static Document bitsAnyClear(String field, long mask) {
        return on(field, operator("$bitsAnyClear", Argument.atLeast("mask", mask, 0)));
    }

    /** Matches documents whose field has at least one bit of the mask set. */
    public static Document bitsAnySet(String field, long mask) {
        return on(field, operator("$bitsAnySet", Argument.atLeast("mask", mask, 0)));
    }

    /** Matches documents that are valid against a JSON schema. */
    public static Document jsonSchema(Document schema) {
        return operator("$jsonSchema", Argument.notNull("schema", schema));
    }

    static Document on(String field, Document condition) {
        return new Document(field(field), condition);
    }
}
