package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks of update and replacement documents, so that the one is never sent for the other.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#update-vs-replace-validation">CRUD: update and replace validation</a>
 */
public final class WriteArgument {
    private WriteArgument() {}

    /** The update itself, unless it is null, empty or does not start with an update operator. */
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

    /** An immutable copy of the pipeline, unless it is null or empty. */
    public static List<Document> pipeline(@Nullable Iterable<Document> pipeline) {
        return Argument.notEmpty("update pipeline", pipeline);
    }

    /**
     * Checks that a document without {@code _id} can be given an {@code ObjectId}.
     *
     * @param name what has no {@code _id}
     * @param remedy what to do
     * @param requiredType the class of the {@code _id} that it needs instead, null for none
     */
    public static void generatedId(String name, String remedy, @Nullable Class<?> requiredType) {
        if (requiredType != null) {
            throw new IllegalArgumentException(name + " has no _id: " + remedy
                    + ", as only an ObjectId can be generated, and the type needs a " + requiredType.getName());
        }
    }

    /** The replacement itself, unless it is null or starts with an operator. */
    public static Document replacement(@Nullable Document document) {
        Document replacement = Argument.notNull("replacement", document);
        // Not by its entries: of a document that was read they would leave out names that come twice.
        String first = replacement.firstKeyOrNull();
        if (first != null && first.startsWith("$")) {
            throw Argument.rejected(
                    "replacement", first, "must not start with an operator (to change fields, use updateOne)");
        }
        return replacement;
    }
}
