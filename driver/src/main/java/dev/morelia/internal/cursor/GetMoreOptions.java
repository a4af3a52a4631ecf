package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import dev.morelia.internal.operation.Aggregate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How further batches are requested.
 *
 * @param batchSize how many documents a batch, 0 for the server's choice
 * @param maxAwaitMillis how long an awaiting cursor waits for new documents, 0 for the server's choice
 * @param comment the caller's comment, or null
 * @param tailable whether the cursor stays open for documents that come later, so that each batch has the whole timeout
 *     instead of a share of it
 */
public record GetMoreOptions(
        int batchSize, long maxAwaitMillis, @Nullable Object comment, boolean tailable) {
    /** The server's choice in all. */
    public static final GetMoreOptions DEFAULT = new GetMoreOptions(0, 0, null, false);

    /** As the options of a find or a listing say; only a cursor that awaits data takes a time to wait. */
    public static GetMoreOptions of(Document fields) {
        Object type = fields.get("cursorType");
        return of(fields, "tailableAwait".equals(type), type != null && !"nonTailable".equals(type));
    }

    /** As the options of an aggregation say; only a change stream awaits data. */
    public static GetMoreOptions of(Aggregate aggregate) {
        List<Document> pipeline = aggregate.pipeline();
        boolean changeStream = !pipeline.isEmpty() && pipeline.getFirst().containsKey("$changeStream");
        return of(aggregate.fields(), changeStream, changeStream);
    }

    private static GetMoreOptions of(Document fields, boolean awaitsData, boolean tailable) {
        return fields.isEmpty() && !tailable
                ? DEFAULT
                : new GetMoreOptions(
                        fields.int32("batchSize", 0),
                        awaitsData ? fields.int64("maxAwaitTimeMS", 0) : 0,
                        fields.get("comment"),
                        tailable);
    }

    /** As the options of a caller's own command say, whose {@code maxTimeMS} is for further batches. */
    public static GetMoreOptions ofCommand(Document fields) {
        return new GetMoreOptions(
                fields.int32("batchSize", 0), fields.int64("maxTimeMS", 0), fields.get("comment"), false);
    }
}
