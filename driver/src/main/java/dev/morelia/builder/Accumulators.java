package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.List;

/**
 * Accumulators that {@link Aggregates#group}, {@link Aggregates#bucket} and similar stages compute over the documents
 * of a group; each method returns one field of the result. A string that starts with a dollar sign is a field path; any
 * other string is rejected with an {@link IllegalArgumentException}, because {@code sum("total", "price")} would be 0.
 * Use {@link Aggregates#literal} for a literal string.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/#accumulators---group---bucket---bucketauto---setwindowfields-">Server manual: accumulators</a>
 */
public final class Accumulators {
    private Accumulators() {}

    /** The sum of an expression; {@code sum("count", 1)} counts. */
    public static Document sum(String field, Object expression) {
        return accumulator(field, "$sum", expression);
    }

    /** The number of documents. Needs server 5.0; {@link #sum sum(field, 1)} does not. */
    public static Document countDocuments(String field) {
        return accumulator(field, "$count", new Document());
    }

    /** The mean of an expression. */
    public static Document avg(String field, Object expression) {
        return accumulator(field, "$avg", expression);
    }

    /** The minimum of an expression. */
    public static Document minValue(String field, Object expression) {
        return accumulator(field, "$min", expression);
    }

    /** The maximum of an expression. */
    public static Document maxValue(String field, Object expression) {
        return accumulator(field, "$max", expression);
    }

    /** The {@code n} smallest values of an expression. */
    public static Document minN(String field, Object expression, int n) {
        return many(field, "$minN", expression, n);
    }

    /** The {@code n} largest values of an expression. */
    public static Document maxN(String field, Object expression, int n) {
        return many(field, "$maxN", expression, n);
    }

    /** The value of an expression in the first document. */
    public static Document first(String field, Object expression) {
        return accumulator(field, "$first", expression);
    }

    /** The value of an expression in the last document. */
    public static Document last(String field, Object expression) {
        return accumulator(field, "$last", expression);
    }

    /** The values of an expression in the first {@code n} documents. */
    public static Document firstN(String field, Object expression, int n) {
        return many(field, "$firstN", expression, n);
    }

    /** The values of an expression in the last {@code n} documents. */
    public static Document lastN(String field, Object expression, int n) {
        return many(field, "$lastN", expression, n);
    }

    /** The value of an expression in the document that sorts first. */
    public static Document top(String field, Document sortBy, Object expression) {
        return accumulator(field, "$top", sorted(sortBy, expression));
    }

    /** The value of an expression in the document that sorts last. */
    public static Document bottom(String field, Document sortBy, Object expression) {
        return accumulator(field, "$bottom", sorted(sortBy, expression));
    }

    /** The values of an expression in the {@code n} documents that sort first. */
    public static Document topN(String field, Document sortBy, Object expression, int n) {
        return accumulator(field, "$topN", sorted(sortBy, expression).append("n", Argument.atLeast("n", n, 1)));
    }

    /** The values of an expression in the {@code n} documents that sort last. */
    public static Document bottomN(String field, Document sortBy, Object expression, int n) {
        return accumulator(field, "$bottomN", sorted(sortBy, expression).append("n", Argument.atLeast("n", n, 1)));
    }

    /** An array of all values of an expression. */
    public static Document pushValues(String field, Object expression) {
        return accumulator(field, "$push", expression);
    }

    /** An array of the distinct values of an expression. */
    public static Document addValuesToSet(String field, Object expression) {
        return accumulator(field, "$addToSet", expression);
    }

    /** The documents that an expression returns merged into one; later fields win. */
    public static Document mergeObjects(String field, Object expression) {
        return accumulator(field, "$mergeObjects", expression);
    }

    /** The population standard deviation of an expression. */
    public static Document stdDevPop(String field, Object expression) {
        return accumulator(field, "$stdDevPop", expression);
    }

    /** The sample standard deviation of an expression. */
    public static Document stdDevSamp(String field, Object expression) {
        return accumulator(field, "$stdDevSamp", expression);
    }

    /** The approximate median of an expression. Needs server 7.0. */
    public static Document median(String field, Object input) {
        return accumulator(
                field, "$median", Document.of("input", Literal.expression("input", input), "method", "approximate"));
    }

    /**
     * Approximate percentiles of an expression. Needs server 7.0.
     *
     * @param shares the percentiles as fractions, each from 0 to 1
     */
    public static Document percentile(String field, Object input, List<Double> shares) {
        return accumulator(
                field,
                "$percentile",
                Document.of("input", Literal.expression("input", input), "p", Argument.notEmpty("shares", shares))
                        .append("method", "approximate"));
    }

    private static Document sorted(Document sortBy, Object expression) {
        return Document.of(
                "sortBy", Argument.notNull("sortBy", sortBy), "output", Literal.expression("expression", expression));
    }

    private static Document many(String field, String operator, Object expression, int n) {
        return accumulator(
                field,
                operator,
                Document.of("input", Literal.expression("expression", expression), "n", Argument.atLeast("n", n, 1)));
    }

    private static Document accumulator(String field, String operator, Object expression) {
        if (Literal.field(field).indexOf('.') >= 0) {
            throw Argument.rejected("field", field, "must not contain a dot");
        }
        return new Document(field, new Document(operator, Literal.expression("expression", expression)));
    }
}
