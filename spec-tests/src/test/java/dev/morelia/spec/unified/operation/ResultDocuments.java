package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts results of writes to documents with the field names of the CRUD specification, without the fields that are
 * unknown for an unacknowledged write.
 */
public final class ResultDocuments {
    private ResultDocuments() {}

    /** The result of any write, also from an error. */
    public static Document of(WriteResult result) {
        return switch (result) {
            case InsertOneResult insert -> of(insert);
            case InsertManyResult insert -> of(insert);
            case UpdateResult update -> of(update);
            case DeleteResult delete -> of(delete);
            case BulkWriteResult bulk -> of(bulk);
            case ClientBulkWriteResult bulk -> of(bulk);
        };
    }

    private static Document of(InsertOneResult result) {
        return new Document("acknowledged", result.acknowledged()).append("insertedId", result.insertedId());
    }

    private static Document of(InsertManyResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        if (result.acknowledged()) {
            document.append("insertedCount", result.insertedCount());
        }
        return document.append("insertedIds", ids(result.insertedIds()));
    }

    private static Document of(UpdateResult result) {
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

    private static Document of(DeleteResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        return result.acknowledged() ? document.append("deletedCount", result.deletedCount()) : document;
    }

    private static Document of(BulkWriteResult result) {
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

    private static Document of(ClientBulkWriteResult result) {
        var document = new Document("acknowledged", result.acknowledged());
        if (result.acknowledged()) {
            document.append("insertedCount", result.insertedCount())
                    .append("upsertedCount", result.upsertedCount())
                    .append("matchedCount", result.matchedCount())
                    .append("modifiedCount", result.modifiedCount())
                    .append("deletedCount", result.deletedCount());
        }
        if (result.hasVerboseResults()) {
            document.append(
                            "insertResults",
                            byIndex(result.insertResults(), one -> new Document("insertedId", one.insertedId())))
                    .append("updateResults", byIndex(result.updateResults(), ResultDocuments::of))
                    .append(
                            "deleteResults",
                            byIndex(result.deleteResults(), one -> new Document("deletedCount", one.deletedCount())));
        }
        return document;
    }

    private static Document of(ClientBulkWriteResult.Updated update) {
        var document = Document.of("matchedCount", update.matchedCount(), "modifiedCount", update.modifiedCount());
        return update.upsertedCount() == 0 ? document : document.append("upsertedId", update.upsertedId());
    }

    private static <R> Document byIndex(Map<Integer, R> results, Function<R, Document> toDocument) {
        var document = new Document();
        results.forEach((index, result) -> document.append(index.toString(), toDocument.apply(result)));
        return document;
    }

    private static Document ids(Map<Integer, @Nullable Object> ids) {
        var document = new Document();
        ids.forEach((index, id) -> document.append(index.toString(), id));
        return document;
    }
}
