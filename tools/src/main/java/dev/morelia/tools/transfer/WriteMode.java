package dev.morelia.tools.transfer;

import dev.morelia.bson.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an import does with each document.
 *
 * @param kind what to do
 * @param keys the fields that identify the stored document, except for inserts
 * @param stopOnError whether to write in the order of the input and end at the first document that fails
 */
public record WriteMode(Kind kind, List<String> keys, boolean stopOnError) {
    /** What an import does with a document. */
    public enum Kind {
        /** Insert it. */
        INSERT,
        /** Replace the stored document, or insert it. */
        UPSERT,
        /** Set its fields in the stored document, or insert it. */
        MERGE,
        /** Delete the stored document. */
        DELETE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The first of the keys that a document does not have; empty if it has all. */
    String missing(Document document) {
        return keys.stream()
                .filter(key -> value(document, key) == null)
                .findFirst()
                .orElse("");
    }

    /** The value of a field with a dotted name; null if there is none. */
    static @Nullable Object value(Document document, String path) {
        Object value = document;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return value;
    }

    /** Whether a document is inserted whatever is stored. */
    boolean inserts(Document document) {
        return kind == Kind.INSERT || (kind != Kind.DELETE && !missing(document).isEmpty());
    }

    /** Whether documents have to be written in the order of the input. */
    boolean isOrdered() {
        return stopOnError || kind != Kind.INSERT;
    }
}
