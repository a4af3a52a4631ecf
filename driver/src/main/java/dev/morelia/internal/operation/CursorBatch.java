package dev.morelia.internal.operation;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.ServerAddress;

/**
 * A batch of a cursor, still encoded.
 *
 * @param id the server's cursor, 0 when this batch is the last
 * @param namespace where the cursor lives, as the server names it: {@code database.collection}
 * @param cursor the reply's {@code cursor} document
 * @param field the name of the array of documents in it
 * @param server which server holds the cursor
 */
public record CursorBatch(long id, String namespace, RawDocument cursor, String field, ServerAddress server) {

    static CursorBatch parse(Reply reply, String field) {
        RawDocument cursor = reply.document().document("cursor");
        String namespace = cursor == null ? null : cursor.string("ns");
        if (cursor == null || namespace == null || !cursor.has(field)) {
            throw new ProtocolException(
                    "reply carries no cursor with '" + field + "': " + reply.document(), reply.server());
        }
        return new CursorBatch(cursor.int64("id", 0), namespace, cursor, field, reply.server());
    }
}
