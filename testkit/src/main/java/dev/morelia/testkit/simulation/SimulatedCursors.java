package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.oplog.RejectedCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cursors of a server: the rest of each result that has not been sent yet. They are lost with the server's process.
 */
final class SimulatedCursors {

    private record Rest(String namespace, List<Document> documents) {}

    private final Map<Long, Rest> open = new LinkedHashMap<>();
    private long numbers;

    /** Limits the reply to a {@code find} to the requested number of documents. */
    Document opened(RawDocument find, Document reply) {
        var cursor = reply.document("cursor");
        var found = cursor.list("firstBatch", Document.class);
        int size = (int) Math.min(found.size(), find.int64("batchSize", found.size()));
        if (size == found.size() || find.bool("singleBatch", false)) {
            return reply;
        }
        long id = ++numbers;
        open.put(id, new Rest(cursor.string("ns"), found.subList(size, found.size())));
        cursor.append("firstBatch", found.subList(0, size)).append("id", id);
        return reply.append("cursor", cursor);
    }

    /** Replies to a {@code getMore}. */
    Document next(RawDocument getMore) {
        long id = getMore.int64("getMore", 0);
        Rest rest = open.remove(id);
        if (rest == null) {
            throw new RejectedCommand(ErrorCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
        }
        var documents = rest.documents();
        int size = (int) Math.min(documents.size(), getMore.int64("batchSize", documents.size()));
        var cursor = Document.of("nextBatch", documents.subList(0, size)).append("ns", rest.namespace());
        if (size == documents.size()) {
            id = 0;
        } else {
            open.put(id, new Rest(rest.namespace(), documents.subList(size, documents.size())));
        }
        return Document.of("cursor", cursor.append("id", id), "ok", 1.0);
    }

    /** Whether a {@code getMore} asks for the rest of one of these. */
    boolean has(RawDocument getMore) {
        return open.containsKey(getMore.int64("getMore", 0));
    }

    void kill(RawDocument killCursors) {
        killCursors.toDocument().list("cursors", Long.class).forEach(open::remove);
    }

    void clear() {
        open.clear();
    }

    /** The number of open cursors. */
    int count() {
        return open.size();
    }
}
