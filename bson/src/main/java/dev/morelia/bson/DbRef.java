package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a document of another collection, by convention an embedded document {@code {"$ref": collection,
 * "$id": id, "$db": database}}. Documents hold it as just that document: {@link #of} and {@link #toDocument} convert.
 * It has no relation to the deprecated {@link DbPointer}.
 *
 * @param collection name of the collection; any string
 * @param id the {@code _id} of the document referred to; any value, null included
 * @param database name of the database, or null for the one that the reference itself is in
 * @param extras further fields, which stand after these three; not copied
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/dbref/dbref.md">DBRef specification</a>
 */
public record DbRef(
        String collection, @Nullable Object id, @Nullable String database, Document extras) implements Serializable {

    private static final String COLLECTION = "$ref";
    private static final String ID = "$id";
    private static final String DATABASE = "$db";

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code extras} has a field {@code $ref}, {@code $id} or {@code $db}
     */
    public DbRef {
        Argument.notNull("collection", collection);
        Argument.notNull("extras", extras);
        if (extras.containsKey(COLLECTION) || extras.containsKey(ID) || extras.containsKey(DATABASE)) {
            throw new IllegalArgumentException(
                    "extras must not have $ref, $id or $db, but its fields are " + extras.keySet());
        }
    }

    /**
     * A reference without further fields.
     *
     * @param collection name of the collection
     * @param id the {@code _id} of the document referred to
     * @param database name of the database, or null for the one that the reference itself is in
     */
    public DbRef(String collection, @Nullable Object id, @Nullable String database) {
        this(collection, id, database, new Document());
    }

    /**
     * A reference within the same database.
     *
     * @param collection name of the collection
     * @param id the {@code _id} of the document referred to
     */
    public DbRef(String collection, @Nullable Object id) {
        this(collection, id, null);
    }

    /**
     * Whether a value is a document that {@link #of} accepts.
     *
     * @param value any value
     * @return whether it has {@code $ref}, {@code $id} and perhaps {@code $db}, of the right types and in any order
     */
    public static boolean isDbRef(@Nullable Object value) {
        return value instanceof Map<?, ?> fields
                && fields.get(COLLECTION) instanceof String
                && fields.containsKey(ID)
                && (!fields.containsKey(DATABASE) || fields.get(DATABASE) instanceof String);
    }

    /**
     * Reads a reference. Its fields may stand in any order; those beyond the three become {@link #extras}.
     *
     * @param document the reference as it stands in another document
     * @throws BsonException if {@code $ref} or {@code $id} is missing, or {@code $ref} or {@code $db} is no string
     */
    public static DbRef of(Document document) {
        if (!isDbRef(Argument.notNull("document", document))) {
            throw new BsonException("a DBRef needs a string $ref, an $id, and a string $db if present; the fields"
                    + " here are " + document.keySet());
        }
        Document extras = new Document();
        document.forEach((name, value) -> {
            if (!name.equals(COLLECTION) && !name.equals(ID) && !name.equals(DATABASE)) {
                extras.append(name, value);
            }
        });
        return new DbRef(document.string(COLLECTION), document.get(ID), (String) document.get(DATABASE), extras);
    }

    /** {@return a new document: {@code $ref}, {@code $id}, {@code $db} if there is one, then the extras} */
    public Document toDocument() {
        Document document = new Document(COLLECTION, collection).append(ID, id);
        if (database != null) {
            document.append(DATABASE, database);
        }
        document.putAll(extras);
        return document;
    }
}
