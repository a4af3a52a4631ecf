package dev.morelia.result;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of inserting several documents. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the write
 * @param insertedCount how many documents were inserted; the accessor throws {@link IllegalStateException} if the
 *     write is unacknowledged
 * @param insertedIds the {@code _id} of each document by its place in the list, known even when not acknowledged; a
 *     read-only view of the given map, which must not be changed any more. Empty for a stream of documents, whose ids
 *     might not fit into memory
 */
public record InsertManyResult(boolean acknowledged, long insertedCount, Map<Integer, @Nullable Object> insertedIds)
        implements WriteResult {
    /** A result. */
    public InsertManyResult {
        insertedIds = Collections.unmodifiableMap(insertedIds);
    }

    @Override
    public long insertedCount() {
        Acknowledgement.require(acknowledged, "insertedCount");
        return insertedCount;
    }

    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "InsertManyResult[acknowledged=true, insertedCount=" + insertedCount + ", insertedIds=" + insertedIds
                        + "]"
                : Acknowledgement.unacknowledged(InsertManyResult.class, "insertedIds=" + insertedIds);
    }
}
