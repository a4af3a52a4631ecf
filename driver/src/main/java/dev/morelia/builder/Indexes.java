package dev.morelia.builder;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * The keys of an index.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/indexes/">Server manual: indexes</a>
 */
public final class Indexes {
    private Indexes() {}

    /**
     * Upwards by fields.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static Document ascendingKeys(String... fields) {
        return keys(1, fields);
    }

    /**
     * Downwards by fields.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static Document descendingKeys(String... fields) {
        return keys(-1, fields);
    }

    /**
     * Words of fields, for text search.
     *
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public static Document textKeys(String... fields) {
        return keys("text", fields);
    }

    /** Words of all fields, for text search. */
    public static Document textOfAllFields() {
        return new Document("$**", "text");
    }

    /** Hash values of a field, for even sharding. */
    public static Document hashed(String field) {
        return keys("hashed", field);
    }

    /**
     * Shapes on the globe.
     *
     * @throws IllegalArgumentException if there is no field, or one twice
     */
    public static Document geo2dsphere(String... fields) {
        return keys("2dsphere", fields);
    }

    /** Pairs of coordinates on the plane. */
    public static Document geo2d(String field) {
        return keys("2d", field);
    }

    /** All fields, whatever they are. */
    public static Document wildcard() {
        return new Document("$**", 1);
    }

    /** All fields below one, whatever they are. */
    public static Document wildcard(String field) {
        return new Document(Literal.field(field) + ".$**", 1);
    }

    /**
     * Several keys one after the other.
     *
     * @throws IllegalArgumentException if there is none, or if two name the same field
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
