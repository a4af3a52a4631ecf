package dev.morelia.internal.operation;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Reply;
import dev.morelia.settings.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write command's reply says.
 *
 * @param count documents inserted, matched (upserts included) or deleted
 * @param modifiedCount documents an update changed
 * @param upserted {@code {index, _id}} of each upserted document, indexes counted within the command
 * @param writeErrors {@code {index, code, errmsg, ...}} of each failed statement, indexes counted within the command
 * @param writeConcernError why the write concern was not fulfilled, or null
 * @param document the whole reply
 * @param server which server answered
 */
public record WriteReply(
        long count,
        long modifiedCount,
        List<RawDocument> upserted,
        List<RawDocument> writeErrors,
        @Nullable RawDocument writeConcernError,
        RawDocument document,
        ServerAddress server) {

    static WriteReply parse(Reply reply) {
        RawDocument document = reply.document();
        return new WriteReply(
                document.int64("n", 0),
                document.int64("nModified", 0),
                document.has("upserted") ? document.documents("upserted") : List.of(),
                document.has("writeErrors") ? document.documents("writeErrors") : List.of(),
                document.document("writeConcernError"),
                document,
                reply.server());
    }
}
