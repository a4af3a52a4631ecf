package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * Index keys.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/indexes/">Server manual: indexes</a>
 */
public final class Indexes {
    private Indexes() {}

    /**
     * Ascending keys on fields.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document ascendingKeys(String... fields) {
        return keys(1, fields);
    }

    /**
     * Descending keys on fields.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document descendingKeys(String... fields) {
        return keys(-1, fields);
    }

    /**
     * Text keys on fields.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document textKeys(String... fields) {
        return keys("text", fields);
    }

    /** A text key on all fields. */
    public static Document textOfAllFields() {
        return new Document("$**", "text");
    }

    /** A hashed key, for hashed sharding. */
    public static Document hashed(String field) {
        return keys("hashed", field);
    }

    /**
     * 2dsphere keys, for shapes on a sphere.
     *
     * @throws IllegalArgumentException if there are no fields, or one is repeated
     */
    public static Document geo2dsphere(String... fields) {
        return keys("2dsphere", fields);
    }

    /** A 2d key, for coordinate pairs on a plane. */
    public static Document geo2d(String field) {
        return keys("2d", field);
    }

    /** A wildcard key on all fields. */
    public static Document wildcard() {
        return new Document("$**", 1);
    }

    /** A wildcard key on all fields below the given one. */
    public static Document wildcard(String field) {
        return new Document(Literal.field(field) + ".$**", 1);
    }

    /**
     * A compound of several keys.
     *
     * @throws IllegalArgumentException if there are no keys, or two name the same field
     */
    public static Document compound(Document... keys) {
        return Literal.merged("keys", Argument.array("keys", keys));
    }

    private static Document keys(Object kind, String... fields) {
        return Literal.merged(
                "fields",
                Argument.notEmpty("fields", Argument.array("fields", fields)).stream()
                        .map(field -> new Document(Literal.field(field), kind))
                        .toList());
    }
}
