package dev.morelia.result;

/**
 * Result of a deletion. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the write; if not, the count throws {@link IllegalStateException}
 * @param deletedCount how many documents were deleted
 */
public record DeleteResult(boolean acknowledged, long deletedCount) implements WriteResult {

    /** The result of a deletion that is unacknowledged. */
    public static DeleteResult unacknowledged() {
        return new DeleteResult(false, 0);
    }

    @Override
    public long deletedCount() {
        Acknowledgement.require(acknowledged, "deletedCount");
        return deletedCount;
    }

    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "DeleteResult[acknowledged=true, deletedCount=" + deletedCount + "]"
                : Acknowledgement.unacknowledged(DeleteResult.class, "");
    }
}
