package dev.morelia.result;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of many writes in one go. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the write; if not, every accessor but {@code insertedIds} throws
 *     {@link IllegalStateException}
 * @param insertedCount how many documents were inserted
 * @param matchedCount how many documents the filters of updates and replacements matched
 * @param modifiedCount how many of them changed
 * @param deletedCount how many documents were deleted
 * @param insertedIds the {@code _id} of each inserted document by the place of its model in the list, known even when
 *     not acknowledged; a read-only view of the given map, which must not be changed any more
 * @param upsertedIds the {@code _id} of each document inserted for lack of a match, by the place of its model; a view
 *     likewise
 */
public record BulkWriteResult(
        boolean acknowledged,
        long insertedCount,
        long matchedCount,
        long modifiedCount,
        long deletedCount,
        Map<Integer, @Nullable Object> insertedIds,
        Map<Integer, @Nullable Object> upsertedIds)
        implements WriteResult {

    /** A result. */
    public BulkWriteResult {
        insertedIds = Collections.unmodifiableMap(insertedIds);
        upsertedIds = Collections.unmodifiableMap(upsertedIds);
    }

    /** The result of writes that are unacknowledged. */
    public static BulkWriteResult unacknowledged(Map<Integer, @Nullable Object> insertedIds) {
        return new BulkWriteResult(false, 0, 0, 0, 0, insertedIds, Map.of());
    }

    @Override
    public long insertedCount() {
        Acknowledgement.require(acknowledged, "insertedCount");
        return insertedCount;
    }

    @Override
    public long matchedCount() {
        Acknowledgement.require(acknowledged, "matchedCount");
        return matchedCount;
    }

    @Override
    public long modifiedCount() {
        Acknowledgement.require(acknowledged, "modifiedCount");
        return modifiedCount;
    }

    @Override
    public long deletedCount() {
        Acknowledgement.require(acknowledged, "deletedCount");
        return deletedCount;
    }

    /** How many documents were inserted for lack of a match. */
    public long upsertedCount() {
        Acknowledgement.require(acknowledged, "upsertedCount");
        return upsertedIds.size();
    }

    @Override
    public Map<Integer, @Nullable Object> upsertedIds() {
        Acknowledgement.require(acknowledged, "upsertedIds");
        return upsertedIds;
    }

    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "BulkWriteResult[acknowledged=true, insertedCount=" + insertedCount + ", matchedCount=" + matchedCount
                        + ", modifiedCount=" + modifiedCount + ", deletedCount=" + deletedCount + ", insertedIds="
                        + insertedIds + ", upsertedIds=" + upsertedIds + "]"
                : Acknowledgement.unacknowledged(BulkWriteResult.class, "insertedIds=" + insertedIds);
    }
}
