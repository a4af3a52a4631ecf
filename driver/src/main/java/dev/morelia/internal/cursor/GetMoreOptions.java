package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.Options;
import dev.morelia.options.RunCursorCommandOptions;
import java.time.Duration;
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

    /** As the options of a find say; only a cursor that awaits data takes a time to wait. */
    public static GetMoreOptions of(FindOptions options) {
        CursorType type = options.cursorType();
        Duration maxAwait = type == CursorType.TAILABLE_AWAIT ? options.maxAwaitTime() : Duration.ZERO;
        return of(options, maxAwait, type != CursorType.NON_TAILABLE);
    }

    /** As the options of an aggregation say; only a change stream awaits data. */
    public static GetMoreOptions of(AggregateOptions options, List<Document> pipeline) {
        boolean changeStream = !pipeline.isEmpty() && pipeline.getFirst().containsKey("$changeStream");
        return of(options, changeStream ? options.maxAwaitTime() : Duration.ZERO, changeStream);
    }

    /** As the options of a listing say. */
    public static GetMoreOptions of(Options.BatchSize<?> options) {
        return of(options, Duration.ZERO, false);
    }

    /** As the options of a caller's own command say, whose {@code maxTime} is for further batches. */
    public static GetMoreOptions of(RunCursorCommandOptions options) {
        return of(options, options.maxTime(), false);
    }

    private static GetMoreOptions of(Options.BatchSize<?> options, Duration maxAwait, boolean tailable) {
        return OptionFields.of(options).isEmpty() && !tailable
                ? DEFAULT
                : new GetMoreOptions(options.batchSize(), maxAwait.toMillis(), options.field("comment"), tailable);
    }
}
