package dev.morelia.compat.internal.sync;

import com.mongodb.MongoNamespace;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.DropCollectionOptions;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The methods of a collection that name a session: each is the method without it, of the view in the session. */
abstract class CollectionInSession<TDocument> implements MongoCollection<TDocument> {
    /**
     * The same in the session.
     *
     * @throws IllegalArgumentException if there is none, or it is the session of another client
     */
    abstract MongoCollection<TDocument> in(ClientSession session);

    @Override
    public long countDocuments(ClientSession session) {
        return in(session).countDocuments();
    }

    @Override
    public long countDocuments(ClientSession session, Bson filter) {
        return in(session).countDocuments(filter);
    }

    @Override
    public long countDocuments(ClientSession session, Bson filter, CountOptions options) {
        return in(session).countDocuments(filter, options);
    }

    @Override
    public <TResult> DistinctIterable<TResult> distinct(
            ClientSession session, String fieldName, Class<TResult> resultClass) {
        return in(session).distinct(fieldName, resultClass);
    }

    @Override
    public <TResult> DistinctIterable<TResult> distinct(
            ClientSession session, String fieldName, Bson filter, Class<TResult> resultClass) {
        return in(session).distinct(fieldName, filter, resultClass);
    }

    @Override
    public FindIterable<TDocument> find(ClientSession session) {
        return in(session).find();
    }

    @Override
    public <TResult> FindIterable<TResult> find(ClientSession session, Class<TResult> resultClass) {
        return in(session).find(resultClass);
    }

    @Override
    public FindIterable<TDocument> find(ClientSession session, Bson filter) {
        return in(session).find(filter);
    }

    @Override
    public <TResult> FindIterable<TResult> find(ClientSession session, Bson filter, Class<TResult> resultClass) {
        return in(session).find(filter, resultClass);
    }

    @Override
    public AggregateIterable<TDocument> aggregate(ClientSession session, List<? extends Bson> pipeline) {
        return in(session).aggregate(pipeline);
    }

    @Override
    public <TResult> AggregateIterable<TResult> aggregate(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> resultClass) {
        return in(session).aggregate(pipeline, resultClass);
    }

