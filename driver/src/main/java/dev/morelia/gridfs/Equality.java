package dev.morelia.gridfs;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Filters for one value, whatever it is: a document with operators or a regular expression is taken as it stands. */
final class Equality {
    private Equality() {}

    static Document of(String field, Object value) {
        boolean plain = value instanceof ObjectId
                || value instanceof String
                || value instanceof Number
                || value instanceof UUID
                || value instanceof Boolean;
        return new Document(field, plain ? value : new Document("$eq", value));
    }

    /** Returns the id, unless it is null or a file instead of its id. */
    static Object checkedId(@Nullable Object id) {
        Object present = Argument.notNull("id", id);
        if (present instanceof GridFsFile file) {
            throw Argument.rejected("id", file, "must be the id of a file, not the file: pass file.id()");
        }
        return present;
    }
}
