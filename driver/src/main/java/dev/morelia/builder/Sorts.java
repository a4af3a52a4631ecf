package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * In which order documents come.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/method/cursor.sort/">Server manual: sort</a>
 */
public final class Sorts {
    private Sorts() {}

    /**
     * Upwards by fields, the first one first.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static Document ascending(String... fields) {
        return directed(1, fields);
    }

    /**
     * Downwards by fields, the first one first.
     *
     * @throws IllegalArgumentException if there is none, or one twice
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

    /** By how well a text search matched, the best first. */
    public static Document byTextScore(String field) {
        return new Document(Literal.field(field), new Document("$meta", "textScore"));
    }

    /** In the order in which the documents are stored, which for most collections means nothing: 1, or -1 backwards. */
    public static Document natural(int direction) {
        if (direction != 1 && direction != -1) {
            throw Argument.rejected("direction", direction, "must be 1 or -1");
        }
        return new Document("$natural", direction);
    }

    /**
     * By several orders, the first one first.
     *
     * @throws IllegalArgumentException if there is none, or if two name the same field
     */
    public static Document orderBy(Document... sorts) {
        return Literal.merged("sorts", Argument.array("sorts", sorts));
    }
}
