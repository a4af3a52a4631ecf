package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks update and replacement documents, so that one is never sent in place of the other.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#update-vs-replace-validation">CRUD: update and replace validation</a>
 */
public final class WriteArgument {
    private WriteArgument() {}

    /** Returns the update, unless it is null, empty or does not start with an update operator. */
    public static Document update(@Nullable Document document) {
        Document update = Argument.notNull("update", document);
        if (update.isEmpty()) {
            throw new IllegalArgumentException("update must not be empty: it needs an operator such as $set");
        }
        String first = update.firstEntry().getKey();
        if (!first.startsWith("$")) {
            throw Argument.rejected(
                    "update",
                    first,
                    "must start with an operator such as $set (to replace a document, use replaceOne)");
        }
        return update;
    }

    /** Returns an immutable copy of the pipeline, unless it is null or empty. */
    public static List<Document> pipeline(@Nullable Iterable<Document> pipeline) {
        return Argument.notEmpty("update pipeline", pipeline);
    }

    /**
     * Checks that a document without an {@code _id} can be given an {@code ObjectId}.
     *
     * @param name the name of the value without {@code _id} for the message
     * @param remedy what the user can do
     * @param requiredType the class of {@code _id} that is required instead, or null
     */
    public static void generatedId(String name, String remedy, @Nullable Class<?> requiredType) {
        if (requiredType != null) {
            throw new IllegalArgumentException(name + " has no _id: " + remedy
                    + ", because only an ObjectId can be generated, and the type requires a " + requiredType.getName());
        }
    }

    /** Returns the replacement, unless it is null or starts with an operator. */
    public static Document replacement(@Nullable Document document) {
        Document replacement = Argument.notNull("replacement", document);
        // Not through its entries: those of a decoded document omit repeated names.
        String first = replacement.firstKeyOrNull();
        if (first != null && first.startsWith("$")) {
            throw Argument.rejected(
                    "replacement", first, "must not start with an operator (to change fields, use updateOne)");
        }
        return replacement;
    }
}
