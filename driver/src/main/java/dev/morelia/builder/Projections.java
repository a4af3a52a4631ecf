package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.List;

/**
 * Which fields of documents are returned.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/projection/">Server manual: projection operators</a>
 */
public final class Projections {
    private Projections() {}

    /**
     * These fields, and {@code _id}.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static Document include(String... fields) {
        return flagged(1, fields);
    }

    /**
     * All fields but these.
     *
     * @throws IllegalArgumentException if there is none, or one twice
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

    /** Without {@code _id}. */
    public static Document excludeId() {
        return new Document("_id", 0);
    }

    /**
     * Several projections as one.
     *
     * @throws IllegalArgumentException if there is none, or if two name the same field
     */
    public static Document fields(Document... projections) {
        return Literal.merged("projections", Argument.array("projections", projections));
    }

    /**
     * A field with the value of an aggregation expression. A text that starts with a dollar sign is the path of a
     * field; for the text itself use {@link Aggregates#literal}.
     */
    public static Document computed(String field, Object expression) {
        return new Document(Literal.field(field), Argument.notNull("expression", expression));
    }

    /** Of an array, the element that made the filter of the query match. */
    public static Document firstMatch(String field) {
        return new Document(Literal.field(field) + ".$", 1);
    }

    /** Of an array, the first element that the filter matches. */
    public static Document firstMatch(String field, Document filter) {
        return new Document(Literal.field(field), operator("$elemMatch", Argument.notNull("filter", filter)));
    }

    /** Of an array, the first elements, or with a negative number the last ones. */
    public static Document slice(String field, int limit) {
        return new Document(Literal.field(field), operator("$slice", limit));
    }

    /**
     * Of an array, some elements after others.
     *
     * @param skip how many to pass over, or negative to count from the end
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Document slice(String field, int skip, int limit) {
        Argument.atLeast("limit", limit, 1);
        return new Document(Literal.field(field), operator("$slice", List.of(skip, limit)));
    }

    /** How well a text search matched. */
    public static Document metaTextScore(String field) {
        return new Document(Literal.field(field), operator("$meta", "textScore"));
    }
}
