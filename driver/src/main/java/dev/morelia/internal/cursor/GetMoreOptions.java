package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import dev.morelia.internal.operation.Aggregate;
import java.util.List;
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

    /** As the options of a find or a listing say; only a cursor that awaits data takes a time to wait. */
    public static GetMoreOptions of(Document fields) {
        return of(fields, "tailableAwait".equals(fields.get("cursorType")));
    }

    /** As the options of an aggregation say; only a change stream awaits data. */
    public static GetMoreOptions of(Aggregate aggregate) {
        List<Document> pipeline = aggregate.pipeline();
        return of(aggregate.fields(), !pipeline.isEmpty() && pipeline.getFirst().containsKey("$changeStream"));
    }

    private static GetMoreOptions of(Document fields, boolean awaitsData) {
        return fields.isEmpty()
                ? DEFAULT
                : new GetMoreOptions(
                        fields.int32("batchSize", 0),
                        awaitsData ? fields.int64("maxAwaitTimeMS", 0) : 0,
                        fields.get("comment"));
    }

    /** As the options of a caller's own command say, whose {@code maxTimeMS} is for further batches. */
    public static GetMoreOptions ofCommand(Document fields) {
        return new GetMoreOptions(fields.int32("batchSize", 0), fields.int64("maxTimeMS", 0), fields.get("comment"));
    }
}
