package dev.morelia.spec.unified.api;

import dev.morelia.ChangeStreamQuery;
import dev.morelia.async.AsyncQuery;
import dev.morelia.bson.Document;
import dev.morelia.result.ChangeEvent;

/**
 * How the cursors of a test of the async API are opened.
 *
 * @param replies the replies that the client gets
 * @param blocking whether with the blocking API: for operations that subscriptions do not have
 */
record Cursors(Replies replies, boolean blocking) {
    CursorApi open(AsyncQuery<Document> query) {
        return blocking ? new SyncCursor(query.blocking().cursor()) : AsyncCursor.open(query, replies);
    }

    <T> CursorApi watch(ChangeStreamQuery<ChangeEvent<T>> query) {
        var documents = query.as(Document.class);
        return blocking ? new SyncChangeStream(documents.cursor()) : AsyncCursor.open(documents.async(), replies);
    }
}
