package dev.morelia.compat.internal.operations;

import com.mongodb.bulk.BulkWriteInsert;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.BulkWriteUpsert;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.UpdateResult;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.WriteModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The results of writes, as the official driver has them. */
public final class WriteResults {
    private WriteResults() {}

    /** The result of an {@code insertMany} of these documents. */
    public static InsertManyResult official(
            dev.morelia.result.InsertManyResult result, List<? extends WrittenDocument<?>> documents) {
        if (!result.acknowledged()) {
            return InsertManyResult.unacknowledged();
        }
        Map<Integer, @Nullable BsonValue> ids = HashMap.newHashMap(documents.size());
        Map<Integer, @Nullable Object> sent = result.insertedIds();
        for (int index = 0; index < documents.size(); index++) {
            ids.put(index, documents.get(index).id(sent.get(index)));
        }
        return InsertManyResult.acknowledged(ids);
    }

    /** The result of an update or a replacement. */
    public static UpdateResult official(dev.morelia.result.UpdateResult result) {
        if (!result.acknowledged()) {
            return UpdateResult.unacknowledged();
        }
        Object upserted = result.upsertedId();
        boolean upsert = result.upsertedCount() > 0;
        return UpdateResult.acknowledged(
                result.matchedCount(), result.modifiedCount(), upsert ? Bytes.value(upserted) : null);
    }

    /** The result of a delete. */
    public static DeleteResult official(dev.morelia.result.DeleteResult result) {
        return result.acknowledged() ? DeleteResult.acknowledged(result.deletedCount()) : DeleteResult.unacknowledged();
    }

    /** The result of a bulk write of these models. */
    public static <T> BulkWriteResult official(
            dev.morelia.result.BulkWriteResult result, List<WriteModel<WrittenDocument<T>>> models) {
        if (!result.acknowledged()) {
            return BulkWriteResult.unacknowledged();
        }
        List<BulkWriteUpsert> upserts = new ArrayList<>();
        result.upsertedIds().forEach((index, id) -> upserts.add(new BulkWriteUpsert(index, Bytes.value(id))));
        List<BulkWriteInsert> inserts = new ArrayList<>();
        Map<Integer, @Nullable Object> sent = result.insertedIds();
        for (int index = 0; index < models.size(); index++) {
            if (models.get(index) instanceof WriteModel.InsertOne<WrittenDocument<T>>(var document)) {
                inserts.add(new BulkWriteInsert(index, document.id(sent.get(index))));
            }
        }
        return BulkWriteResult.acknowledged(
                (int) result.insertedCount(),
                (int) result.matchedCount(),
                (int) result.deletedCount(),
                (int) result.modifiedCount(),
                upserts,
                inserts);
    }
}
