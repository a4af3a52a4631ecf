package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * Sort orders.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/method/cursor.sort/">Server manual: sort</a>
 */
public final class Sorts {
    private Sorts() {}

    /**
     * Sorts by fields in ascending order, the first field taking precedence.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document ascending(String... fields) {
        return directed(1, fields);
    }

    /**
     * Sorts by fields in descending order, the first field taking precedence.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document descending(String... fields) {
        return directed(-1, fields);
    }

    private static Document directed(int direction, String... fields) {
        return Literal.merged(
                "fields",
                Argument.notEmpty("fields", Argument.array("fields", fields)).stream()
                        .map(field -> new Document(Literal.field(field), direction))
                        .toList());
    }

    /** Sorts by the relevance score of a text search, best first. */
    public static Document byTextScore(String field) {
        return new Document(Literal.field(field), new Document("$meta", "textScore"));
    }

    /** Sorts in the order in which the documents are stored, unspecified for most collections: 1, or -1 for reverse. */
    public static Document natural(int direction) {
        if (direction != 1 && direction != -1) {
            throw Argument.rejected("direction", direction, "must be 1 or -1");
        }
        return new Document("$natural", direction);
    }

    /**
     * Combines several sort orders, the first taking precedence.
     *
     * @throws IllegalArgumentException if there are no sort orders, or two name the same field
     */
    public static Document orderBy(Document... sorts) {
        return Literal.merged("sorts", Argument.array("sorts", sorts));
    }
}
