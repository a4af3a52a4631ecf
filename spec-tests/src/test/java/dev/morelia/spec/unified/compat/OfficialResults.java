package dev.morelia.spec.unified.compat;

import com.mongodb.bulk.BulkWriteInsert;
import com.mongodb.bulk.BulkWriteUpsert;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Results of writes, which the runner reads as those of its own API. */
final class OfficialResults {
    private OfficialResults() {}

    static InsertOneResult ours(com.mongodb.client.result.InsertOneResult result) {
        return result.wasAcknowledged()
                ? new InsertOneResult(true, ours(result.getInsertedId()))
                : new InsertOneResult(false, null);
    }

    static InsertManyResult ours(com.mongodb.client.result.InsertManyResult result) {
        if (!result.wasAcknowledged()) {
            return new InsertManyResult(false, 0, Map.of());
        }
        Map<Integer, Object> ids = new LinkedHashMap<>();
        result.getInsertedIds().forEach((index, id) -> ids.put(index, present(id)));
        return new InsertManyResult(true, ids.size(), ids);
    }

    static UpdateResult ours(com.mongodb.client.result.UpdateResult result) {
        return result.wasAcknowledged()
                ? new UpdateResult(
                        true, result.getMatchedCount(), result.getModifiedCount(), ours(result.getUpsertedId()))
                : UpdateResult.unacknowledged();
    }

    static DeleteResult ours(com.mongodb.client.result.DeleteResult result) {
        return result.wasAcknowledged()
                ? new DeleteResult(true, result.getDeletedCount())
                : DeleteResult.unacknowledged();
    }

    static BulkWriteResult ours(com.mongodb.bulk.BulkWriteResult result) {
        if (!result.wasAcknowledged()) {
            return BulkWriteResult.unacknowledged(Map.of());
        }
        return new BulkWriteResult(
                true,
                result.getInsertedCount(),
                result.getMatchedCount(),
                result.getModifiedCount(),
                result.getDeletedCount(),
                ids(result.getInserts(), BulkWriteInsert::getIndex, BulkWriteInsert::getId),
                ids(result.getUpserts(), BulkWriteUpsert::getIndex, BulkWriteUpsert::getId));
    }

    private static <T> Map<Integer, Object> ids(
            List<T> written, Function<T, Integer> index, Function<T, BsonValue> id) {
        Map<Integer, Object> ids = new LinkedHashMap<>();
        written.forEach(one -> ids.put(index.apply(one), present(id.apply(one))));
        return ids;
    }

    static ClientBulkWriteResult ours(com.mongodb.client.model.bulk.ClientBulkWriteResult result) {
        if (!result.isAcknowledged()) {
            return ClientBulkWriteResult.unacknowledged();
        }
        return new ClientBulkWriteResult(
                true,
                result.getInsertedCount(),
                result.getUpsertedCount(),
                result.getMatchedCount(),
                result.getModifiedCount(),
                result.getDeletedCount(),
                result.getVerboseResults().map(OfficialResults::ours).orElse(null),
                false);
    }

    private static ClientBulkWriteResult.Results ours(
            com.mongodb.client.model.bulk.ClientBulkWriteResult.VerboseResults results) {
        return new ClientBulkWriteResult.Results(
                each(
                        results.getInsertResults(),
                        insert -> new ClientBulkWriteResult.Inserted(
                                ours(insert.getInsertedId().orElse(null)))),
                each(
                        results.getUpdateResults(),
                        update -> new ClientBulkWriteResult.Updated(
                                update.getMatchedCount(),
                                update.getModifiedCount(),
                                update.getUpsertedId().isPresent() ? 1 : 0,
                                ours(update.getUpsertedId().orElse(null)))),
                each(
                        results.getDeleteResults(),
                        delete -> new ClientBulkWriteResult.Deleted(delete.getDeletedCount())));
    }

    private static <T, R> Map<Integer, R> each(Map<Integer, T> official, Function<T, R> ours) {
        Map<Integer, R> each = new LinkedHashMap<>();
        official.forEach((index, one) -> each.put(index, ours.apply(one)));
        return each;
    }

    /** Only raw documents may have no id, and the suites insert none. */
    private static Object present(@Nullable BsonValue id) {
        return Objects.requireNonNull(ours(id));
    }

    private static @Nullable Object ours(@Nullable BsonValue value) {
        return value == null ? null : Bytes.ours(value);
    }
}
