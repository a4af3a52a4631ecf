package dev.morelia.internal.operation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.ServerAddress;
import java.util.List;

/**
 * A batch of a cursor, still encoded.
 *
 * @param serverCursor the server's side
 * @param cursor the reply's {@code cursor} document
 * @param field the name of the array of documents in it
 */
public record CursorBatch(ServerCursor serverCursor, RawDocument cursor, String field) {

    /** A cursor that is used up and never had a document. */
    static CursorBatch empty(ServerAddress server) {
        var cursor = RawDocument.encode(new Document("firstBatch", List.of()));
        return new CursorBatch(new ServerCursor(0, "", server), cursor, "firstBatch");
    }

    static CursorBatch parse(Reply reply, String field) {
        RawDocument cursor = reply.document().document("cursor");
        String namespace = cursor == null ? null : cursor.string("ns");
        if (cursor == null || namespace == null || !cursor.has(field)) {
            throw new ProtocolException(reply.server(), "opening a cursor", "no cursor with '" + field + "'", null);
        }
        return new CursorBatch(new ServerCursor(cursor.int64("id", 0), namespace, reply.server()), cursor, field);
    }

    /** An input inside the array, before the first document; each {@code next()} moves to one. */
    public BsonInput documents() {
        BsonInput input = cursor.input();
        input.startDocument();
        while (input.next() != null) {
            if (input.name().equals(field)) {
                input.startArray();
                return input;
            }
        }
        throw new IllegalStateException("checked when the batch was parsed");
    }
}
