package dev.morelia.spec.unified.cursor;

import dev.morelia.ChangeStreamQuery;
import dev.morelia.async.AsyncQuery;
import dev.morelia.bson.Document;
import dev.morelia.result.ChangeEvent;

/**
 * How the cursors of a test of the async API are opened.
 *
 * @param replies the replies that the client gets
 */
public record Cursors(Replies replies, Iteration iteration) {
    /** Opens a query. */
    public CursorApi open(AsyncQuery<Document> query) {
        return iteration == Iteration.BLOCKING
                ? new SyncCursor(query.blocking().cursor())
                : AsyncCursor.open(query, replies);
    }

    /** Opens a change stream. */
    public <T> CursorApi watch(ChangeStreamQuery<ChangeEvent<T>> query) {
        var documents = query.as(Document.class);
        return switch (iteration) {
            case ELEMENTS -> AsyncCursor.open(documents.async(), replies);
            case PROGRESS -> AsyncChangeStream.open(documents.async());
            case BLOCKING -> new SyncChangeStream(documents.cursor());
        };
    }
}
