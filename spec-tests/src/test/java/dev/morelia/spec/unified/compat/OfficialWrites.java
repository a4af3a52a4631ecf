package dev.morelia.spec.unified.compat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.Options;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The writes of a collection. */
record OfficialWrites(
        MongoCollection<BsonDocument> collection, @Nullable ClientSession session) {
    InsertOneResult insertOne(Document document, Options<?> given) {
        var options = WriteTables.INSERT_ONE.apply(new InsertOneOptions(), given.fields());
        var inserted = Bytes.bson(document);
        return OfficialResults.ours(
                session == null
                        ? collection.insertOne(inserted, options)
                        : collection.insertOne(session, inserted, options));
    }

    InsertManyResult insertMany(List<Document> documents, Options<?> given) {
        var options = WriteTables.INSERT_MANY.apply(new InsertManyOptions(), given.fields());
        var inserted = Table.list(documents);
        return OfficialResults.ours(
                session == null
                        ? collection.insertMany(inserted, options)
                        : collection.insertMany(session, inserted, options));
    }

    BulkWriteResult bulkWrite(List<WriteModel<Document>> models, Options<?> given) {
        var options = WriteTables.BULK.apply(new BulkWriteOptions(), given.fields());
        var writes = models.stream().map(Models::official).toList();
        return OfficialResults.ours(
                session == null
                        ? collection.bulkWrite(writes, options)
                        : collection.bulkWrite(session, writes, options));
    }

    UpdateResult updateOne(Document filter, Object update, Options<?> given) {
        var options = WriteTables.UPDATE.apply(new UpdateOptions(), given.fields());
        var matching = Bytes.bson(filter);
        if (update instanceof Document operators) {
            var change = Bytes.bson(operators);
            return OfficialResults.ours(
                    session == null
                            ? collection.updateOne(matching, change, options)
                            : collection.updateOne(session, matching, change, options));
        }
        var pipeline = Table.list(update);
        return OfficialResults.ours(
                session == null
                        ? collection.updateOne(matching, pipeline, options)
                        : collection.updateOne(session, matching, pipeline, options));
    }

    UpdateResult updateMany(Document filter, Object update, Options<?> given) {
        var options = WriteTables.UPDATE.apply(new UpdateOptions(), given.fields());
        var matching = Bytes.bson(filter);
        if (update instanceof Document operators) {
            var change = Bytes.bson(operators);
            return OfficialResults.ours(
                    session == null
                            ? collection.updateMany(matching, change, options)
                            : collection.updateMany(session, matching, change, options));
        }
        var pipeline = Table.list(update);
        return OfficialResults.ours(
                session == null
                        ? collection.updateMany(matching, pipeline, options)
                        : collection.updateMany(session, matching, pipeline, options));
    }

    UpdateResult replaceOne(Document filter, Document replacement, Options<?> given) {
        var options = WriteTables.REPLACE.apply(new ReplaceOptions(), given.fields());
        var matching = Bytes.bson(filter);
        var document = Bytes.bson(replacement);
        return OfficialResults.ours(
                session == null
                        ? collection.replaceOne(matching, document, options)
                        : collection.replaceOne(session, matching, document, options));
    }

    DeleteResult deleteOne(Document filter, Options<?> given) {
        var options = WriteTables.DELETE.apply(new DeleteOptions(), given.fields());
        var matching = Bytes.bson(filter);
        return OfficialResults.ours(
                session == null
                        ? collection.deleteOne(matching, options)
                        : collection.deleteOne(session, matching, options));
    }

    DeleteResult deleteMany(Document filter, Options<?> given) {
        var options = WriteTables.DELETE.apply(new DeleteOptions(), given.fields());
        var matching = Bytes.bson(filter);
        return OfficialResults.ours(
                session == null
                        ? collection.deleteMany(matching, options)
                        : collection.deleteMany(session, matching, options));
    }

    Optional<Document> findOneAndUpdate(Document filter, Object update, Options<?> given) {
        var options = WriteTables.FIND_ONE_AND_UPDATE.apply(new FindOneAndUpdateOptions(), given.fields());
        var matching = Bytes.bson(filter);
        if (update instanceof Document operators) {
            var change = Bytes.bson(operators);
            return ours(
                    session == null
                            ? collection.findOneAndUpdate(matching, change, options)
                            : collection.findOneAndUpdate(session, matching, change, options));
        }
        var pipeline = Table.list(update);
        return ours(
                session == null
                        ? collection.findOneAndUpdate(matching, pipeline, options)
                        : collection.findOneAndUpdate(session, matching, pipeline, options));
    }

    Optional<Document> findOneAndReplace(Document filter, Document replacement, Options<?> given) {
        var options = WriteTables.FIND_ONE_AND_REPLACE.apply(new FindOneAndReplaceOptions(), given.fields());
        var matching = Bytes.bson(filter);
        var document = Bytes.bson(replacement);
        return ours(
                session == null
                        ? collection.findOneAndReplace(matching, document, options)
                        : collection.findOneAndReplace(session, matching, document, options));
    }

    Optional<Document> findOneAndDelete(Document filter, Options<?> given) {
        var options = WriteTables.FIND_ONE_AND_DELETE.apply(new FindOneAndDeleteOptions(), given.fields());
        var matching = Bytes.bson(filter);
        return ours(
                session == null
                        ? collection.findOneAndDelete(matching, options)
                        : collection.findOneAndDelete(session, matching, options));
    }

    private static Optional<Document> ours(@Nullable BsonDocument found) {
        return Optional.ofNullable(found).map(Bytes::ours);
    }
}
