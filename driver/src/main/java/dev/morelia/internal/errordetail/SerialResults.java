package dev.morelia.internal.errordetail;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult.Inserted;
import dev.morelia.result.ClientBulkWriteResult.Results;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results without the values of a program that cannot be serialized. */
public final class SerialResults {
    private SerialResults() {}

    /** The same result, but for ids that cannot be serialized. */
    public static WriteResult of(WriteResult result) {
        return switch (result) {
            case InsertOneResult one -> new InsertOneResult(one.acknowledged(), SerialForm.orText(one.insertedId()));
            case InsertManyResult many ->
                new InsertManyResult(
                        many.acknowledged(),
                        many.acknowledged() ? many.insertedCount() : 0,
                        SerialForm.orText(many.insertedIds()));
            case UpdateResult update -> update; // what a server has told consists of BSON
            case DeleteResult delete -> delete;
            case BulkWriteResult bulk -> of(bulk);
            case ClientBulkWriteResult bulk -> of(bulk);
        };
    }

    /** The same result, but for ids that cannot be serialized. */
    public static BulkWriteResult of(BulkWriteResult done) {
        var insertedIds = SerialForm.orText(done.insertedIds());
        return done.acknowledged()
                ? new BulkWriteResult(
                        true,
                        done.insertedCount(),
                        done.matchedCount(),
                        done.modifiedCount(),
                        done.deletedCount(),
                        insertedIds,
                        SerialForm.orText(done.upsertedIds()))
                : BulkWriteResult.unacknowledged(insertedIds);
    }

    /** The same result, but for ids that cannot be serialized. */
    public static ClientBulkWriteResult of(ClientBulkWriteResult done) {
        if (!done.hasVerboseResults()) {
            return done;
        }
        Map<Integer, Inserted> inserts = new LinkedHashMap<>();
        done.insertResults()
                .forEach((index, insert) -> inserts.put(index, new Inserted(SerialForm.orText(insert.insertedId()))));
        return new ClientBulkWriteResult(
                true,
                done.insertedCount(),
                done.upsertedCount(),
                done.matchedCount(),
                done.modifiedCount(),
                done.deletedCount(),
                new Results(inserts, done.updateResults(), done.deleteResults()),
                done.throughOlderCommands());
    }

    /**
     * The same errors, but for ids and causes that cannot be serialized.
     *
     * @param ours the class of the causes that can
     */
    public static List<BulkWriteError> of(List<BulkWriteError> errors, Class<? extends Throwable> ours) {
        return errors.stream().map(error -> of(error, ours)).toList();
    }

    private static BulkWriteError of(BulkWriteError error, Class<? extends Throwable> ours) {
        return new BulkWriteError(
                error.index(),
                SerialForm.orText(error.documentId()),
                error.code(),
                error.message(),
                error.details(),
                error.explanation(),
                SerialForm.orRecord(error.cause(), ours));
    }
}
