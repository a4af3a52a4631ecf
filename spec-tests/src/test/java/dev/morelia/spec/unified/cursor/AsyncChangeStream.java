package dev.morelia.spec.unified.cursor;

import dev.morelia.async.AsyncChangeStreamQuery;
import dev.morelia.async.ChangeProgress;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A change stream of the async API as a cursor: the publisher of its progress. The first element says that the stream
 * is open; each of the others is at most one request to the server. As programs do, it subscribes again after a
 * timeout, with the last resume token.
 */
final class AsyncChangeStream implements CursorApi {
    private final AsyncChangeStreamQuery<Document> query;
    private Requested<ChangeProgress<Document>> progress;
    /** That the first batch has begun with. */
    private @Nullable Document first;

    private @Nullable Document token;
    private boolean timedOut;

    private AsyncChangeStream(AsyncChangeStreamQuery<Document> query) {
        this.query = query;
        this.progress = Requested.of(query.progress());
    }

    /** Opens a stream; returns when it is open, and throws if it cannot be opened. */
    static AsyncChangeStream open(AsyncChangeStreamQuery<Document> query) {
        var stream = new AsyncChangeStream(query);
        stream.first = stream.requested();
        return stream;
    }

    private @Nullable Document requested() {
        try {
            var reached = progress.next();
            if (reached == null) {
                throw new NoSuchElementException("the publisher is complete");
            }
            token = reached.resumeToken();
            return reached.event();
        } catch (OperationTimeoutException e) {
            timedOut = true;
            throw e;
        }
    }

    @Override
    public Document next() {
        while (true) {
            var event = tryNext();
            if (event != null) {
                return event;
            }
        }
    }

    @Override
    public @Nullable Document tryNext() {
        var last = token;
        if (timedOut && last != null) {
            timedOut = false;
            progress = Requested.of(query.startAfter(last).progress());
            first = requested();
        }
        var event = first;
        first = null;
        return event == null ? requested() : event;
    }

    @Override
    public List<Document> drain() {
        throw new UnsupportedOperationException("a change stream has no end");
    }

    @Override
    public void close() {
        progress.cancel();
    }

    @Override
    public void close(Duration timeout) {
        throw new UnsupportedOperationException("a subscription is cancelled without a timeout");
    }
}
