package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a document in another collection, by convention an embedded document {@code {"$ref": collection,
 * "$id": id, "$db": database}}. In a {@link Document} it is just that embedded document: convert with {@link #of} and
 * {@link #toDocument}. Unrelated to the deprecated {@link DbPointer}.
 *
 * @param collection name of the collection; any string
 * @param id the {@code _id} of the referenced document; any value, null included
 * @param database name of the database, or null for the database of the reference itself
 * @param extras further fields, written after these three; not copied
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/dbref/dbref.md">DBRef specification</a>
 */
public record DbRef(
        String collection, @Nullable Object id, @Nullable String database, Document extras)
        implements StoredAsDocument, Serializable {

    private static final String COLLECTION = "$ref";
    private static final String ID = "$id";
    private static final String DATABASE = "$db";

    /**
     * Checks the components.
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
     * Creates a reference without further fields.
     *
     * @param collection name of the collection
     * @param id the {@code _id} of the referenced document
     * @param database name of the database, or null for the database of the reference itself
     */
    public DbRef(String collection, @Nullable Object id, @Nullable String database) {
        this(collection, id, database, new Document());
    }

    /**
     * Creates a reference within the same database.
     *
     * @param collection name of the collection
     * @param id the {@code _id} of the referenced document
     */
    public DbRef(String collection, @Nullable Object id) {
        this(collection, id, null);
    }

    /**
     * Whether a value is a document that {@link #of} accepts.
     *
     * @param value any value
     * @return whether it is a document with {@code $ref}, {@code $id} and optionally {@code $db}, of the right types
     *     and in any order
     */
    public static boolean isDbRef(@Nullable Object value) {
        return value instanceof Map<?, ?> fields
                && fields.get(COLLECTION) instanceof String
                && fields.containsKey(ID)
                && (!fields.containsKey(DATABASE) || fields.get(DATABASE) instanceof String);
    }

    /**
     * Reads a reference. Its fields may be in any order; any others become {@link #extras}.
     *
     * @param document the reference, as embedded in another document
     * @throws BsonException if {@code $ref} or {@code $id} is missing, or {@code $ref} or {@code $db} is not a string
     */
    public static DbRef of(Document document) {
        if (!isDbRef(Argument.notNull("document", document))) {
            throw new BsonException("a DBRef needs a string $ref, an $id, and a string $db if present; the fields are "
                    + document.keySet());
        }
        Document extras = new Document();
        document.forEach((name, value) -> {
            if (!name.equals(COLLECTION) && !name.equals(ID) && !name.equals(DATABASE)) {
                extras.append(name, value);
            }
        });
        return new DbRef(document.string(COLLECTION), document.get(ID), (String) document.get(DATABASE), extras);
    }

    /** {@return a new document: {@code $ref}, {@code $id}, {@code $db} if there is one, and the extras} */
    @Override
    public Document toDocument() {
        Document document = new Document(COLLECTION, collection).append(ID, id);
        if (database != null) {
            document.append(DATABASE, database);
        }
        document.putAll(extras);
        return document;
    }
}
