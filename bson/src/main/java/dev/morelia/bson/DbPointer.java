package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * A deprecated BSON reference: read and written back unchanged, of no use in new data.
 *
 * @param namespace database and collection, parted by a dot
 * @param id the referenced document's {@code _id}
 */
public record DbPointer(String namespace, ObjectId id) implements Serializable {
    /** Checks that both parts are there. */
    public DbPointer {
        Argument.notNull("namespace", namespace);
        Argument.notNull("id", id);
    }
}
