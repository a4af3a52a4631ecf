package dev.morelia.result;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of a bulk write of a client. Immutable and thread-safe.
 *
 * @param acknowledged whether the server acknowledged the writes; if not, every other accessor throws
 *     {@link IllegalStateException}
 * @param insertedCount how many documents were inserted by inserts
 * @param upsertedCount how many documents were inserted by updates and replacements for lack of a match
 * @param matchedCount how many documents the filters of updates and replacements matched
 * @param modifiedCount how many of them changed
 * @param deletedCount how many documents were deleted
 * @param results the results of the single writes; null unless they were asked for with {@code verboseResults}
 * @param throughOlderCommands whether the server, older than 8.0, has executed the writes, or some of them, as insert,
 *     update and delete commands for each collection: several commands instead of one
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md#result">Bulk Write: result</a>
 */
public record ClientBulkWriteResult(
        boolean acknowledged,
        long insertedCount,
        long upsertedCount,
        long matchedCount,
        long modifiedCount,
        long deletedCount,
        @Nullable Results results,
        boolean throughOlderCommands)
        implements WriteResult {

    /**
     * The results of the single writes that succeeded, by the index of the write in the list that the caller passed;
     * read-only views of the given maps, which must not be changed any more.
     *
     * @param inserts of each insert
     * @param updates of each update and replacement
     * @param deletes of each delete
     */
    public record Results(Map<Integer, Inserted> inserts, Map<Integer, Updated> updates, Map<Integer, Deleted> deletes)
            implements Serializable {
        /** Results. */
        public Results {
            inserts = Collections.unmodifiableMap(inserts);
            updates = Collections.unmodifiableMap(updates);
            deletes = Collections.unmodifiableMap(deletes);
        }
    }

    /**
     * One insert.
     *
     * @param insertedId the {@code _id} of the document
     */
    public record Inserted(@Nullable Object insertedId) implements Serializable {}

    /**
     * One update or replacement.
     *
     * @param matchedCount how many documents the filter matched; 1 if a new document was inserted for lack of a match
     * @param modifiedCount how many of them changed
     * @param upsertedCount 1 if a new document was inserted for lack of a match, else 0
     * @param upsertedId the {@code _id} of that new document; null if there is none (or, with a count of 1, if it is
     *     null)
     */
    public record Updated(
            long matchedCount,
            long modifiedCount,
            long upsertedCount,
            @Nullable Object upsertedId) implements Serializable {}

    /**
     * One delete.
     *
     * @param deletedCount how many documents were deleted
     */
    public record Deleted(long deletedCount) implements Serializable {}

    /** The result of writes that are unacknowledged. */
    public static ClientBulkWriteResult unacknowledged() {
        return new ClientBulkWriteResult(false, 0, 0, 0, 0, 0, null, false);
    }

    @Override
    public long insertedCount() {
        Acknowledgement.require(acknowledged, "insertedCount");
        return insertedCount;
    }

    @Override
    public long upsertedCount() {
        Acknowledgement.require(acknowledged, "upsertedCount");
        return upsertedCount;
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

    @Override
    public @Nullable Results results() {
        Acknowledgement.require(acknowledged, "results");
        return results;
    }

    @Override
    public boolean throughOlderCommands() {
        Acknowledgement.require(acknowledged, "throughOlderCommands");
        return throughOlderCommands;
    }

    /** Whether there are results of the single writes: they were asked for, and the writes are acknowledged. */
    public boolean hasVerboseResults() {
        return acknowledged && results != null;
    }

    /**
     * The result of each insert that succeeded, by the index of the write in the list that the caller passed.
     *
     * @throws IllegalStateException unless {@link #hasVerboseResults}
     */
    public Map<Integer, Inserted> insertResults() {
        return verbose("insertResults").inserts();
    }

    /**
     * The result of each update and replacement that succeeded, by the index of the write in the list that the caller
     * passed.
     *
     * @throws IllegalStateException unless {@link #hasVerboseResults}
     */
    public Map<Integer, Updated> updateResults() {
        return verbose("updateResults").updates();
    }

    /**
     * The result of each delete that succeeded, by the index of the write in the list that the caller passed.
     *
     * @throws IllegalStateException unless {@link #hasVerboseResults}
     */
    public Map<Integer, Deleted> deleteResults() {
        return verbose("deleteResults").deletes();
    }

    private Results verbose(String what) {
        Acknowledgement.require(acknowledged, what);
        if (results == null) {
            throw new IllegalStateException(what + " is not known: the results of single writes were not asked for."
                    + " Set verboseResults(true) in the ClientBulkWriteOptions.");
        }
        return results;
    }

    /** The values of the record; of an unacknowledged write those that are known. */
    @Override
    public String toString() {
        return acknowledged
                ? "ClientBulkWriteResult[acknowledged=true, insertedCount=" + insertedCount + ", upsertedCount="
                        + upsertedCount + ", matchedCount=" + matchedCount + ", modifiedCount=" + modifiedCount
                        + ", deletedCount=" + deletedCount + (results == null ? "" : ", results=" + results)
                        + (throughOlderCommands ? ", throughOlderCommands=true]" : "]")
                : Acknowledgement.unacknowledged(ClientBulkWriteResult.class, "");
    }
}
