package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.CursorType;
import dev.morelia.options.FindOptions;
import dev.morelia.options.Options;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.TimeoutMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How further batches are requested, and how a timeout applies to them.
 *
 * @param batchSize how many documents a batch, 0 for the server's choice
 * @param maxAwaitMillis how long an awaiting cursor waits for new documents, 0 for the server's choice
 * @param awaits whether that is sent
 * @param comment the caller's comment, or null
 * @param cursorType whether the cursor stays open for documents that come later
 * @param timeoutMode what a timeout holds for; null for the default of the type
 * @param readAhead whether the next batch may be requested before it is needed
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#cursors">Client Side Operations Timeout: cursors</a>
 */
public record GetMoreOptions(
        int batchSize,
        long maxAwaitMillis,
        boolean awaits,
        @Nullable Object comment,
        CursorType cursorType,
        @Nullable TimeoutMode timeoutMode,
        boolean readAhead) {
    /** The server's choice in all; nothing is read ahead. */
    public static final GetMoreOptions DEFAULT =
            new GetMoreOptions(0, 0, false, null, CursorType.NON_TAILABLE, null, false);

    private static final GetMoreOptions OF_QUERY = DEFAULT.withReadAhead();

    /** As the options of a find say; only a cursor that awaits data takes a time to wait. */
    public static GetMoreOptions of(FindOptions options) {
        CursorType type = options.cursorType();
        boolean awaits = type == CursorType.TAILABLE_AWAIT;
        var maxAwait = awaits ? options.maxAwaitTime() : Duration.ZERO;
        return ofQuery(of(options, maxAwait, awaits, type), options.readAhead());
    }

    /** As the options of a find say whose only batch is the first. */
    public static GetMoreOptions ofFirst(FindOptions options) {
        Document fields = OptionFields.of(options);
        return fields.containsKey("cursorType") || fields.containsKey("timeoutMode") ? of(options) : DEFAULT;
    }

    /** As the options of an aggregation say; only a change stream awaits data. */
    public static GetMoreOptions of(AggregateOptions options, List<Document> pipeline) {
        boolean changeStream = !pipeline.isEmpty() && pipeline.getFirst().containsKey("$changeStream");
        CursorType type = changeStream ? CursorType.TAILABLE_AWAIT : CursorType.NON_TAILABLE;
        return ofQuery(of(options, options.maxAwaitTime(), changeStream, type), options.readAhead());
    }

    /** As the options of a change stream say, which always awaits data. */
    public static GetMoreOptions of(ChangeStreamOptions options) {
        return of(options, options.maxAwaitTime(), true, CursorType.TAILABLE_AWAIT);
    }

    /** As the options of a listing say. */
    public static GetMoreOptions of(Options.BatchSize<?> options) {
        return of(options, Duration.ZERO, false, CursorType.NON_TAILABLE);
    }

    /** As the options of a caller's own command say, whose {@code maxTime} is for further batches. */
    public static GetMoreOptions of(RunCursorCommandOptions options) {
        return of(options, options.maxTime(), true, options.cursorType());
    }

    private static GetMoreOptions of(
            Options.BatchSize<?> options, Duration maxAwait, boolean awaits, CursorType cursorType) {
        if (OptionFields.of(options).isEmpty() && cursorType == CursorType.NON_TAILABLE) {
            return DEFAULT;
        }
        return new GetMoreOptions(
                options.batchSize(),
                maxAwait.toMillis(),
                awaits,
                options.field("comment"),
                cursorType,
                options.field("timeoutMode") instanceof String mode ? TimeoutMode.of(mode) : null,
                false);
    }

    private static GetMoreOptions ofQuery(GetMoreOptions options, boolean readAhead) {
        if (!readAhead) {
            return options;
        }
        return options.equals(DEFAULT) ? OF_QUERY : options.withReadAhead();
    }

    private GetMoreOptions withReadAhead() {
        return new GetMoreOptions(batchSize, maxAwaitMillis, awaits, comment, cursorType, timeoutMode, true);
    }

    /** Whether the server may send batches without being asked. */
    public boolean isExhaust() {
        return cursorType == CursorType.EXHAUST;
    }

    /** Whether the next batch is requested before it is needed; not if each request has a timeout of its own. */
    boolean readsAhead() {
        return readAhead && !renewsTimeout() && !isExhaust();
    }

    /** How long the server is told to wait for new documents, 0 for nothing. */
    long sentAwaitMillis() {
        return awaits ? maxAwaitMillis : 0;
    }

    /** Whether each request for documents has the whole timeout, instead of a share of the cursor's. */
    public boolean renewsTimeout() {
        return cursorType.isTailable() || timeoutMode == TimeoutMode.ITERATION;
    }

    /**
     * Whether the server is told the time left for the first batch. It would limit the cursor, too, unless that awaits
     * data.
     */
    public boolean limitsServer() {
        return cursorType == CursorType.TAILABLE_AWAIT || !renewsTimeout();
    }

    /**
     * Checks that a timeout can be kept.
     *
     * @param timeout that of the call, null if none is set
     * @param stores whether the results are stored, so that there is nothing to iterate over
     * @throws IllegalArgumentException if it cannot
     */
    public void check(@Nullable Duration timeout, boolean stores) {
        if (timeoutMode != null) {
            checkMode(timeoutMode, timeout, stores);
        }
        // What waits on an own command of the caller is known only by its type.
        boolean waits = maxAwaitMillis > 0 && (cursorType == CursorType.TAILABLE_AWAIT || !awaits);
        if (waits && timeout != null && !timeout.isZero() && maxAwaitMillis >= timeout.toMillis()) {
            throw Argument.rejected(
                    "maxAwaitTime",
                    Duration.ofMillis(maxAwaitMillis),
                    "must be shorter than the timeout of " + Argument.shown(timeout));
        }
    }

    private void checkMode(TimeoutMode mode, @Nullable Duration timeout, boolean stores) {
        if (timeout == null) {
            throw Argument.rejected("timeoutMode", mode, "must not be set without a timeout");
        }
        if (mode == TimeoutMode.CURSOR_LIFETIME && cursorType.isTailable()) {
            throw Argument.rejected("timeoutMode", mode, "must be ITERATION for a tailable cursor");
        }
        if (mode == TimeoutMode.ITERATION && stores) {
            throw Argument.rejected("timeoutMode", mode, "must be CURSOR_LIFETIME with $out or $merge");
        }
    }
}
