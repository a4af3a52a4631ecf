package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;
import java.util.List;

/** Results without the values of a program that cannot be serialized. */
final class SerialResults {
    private SerialResults() {}

    static WriteResult of(WriteResult result) {
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

    static BulkWriteResult of(BulkWriteResult done) {
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

    static BulkWriteException.Details of(BulkWriteException.Details outcome) {
        return new BulkWriteException.Details(
                of(outcome.partialResult()),
                outcome.failedCount(),
                outcome.writeErrors().stream().map(SerialResults::of).toList(),
                outcome.writeConcernErrors(),
                of(outcome.unprocessedModels()));
    }

    private static BulkWriteError of(BulkWriteError error) {
        return new BulkWriteError(
                error.index(),
                SerialForm.orText(error.documentId()),
                error.code(),
                error.message(),
                error.details(),
                error.explanation(),
                SerialForm.orRecord(error.cause(), MongoException.class));
    }

    private static List<WriteModel<?>> of(List<WriteModel<?>> models) {
        return SerialForm.isSerializable(models)
                ? models
                : models.stream().filter(SerialForm::isSerializable).toList();
    }
}
