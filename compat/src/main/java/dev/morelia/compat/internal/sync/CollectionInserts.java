package dev.morelia.compat.internal.sync;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import dev.morelia.MongoCollection;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.InsertedDocument;
import dev.morelia.compat.internal.operations.WriteModels;
import dev.morelia.compat.internal.operations.WriteResults;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.InsertOneOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.bson.BsonValue;
import org.bson.codecs.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Writes with documents of the program, which are encoded before anything is sent: what a codec throws then passes as
 * it is.
 */
record CollectionInserts<T>(MongoCollection<RawDocument> ours, Encoding encoding, Codec<T> codec) {

    InsertOneResult insertOne(T document, InsertOneOptions options) {
        var inserted = InsertedDocument.of(document, codec);
        var result = Failures.call(() -> ours.insertOne(inserted.raw(), options));
        return result.acknowledged() ? InsertOneResult.acknowledged(inserted.id()) : InsertOneResult.unacknowledged();
    }

    InsertManyResult insertMany(List<? extends @Nullable T> documents, InsertManyOptions options) {
        var raws = new ArrayList<RawDocument>(documents.size());
        var ids = new LinkedHashMap<Integer, @Nullable BsonValue>();
        for (T document : documents) {
            if (document == null) {
                throw new IllegalArgumentException("documents can not contain a null value");
            }
            var inserted = InsertedDocument.of(document, codec);
            ids.put(raws.size(), inserted.id());
            raws.add(inserted.raw());
        }
        return WriteResults.official(Failures.call(() -> ours.insertMany(raws, options)), ids);
    }

    BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        var writes = WriteModels.of(models, codec, encoding);
        return WriteResults.official(Failures.call(() -> ours.bulkWrite(writes.models(), options)), writes.ids());
    }

    static UpdateResult updated(Callable<dev.morelia.result.UpdateResult> operation) {
        return WriteResults.official(Failures.call(operation));
    }

    static DeleteResult deleted(Callable<dev.morelia.result.DeleteResult> operation) {
        return WriteResults.official(Failures.call(operation));
    }
}
