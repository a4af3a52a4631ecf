package dev.morelia.internal.errordetail;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;

/** Results without the values of a program that cannot be serialized. */
public final class SerialResults {
    private SerialResults() {}

    /** The same result with the texts of such values. */
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
        };
    }

    /** The same result with the texts of such values. */
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
}
