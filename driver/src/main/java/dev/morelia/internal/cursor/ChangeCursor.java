package dev.morelia.internal.cursor;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.changestream.EventFragments;
import dev.morelia.internal.changestream.ResumePoint;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.ServerCursor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a change stream, still encoded, one after the other. Resumes the stream where the program has got to,
 * so that no event is lost or returned twice. Not thread-safe, but for {@link #close} and {@link #resumeToken}.
 */
public final class ChangeCursor {
    private final ChangeBatches batches;
    private final ResumePoint point;
    /** Null if fragments are events of their own. */
    private final @Nullable EventFragments fragments;
    /** Those that have arrived and are not returned yet. */
    private ArrayDeque<RawDocument> arrived = new ArrayDeque<>();

    /** The point in the history of the servers up to which the batch goes; null if they do not tell. */
    private @Nullable RawDocument searchedUpTo;

    private @Nullable RawDocument event;
    /** The token of the event, or of its last fragment. */
    private @Nullable RawDocument eventToken;

    private ChangeCursor(ChangeBatches batches, ResumePoint point, @Nullable EventFragments fragments) {
        this.batches = batches;
        this.point = point;
        this.fragments = fragments;
    }

    /**
     * Opens a change stream.
     *
     * @throws IllegalArgumentException if the time to wait conflicts with the timeout
     */
    public static ChangeCursor open(
            CursorResources resources, ChangeStreamCommand command, ExecutionContext context, GetMoreOptions options) {
        var point = new ResumePoint(command.stageOptions());
        var batches = ChangeBatches.open(resources, command, point, context, options);
        var cursor = new ChangeCursor(batches, point, command.joinsFragments() ? new EventFragments() : null);
        cursor.queue(true);
        return cursor;
    }

    /** Whether there is another event; waits for it. False once the server has closed the stream. */
    public boolean hasNext() {
        batches.requireUsable();
        boolean again = false;
        while (!isAtEvent()) {
            if (!batches.hasMore()) {
                return false;
            }
            fetch(again);
            again = true;
        }
        return true;
    }

    /**
     * The next event.
     *
     * @throws NoSuchElementException if the server has closed the stream
     */
    public RawDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the change stream has no more events");
        }
        return taken();
    }

    /** The next event; null if there is none right now. Resumes an interrupted stream, and sends one request. */
    public @Nullable RawDocument tryNext() {
        batches.requireUsable();
        int requests = batches.isInterrupted() ? 2 : 1;
        for (int sent = 0; !isAtEvent(); sent++) {
            if (sent == requests || !batches.hasMore()) {
                return null;
            }
            fetch(sent > 0);
        }
        return taken();
    }

    private RawDocument taken() {
        RawDocument taken = event;
        RawDocument token = eventToken;
        if (taken == null || token == null) {
            throw new IllegalStateException("there is no event");
        }
        point.returned(token, arrived.isEmpty() ? searchedUpTo : null);
        event = null;
        eventToken = null;
        return taken;
    }

    private void fetch(boolean again) {
        batches.fetch(again);
        queue(false);
    }

    private void queue(boolean first) {
        boolean queued = false;
        try {
            CursorBatch batch = batches.batch();
            if (fragments != null && batches.isReopened()) {
                fragments.clear();
            }
            var documents = new ArrayDeque<RawDocument>();
            BsonInput input = batch.documents();
            while (input.next() != null) {
                documents.add(input.rawDocument());
            }
            boolean empty = documents.isEmpty() && (fragments == null || !fragments.isWithinEvent());
            searchedUpTo = batch.postBatchResumeToken();
            if (first) {
                point.opened(empty, searchedUpTo, batch.operationTime());
            } else {
                point.arrived(empty, searchedUpTo);
            }
            arrived = documents;
            queued = true;
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        } finally {
            if (!queued) {
                batches.interrupt();
            }
        }
    }

    /** Whether the next event has arrived, all of it. */
    private boolean isAtEvent() {
        try {
            while (event == null && !arrived.isEmpty()) {
                RawDocument next = arrived.getFirst();
                RawDocument token = token(next);
                event = fragments == null ? next : fragments.add(next);
                eventToken = token;
                arrived.removeFirst();
            }
            return event != null;
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    private RawDocument token(RawDocument document) {
        BsonInput input = document.input();
        input.startDocument();
        if (!input.find("_id") || input.type() != BsonType.DOCUMENT) {
            throw batches.ended(new UnsupportedFeatureException(
                    server().server(),
                    "a change stream whose pipeline removes or changes the resume token",
                    "the _id of each event as it is; cannot provide resume functionality when the resume token is"
                            + " missing"));
        }
        return input.rawDocument();
    }

    /** After what another stream would go on where this one has got to; null if nothing is known of that. */
    public @Nullable Document resumeToken() {
        return point.token();
    }

    /** The cursor of the last batch. */
    public ServerCursor server() {
        return batches.batch().serverCursor();
    }

    /** How many documents have arrived that are not returned yet; 0 if the stream is closed or has failed. */
    public int available() {
        return batches.isUsable() ? arrived.size() + (event == null ? 0 : 1) : 0;
    }

    /** Whether the server has closed the stream, and all its events were returned. */
    public boolean isOver() {
        return event == null && arrived.isEmpty() && !batches.hasMore();
    }

    /** The error of an event that cannot be decoded. */
    public BsonException located(BsonException failure, RawDocument document) {
        return batches.batch().located(failure, document);
    }

    /**
     * Closes the stream, on the server too. Never throws.
     *
     * @param timeout how long that may take; null for the timeout of the stream, which begins anew
     */
    public void close(@Nullable Duration timeout) {
        batches.close(timeout);
    }
}
