package dev.morelia.result;

import org.jspecify.annotations.Nullable;

/**
 * Result of inserting one document. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the write
 * @param insertedId the {@code _id} of the document, known even when not acknowledged; null if the server chose it
 */
public record InsertOneResult(
        boolean acknowledged, @Nullable Object insertedId) implements WriteResult {
    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "InsertOneResult[acknowledged=true, insertedId=" + insertedId + "]"
                : Acknowledgement.unacknowledged(InsertOneResult.class, "insertedId=" + insertedId);
    }
}
