package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * How further batches are asked for.
 *
 * @param batchSize how many documents a batch, 0 for the server's choice
 * @param maxAwaitMillis how long an awaiting cursor waits for new documents, 0 for the server's choice
 * @param comment the caller's comment, or null
 */
public record GetMoreOptions(
        int batchSize, long maxAwaitMillis, @Nullable Object comment) {
    /** The server's choice in all. */
    public static final GetMoreOptions DEFAULT = new GetMoreOptions(0, 0, null);

    /** As the options of a find, an aggregation or a listing say. */
    public static GetMoreOptions of(Document fields) {
        return fields.isEmpty()
                ? DEFAULT
                : new GetMoreOptions(
                        fields.int32("batchSize", 0), fields.int64("maxAwaitTimeMS", 0), fields.get("comment"));
    }

    /** As the options of a caller's own command say, whose {@code maxTimeMS} is for further batches. */
    public static GetMoreOptions ofCommand(Document fields) {
        return new GetMoreOptions(fields.int32("batchSize", 0), fields.int64("maxTimeMS", 0), fields.get("comment"));
    }
}
