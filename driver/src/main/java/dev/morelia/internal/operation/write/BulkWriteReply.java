package dev.morelia.internal.operation.write;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.RequiredFields;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to {@code bulkWrite}.
 *
 * @param counts what was written
 * @param errorCount how many operations failed
 * @param results the first of the results of single operations
 * @param writeConcernError the write concern error, or null
 * @param document the whole reply
 * @param server which server sent it
 */
public record BulkWriteReply(
        Counts counts,
        long errorCount,
        CursorBatch results,
        @Nullable RawDocument writeConcernError,
        RawDocument document,
        ServerAddress server)
        implements WriteConfirmation {

    /**
     * How many documents a command has inserted, matched (upserts not included), modified, upserted and deleted.
     */
    public record Counts(long inserted, long matched, long modified, long upserted, long deleted) {
        private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        /** Whether any document was. */
        public boolean any() {
            return !equals(NONE);
        }
    }

    /** The reply of an unacknowledged command. */
    static BulkWriteReply nothing(ServerAddress server) {
        return new BulkWriteReply(
                Counts.NONE, 0, CursorBatch.empty(server), null, RawDocument.encode(new Document()), server);
    }

    /** @param operations how many the command carried */
    static BulkWriteReply parse(Reply reply, int operations) {
        RawDocument document = reply.document();
        var results = CursorBatch.parse(reply, "firstBatch");
        checkItems(results, operations);
        RawDocument writeConcernError = document.documentOrNull("writeConcernError");
        if (writeConcernError != null) {
            // It is read later, where a malformed one is not expected.
            Document unused = writeConcernError.toDocument();
        }
        var counts = new Counts(
                RequiredFields.count(document, "nInserted"),
                RequiredFields.count(document, "nMatched"),
                RequiredFields.count(document, "nModified"),
                RequiredFields.count(document, "nUpserted"),
                RequiredFields.count(document, "nDeleted"));
        long errorCount = RequiredFields.count(document, "nErrors");
        return new BulkWriteReply(counts, errorCount, results, writeConcernError, document, reply.server());
    }

    private static void checkItems(CursorBatch batch, int operations) {
        List<Item> unused = items(batch, operations);
    }

    /**
     * The results in a batch of the cursor.
     *
     * @param operations how many the command carried
     * @throws BsonException when one is malformed
     */
    public static List<Item> items(CursorBatch batch, int operations) {
        List<Item> items = new ArrayList<>();
        BsonInput input = batch.documents();
        while (input.next() != null) {
            items.add(Item.of(input.rawDocument(), operations));
        }
        return items;
    }

    /**
     * The result of one operation.
     *
     * @param index of the operation in the command
     * @param failed whether it failed; then the document has the error
     * @param count documents inserted, matched (upserts included) or deleted
     * @param modifiedCount documents that an update changed
     * @param upserted {@code {_id}} of an upserted document, or null
     * @param document the whole result
     */
    public record Item(
            int index,
            boolean failed,
            long count,
            long modifiedCount,
            @Nullable RawDocument upserted,
            RawDocument document) {
        private static Item of(RawDocument document, int operations) {
            BsonInput at = RequiredFields.at(document, "idx");
            long index = at.wholeNumber();
            if (index < 0 || index >= operations) {
                throw at.failure("expected an index of one of " + operations + " operations but found " + index, null);
            }
            boolean failed = RequiredFields.at(document, "ok").number() != 1;
            RawDocument upserted = document.documentOrNull("upserted");
            if (upserted != null) {
                RequiredFields.at(upserted, "_id").value();
            }
            if (failed) {
                // The error is read later, where a malformed one is not expected.
                Document unused = document.toDocument();
            }
            return new Item(
                    (int) index,
                    failed,
                    failed ? 0 : RequiredFields.count(document, "n"),
                    document.has("nModified") ? RequiredFields.count(document, "nModified") : 0,
                    upserted,
                    document);
        }
    }
}
