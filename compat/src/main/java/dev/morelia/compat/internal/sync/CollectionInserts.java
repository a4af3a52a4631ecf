package dev.morelia.compat.internal.sync;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.WriteModels;
import dev.morelia.compat.internal.operations.WriteResults;
import dev.morelia.compat.internal.operations.WrittenCodec;
import dev.morelia.compat.internal.operations.WrittenDocument;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.InsertOneOptions;
import dev.morelia.options.ReplaceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bson.codecs.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Writes with documents of the program, which get their ids before anything is sent, and are encoded into the message.
 * What a codec throws passes as it is, and nothing of the message is sent.
 */
record CollectionInserts<T>(MongoCollection<RawDocument> ours, Encoding encoding, Codec<T> codec) {

    /** For one operation. */
    private MongoCollection<WrittenDocument<T>> collection() {
        return ours.with(new WrittenCodec<>(codec));
    }

    InsertOneResult insertOne(T document, InsertOneOptions options) {
        var inserted = WrittenDocument.inserted(document, codec);
        var result = Failures.call(() -> collection().insertOne(inserted, options));
        return result.acknowledged()
                ? InsertOneResult.acknowledged(inserted.idOf(result))
                : InsertOneResult.unacknowledged();
    }

    InsertManyResult insertMany(List<? extends @Nullable T> documents, InsertManyOptions options) {
        var inserted = new ArrayList<WrittenDocument<T>>(documents.size());
        for (T document : documents) {
            if (document == null) {
                throw new IllegalArgumentException("documents can not contain a null value");
            }
            inserted.add(WrittenDocument.inserted(document, codec));
        }
        return WriteResults.official(Failures.call(() -> collection().insertMany(inserted, options)), inserted);
    }

    BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        var writes = WriteModels.of(models, codec, encoding);
        return WriteResults.official(Failures.call(() -> collection().bulkWrite(writes, options)), writes);
    }

    UpdateResult replaceOne(Document filter, T replacement, ReplaceOptions options) {
        return updated(() -> collection().replaceOne(filter, WrittenDocument.replacing(replacement), options));
    }

    static UpdateResult updated(Callable<dev.morelia.result.UpdateResult> operation) {
        return WriteResults.official(Failures.call(operation));
    }

    static DeleteResult deleted(Callable<dev.morelia.result.DeleteResult> operation) {
        return WriteResults.official(Failures.call(operation));
    }
}
