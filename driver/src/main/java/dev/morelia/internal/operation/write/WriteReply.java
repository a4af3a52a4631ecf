package dev.morelia.internal.operation.write;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.operation.RequiredFields;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a write command.
 *
 * @param count documents inserted, matched (upserts included) or deleted
 * @param modifiedCount documents an update changed
 * @param upserted {@code {index, _id}} of each upserted document, indexes counted within the command
 * @param writeErrors {@code {index, code, errmsg, ...}} of each failed statement, indexes counted within the command
 * @param writeConcernError the write concern error, or null
 * @param document the whole reply
 * @param server which server sent it
 */
public record WriteReply(
        long count,
        long modifiedCount,
        List<RawDocument> upserted,
        List<RawDocument> writeErrors,
        @Nullable RawDocument writeConcernError,
        RawDocument document,
        ServerAddress server)
        implements WriteConfirmation {

    private static final RawDocument EMPTY = RawDocument.of(new byte[] {5, 0, 0, 0, 0});

    /** The reply of an unacknowledged write. */
    static WriteReply nothing(ServerAddress server) {
        return new WriteReply(0, 0, List.of(), List.of(), null, EMPTY, server);
    }

    /** @param statements how many the command carried */
    static WriteReply parse(Reply reply, WriteKind kind, int statements) {
        RawDocument document = reply.document();
        List<RawDocument> upserted = indexed(document, "upserted", statements);
        upserted.forEach(each -> RequiredFields.at(each, "_id").value());
        List<RawDocument> writeErrors = indexed(document, "writeErrors", statements);
        RawDocument writeConcernError = document.documentOrNull("writeConcernError");
        if (!writeErrors.isEmpty() || writeConcernError != null) {
            // The errors are read later, where malformed ones are not expected.
            Document unused = document.toDocument();
        }
        long count = RequiredFields.count(document, "n");
        if (upserted.size() > count) {
            throw new BsonException("n is " + count + ", less than the " + upserted.size() + " of upserted");
        }
        return new WriteReply(
                count,
                kind == WriteKind.UPDATE ? RequiredFields.count(document, "nModified") : 0,
                upserted,
                writeErrors,
                writeConcernError,
                document,
                reply.server());
    }

    private static List<RawDocument> indexed(RawDocument document, String field, int statements) {
        if (!document.has(field)) {
            return List.of();
        }
        List<RawDocument> documents = RequiredFields.documents(document, field);
        documents.forEach(each -> RequiredFields.index(each, statements));
        return documents;
    }
}
