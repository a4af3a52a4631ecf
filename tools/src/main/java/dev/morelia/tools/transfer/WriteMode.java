package dev.morelia.tools.transfer;

import java.util.List;
import java.util.Locale;

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

    /** Whether documents have to be written in the order of the input. */
    boolean isOrdered() {
        return stopOnError || kind != Kind.INSERT;
    }
}
