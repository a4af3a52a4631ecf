package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.List;

/**
 * Projections: the fields of documents to return.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/projection/">Server manual: projection operators</a>
 */
public final class Projections {
    private Projections() {}

    /**
     * Includes the given fields, and {@code _id}.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document include(String... fields) {
        return flagged(1, fields);
    }

    /**
     * Excludes the given fields.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document exclude(String... fields) {
        return flagged(0, fields);
    }

    private static Document flagged(int flag, String... fields) {
        return Literal.merged(
                "fields",
                Argument.notEmpty("fields", Argument.array("fields", fields)).stream()
                        .map(field -> new Document(Literal.field(field), flag))
                        .toList());
    }

    /** Excludes {@code _id}. */
    public static Document excludeId() {
        return new Document("_id", 0);
    }

    /**
     * Combines several projections.
     *
     * @throws IllegalArgumentException if there are no projections, or two name the same field
     */
    public static Document fields(Document... projections) {
        return Literal.merged("projections", Argument.array("projections", projections));
    }

    /**
     * Adds a field with the value of an aggregation expression. A string that starts with a dollar sign is a field
     * path; use {@link Aggregates#literal} for a literal string.
     */
    public static Document computed(String field, Object expression) {
        return new Document(Literal.field(field), Argument.notNull("expression", expression));
    }

    /** Returns only the array element that made the query's filter match. */
    public static Document firstMatch(String field) {
        return new Document(Literal.field(field) + ".$", 1);
    }

    /** Returns only the first array element that matches the filter. */
    public static Document firstMatch(String field, Document filter) {
        return new Document(Literal.field(field), operator("$elemMatch", Argument.notNull("filter", filter)));
    }

    /** Returns only the first elements of an array, or the last ones if the limit is negative. */
    public static Document slice(String field, int limit) {
        return new Document(Literal.field(field), operator("$slice", limit));
    }

    /**
     * Returns only some elements of an array.
     *
     * @param skip how many elements to skip, or negative to count from the end
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Document slice(String field, int skip, int limit) {
        Argument.atLeast("limit", limit, 1);
        return new Document(Literal.field(field), operator("$slice", List.of(skip, limit)));
    }

    /** Adds the relevance score of a text search. */
    public static Document metaTextScore(String field) {
        return new Document(Literal.field(field), operator("$meta", "textScore"));
    }
}
