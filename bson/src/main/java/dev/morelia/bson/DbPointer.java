package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;

/**
 * A reference of a deprecated BSON type, supported so that existing data can be read and written back unchanged.
 *
 * @param namespace database and collection, separated by a dot
 * @param id the referenced document's {@code _id}
 */
public record DbPointer(String namespace, ObjectId id) implements Serializable {
    /** Checks that neither component is null. */
    public DbPointer {
        Argument.notNull("namespace", namespace);
        Argument.notNull("id", id);
    }
}
