package dev.morelia.compat.internal.values;

import com.mongodb.bulk.BulkWriteInsert;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.BulkWriteUpsert;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientDeleteResult;
import com.mongodb.client.model.bulk.ClientInsertOneResult;
import com.mongodb.client.model.bulk.ClientUpdateResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Results of bulk writes as values of the official driver; also those in exceptions. */
public final class BulkResults {
    private BulkResults() {}

    /** The result of a bulk write of a collection. */
    public static BulkWriteResult official(dev.morelia.result.BulkWriteResult result) {
        if (!result.acknowledged()) {
            return BulkWriteResult.unacknowledged();
        }
        List<BulkWriteUpsert> upserts =
                listed(result.upsertedIds(), (index, id) -> new BulkWriteUpsert(index, Bytes.value(id)));
        List<BulkWriteInsert> inserts =
                listed(result.insertedIds(), (index, id) -> new BulkWriteInsert(index, Bytes.value(id)));
        return BulkWriteResult.acknowledged(
                Math.toIntExact(result.insertedCount()),
                Math.toIntExact(result.matchedCount()),
                Math.toIntExact(result.deletedCount()),
                Math.toIntExact(result.modifiedCount()),
                upserts,
                inserts);
    }

    private interface Indexed<R> {
        R of(int index, @Nullable Object id);
    }

    private static <R> List<R> listed(Map<Integer, @Nullable Object> ids, Indexed<R> indexed) {
        return ids.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> indexed.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The result of a bulk write of a client. */
    public static ClientBulkWriteResult official(dev.morelia.result.ClientBulkWriteResult result) {
        return new ClientResult(result);
    }

    private static <T, R> Map<Integer, R> mapped(Map<Integer, T> results, Function<T, R> official) {
        var mapped = new LinkedHashMap<Integer, R>();
        results.forEach((index, result) -> mapped.put(index, official.apply(result)));
        return Collections.unmodifiableMap(mapped);
    }

    private record ClientResult(dev.morelia.result.ClientBulkWriteResult ours) implements ClientBulkWriteResult {
        @Override
        public boolean isAcknowledged() {
            return ours.acknowledged();
        }

        @Override
        public long getInsertedCount() {
            return acknowledged(ours::insertedCount);
        }

        @Override
        public long getUpsertedCount() {
            return acknowledged(ours::upsertedCount);
        }

        @Override
        public long getMatchedCount() {
            return acknowledged(ours::matchedCount);
        }

        @Override
        public long getModifiedCount() {
            return acknowledged(ours::modifiedCount);
        }

        @Override
        public long getDeletedCount() {
            return acknowledged(ours::deletedCount);
        }

        @Override
        public Optional<VerboseResults> getVerboseResults() {
            return acknowledged() && ours.hasVerboseResults() ? Optional.of(new Verbose(ours)) : Optional.empty();
        }

        private long acknowledged(LongSupplier count) {
            acknowledged();
            return count.getAsLong();
        }

        private boolean acknowledged() {
            if (!ours.acknowledged()) {
                throw new UnsupportedOperationException("Cannot get information about an unacknowledged write");
            }
            return true;
        }
    }

    private record Verbose(dev.morelia.result.ClientBulkWriteResult ours)
            implements ClientBulkWriteResult.VerboseResults {
        @Override
        public Map<Integer, ClientInsertOneResult> getInsertResults() {
            return mapped(ours.insertResults(), inserted -> new Inserted(Bytes.value(inserted.insertedId())));
        }

        @Override
        public Map<Integer, ClientUpdateResult> getUpdateResults() {
            return mapped(
                    ours.updateResults(),
                    updated -> new Updated(
                            updated.matchedCount(),
                            updated.modifiedCount(),
                            updated.upsertedCount() == 0 ? null : Bytes.value(updated.upsertedId())));
        }

        @Override
        public Map<Integer, ClientDeleteResult> getDeleteResults() {
            return mapped(ours.deleteResults(), deleted -> new Deleted(deleted.deletedCount()));
        }
    }

    private record Inserted(BsonValue id) implements ClientInsertOneResult {
        @Override
        public Optional<BsonValue> getInsertedId() {
            return Optional.of(id);
        }
    }

    private record Updated(
            long matched, long modified, @Nullable BsonValue upserted) implements ClientUpdateResult {
        @Override
        public long getMatchedCount() {
            return matched;
        }

        @Override
        public long getModifiedCount() {
            return modified;
        }

        @Override
        public Optional<BsonValue> getUpsertedId() {
            return Optional.ofNullable(upserted);
        }
    }

    private record Deleted(long count) implements ClientDeleteResult {
        @Override
        public long getDeletedCount() {
            return count;
        }
    }
}