    @Override
    public ChangeStreamIterable<TDocument> watch(ClientSession session) {
        return in(session).watch();
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(ClientSession session, Class<TResult> resultClass) {
        return in(session).watch(resultClass);
    }

    @Override
    public ChangeStreamIterable<TDocument> watch(ClientSession session, List<? extends Bson> pipeline) {
        return in(session).watch(pipeline);
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> resultClass) {
        return in(session).watch(pipeline, resultClass);
    }

    @Override
    @Deprecated
    public MapReduceIterable<TDocument> mapReduce(ClientSession session, String mapFunction, String reduceFunction) {
        return in(session).mapReduce(mapFunction, reduceFunction);
    }

    @Override
    @Deprecated
    public <TResult> MapReduceIterable<TResult> mapReduce(
            ClientSession session, String mapFunction, String reduceFunction, Class<TResult> resultClass) {
        return in(session).mapReduce(mapFunction, reduceFunction, resultClass);
    }

    @Override
    public BulkWriteResult bulkWrite(ClientSession session, List<? extends WriteModel<? extends TDocument>> models) {
        return in(session).bulkWrite(models);
    }

    @Override
    public BulkWriteResult bulkWrite(
            ClientSession session, List<? extends WriteModel<? extends TDocument>> models, BulkWriteOptions options) {
        return in(session).bulkWrite(models, options);
    }

    @Override
    public InsertOneResult insertOne(ClientSession session, TDocument document) {
        return in(session).insertOne(document);
    }

    @Override
    public InsertOneResult insertOne(ClientSession session, TDocument document, InsertOneOptions options) {
        return in(session).insertOne(document, options);
    }

    @Override
    public InsertManyResult insertMany(ClientSession session, List<? extends TDocument> documents) {
        return in(session).insertMany(documents);
    }

    @Override
    public InsertManyResult insertMany(
            ClientSession session, List<? extends TDocument> documents, InsertManyOptions options) {
        return in(session).insertMany(documents, options);
    }

    @Override
    public DeleteResult deleteOne(ClientSession session, Bson filter) {
        return in(session).deleteOne(filter);
    }

    @Override
    public DeleteResult deleteOne(ClientSession session, Bson filter, DeleteOptions options) {
        return in(session).deleteOne(filter, options);
    }

    @Override
    public DeleteResult deleteMany(ClientSession session, Bson filter) {
        return in(session).deleteMany(filter);
    }

    @Override
    public DeleteResult deleteMany(ClientSession session, Bson filter, DeleteOptions options) {
        return in(session).deleteMany(filter, options);
    }

    @Override
    public UpdateResult replaceOne(ClientSession session, Bson filter, TDocument replacement) {
        return in(session).replaceOne(filter, replacement);
    }

    @Override
    public UpdateResult replaceOne(ClientSession session, Bson filter, TDocument replacement, ReplaceOptions options) {
        return in(session).replaceOne(filter, replacement, options);
    }

    @Override
    public UpdateResult updateOne(ClientSession session, Bson filter, Bson update) {
        return in(session).updateOne(filter, update);
    }

    @Override
    public UpdateResult updateOne(ClientSession session, Bson filter, Bson update, UpdateOptions options) {
        return in(session).updateOne(filter, update, options);
    }

    @Override
    public UpdateResult updateOne(ClientSession session, Bson filter, List<? extends Bson> update) {
        return in(session).updateOne(filter, update);
    }

    @Override
    public UpdateResult updateOne(
            ClientSession session, Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return in(session).updateOne(filter, update, options);
    }

    @Override
    public UpdateResult updateMany(ClientSession session, Bson filter, Bson update) {
        return in(session).updateMany(filter, update);
    }

    @Override
    public UpdateResult updateMany(ClientSession session, Bson filter, Bson update, UpdateOptions options) {
        return in(session).updateMany(filter, update, options);
    }

    @Override
    public UpdateResult updateMany(ClientSession session, Bson filter, List<? extends Bson> update) {
        return in(session).updateMany(filter, update);
    }

    @Override
    public UpdateResult updateMany(
            ClientSession session, Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return in(session).updateMany(filter, update, options);
    }

    @Override
    public @Nullable TDocument findOneAndDelete(ClientSession session, Bson filter) {
        return in(session).findOneAndDelete(filter);
    }

    @Override
    public @Nullable TDocument findOneAndDelete(ClientSession session, Bson filter, FindOneAndDeleteOptions options) {
        return in(session).findOneAndDelete(filter, options);
    }

    @Override
    public @Nullable TDocument findOneAndReplace(ClientSession session, Bson filter, TDocument replacement) {
        return in(session).findOneAndReplace(filter, replacement);
    }

    @Override
    public @Nullable TDocument findOneAndReplace(
            ClientSession session, Bson filter, TDocument replacement, FindOneAndReplaceOptions options) {
        return in(session).findOneAndReplace(filter, replacement, options);
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(ClientSession session, Bson filter, Bson update) {
        return in(session).findOneAndUpdate(filter, update);
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(
            ClientSession session, Bson filter, Bson update, FindOneAndUpdateOptions options) {
        return in(session).findOneAndUpdate(filter, update, options);
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(ClientSession session, Bson filter, List<? extends Bson> update) {
        return in(session).findOneAndUpdate(filter, update);
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(
            ClientSession session, Bson filter, List<? extends Bson> update, FindOneAndUpdateOptions options) {
        return in(session).findOneAndUpdate(filter, update, options);
    }

    @Override
    public void drop(ClientSession session) {
        in(session).drop();
    }

    @Override
    public void drop(ClientSession session, DropCollectionOptions options) {
        in(session).drop(options);
    }

    @Override
    public String createIndex(ClientSession session, Bson keys) {
        return in(session).createIndex(keys);
    }

    @Override
    public String createIndex(ClientSession session, Bson keys, IndexOptions options) {
        return in(session).createIndex(keys, options);
    }

    @Override
    public List<String> createIndexes(ClientSession session, List<IndexModel> indexes) {
        return in(session).createIndexes(indexes);
    }

    @Override
    public List<String> createIndexes(ClientSession session, List<IndexModel> indexes, CreateIndexOptions options) {
        return in(session).createIndexes(indexes, options);
    }

    @Override
    public ListIndexesIterable<Document> listIndexes(ClientSession session) {
        return in(session).listIndexes();
    }

    @Override
    public <TResult> ListIndexesIterable<TResult> listIndexes(ClientSession session, Class<TResult> resultClass) {
        return in(session).listIndexes(resultClass);
    }

    @Override
    public void dropIndex(ClientSession session, String indexName) {
        in(session).dropIndex(indexName);
    }

    @Override
    public void dropIndex(ClientSession session, Bson keys) {
        in(session).dropIndex(keys);
    }

    @Override
    public void dropIndex(ClientSession session, String indexName, DropIndexOptions options) {
        in(session).dropIndex(indexName, options);
    }

    @Override
    public void dropIndex(ClientSession session, Bson keys, DropIndexOptions options) {
        in(session).dropIndex(keys, options);
    }

    @Override
    public void dropIndexes(ClientSession session) {
        in(session).dropIndexes();
    }

    @Override
    public void dropIndexes(ClientSession session, DropIndexOptions options) {
        in(session).dropIndexes(options);
    }

    @Override
    public void renameCollection(ClientSession session, MongoNamespace newNamespace) {
        in(session).renameCollection(newNamespace);
    }

    @Override
    public void renameCollection(ClientSession session, MongoNamespace newNamespace, RenameCollectionOptions options) {
        in(session).renameCollection(newNamespace, options);
    }
}
