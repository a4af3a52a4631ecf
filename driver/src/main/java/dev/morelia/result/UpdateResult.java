package dev.morelia.result;

import org.jspecify.annotations.Nullable;

/**
 * Result of an update or replacement. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the write; if not, every other accessor throws
 *     {@link IllegalStateException}
 * @param matchedCount how many documents the filter matched
 * @param modifiedCount how many of them changed
 * @param upsertedCount 1 if a new document was inserted for lack of a match, else 0
 * @param upsertedId the {@code _id} of that new document; null if there is none (or, with a count of 1, if it is null)
 */
public record UpdateResult(
        boolean acknowledged,
        long matchedCount,
        long modifiedCount,
        long upsertedCount,
        @Nullable Object upsertedId) implements WriteResult {

    /** A result whose upserted id, when there is one, is not null. */
    public UpdateResult(boolean acknowledged, long matchedCount, long modifiedCount, @Nullable Object upsertedId) {
        this(acknowledged, matchedCount, modifiedCount, upsertedId == null ? 0 : 1, upsertedId);
    }

    /** The result of an update that is unacknowledged. */
    public static UpdateResult unacknowledged() {
        return new UpdateResult(false, 0, 0, null);
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
    public long upsertedCount() {
        Acknowledgement.require(acknowledged, "upsertedCount");
        return upsertedCount;
    }

    @Override
    public @Nullable Object upsertedId() {
        Acknowledgement.require(acknowledged, "upsertedId");
        return upsertedId;
    }

    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "UpdateResult[acknowledged=true, matchedCount=" + matchedCount + ", modifiedCount=" + modifiedCount
                        + ", upsertedCount=" + upsertedCount + ", upsertedId=" + upsertedId + "]"
                : Acknowledgement.unacknowledged(UpdateResult.class, "");
    }
}
