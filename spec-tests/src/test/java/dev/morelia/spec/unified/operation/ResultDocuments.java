package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns results of writes into documents with the field names of the CRUD specification. What an unacknowledged write
 * cannot tell is left out.
 */
public final class ResultDocuments {
    private ResultDocuments() {}

    static Document of(InsertOneResult result) {
        return new Document("acknowledged", result.acknowledged()).append("insertedId", result.insertedId());
    }

    static Document of(InsertManyResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        if (result.acknowledged()) {
            document.append("insertedCount", result.insertedIds().size());
        }
        return document.append("insertedIds", ids(result.insertedIds()));
    }

    static Document of(UpdateResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        if (result.acknowledged()) {
            var upsertedId = result.upsertedId();
            document.append("matchedCount", result.matchedCount())
                    .append("modifiedCount", result.modifiedCount())
                    .append("upsertedCount", upsertedId == null ? 0 : 1);
            if (upsertedId != null) {
                document.append("upsertedId", upsertedId);
            }
        }
        return document;
    }

    static Document of(DeleteResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        return result.acknowledged() ? document.append("deletedCount", result.deletedCount()) : document;
    }

    /** The result of a bulk write, also where an error carries it. */
    public static Document of(BulkWriteResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        if (result.acknowledged()) {
            document.append("insertedCount", result.insertedCount())
                    .append("matchedCount", result.matchedCount())
                    .append("modifiedCount", result.modifiedCount())
                    .append("deletedCount", result.deletedCount())
                    .append("upsertedCount", result.upsertedCount())
                    .append("upsertedIds", ids(result.upsertedIds()));
        }
        return document.append("insertedIds", ids(result.insertedIds()));
    }

    private static Document ids(Map<Integer, @Nullable Object> ids) {
        var document = new Document();
        ids.forEach((index, id) -> document.append(index.toString(), id));
        return document;
    }
}
