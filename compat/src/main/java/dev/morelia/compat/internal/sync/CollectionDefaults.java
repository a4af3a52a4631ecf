package dev.morelia.compat.internal.sync;

import com.mongodb.MongoNamespace;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.DropCollectionOptions;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.EstimatedDocumentCountOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.SearchIndexModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.InsertManyResult;
import com.mongodb.client.result.InsertOneResult;
import com.mongodb.client.result.UpdateResult;
import dev.morelia.compat.internal.operations.Given;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The methods of a collection that leave something to defaults: each is the one with all arguments. */
abstract class CollectionDefaults<TDocument> extends CollectionInSession<TDocument> {
    private static Bson all() {
        return new BsonDocument();
    }

    // ---- reads

    @Override
    public final long countDocuments() {
        return countDocuments(all());
    }

    @Override
    public final long countDocuments(Bson filter) {
        return countDocuments(filter, new CountOptions());
    }

    @Override
    public final long estimatedDocumentCount() {
        return estimatedDocumentCount(new EstimatedDocumentCountOptions());
    }

    @Override
    public final <TResult> DistinctIterable<TResult> distinct(String fieldName, Class<TResult> resultClass) {
        return distinct(fieldName, all(), resultClass);
    }

    @Override
    public final FindIterable<TDocument> find() {
        return find(all(), getDocumentClass());
    }

    @Override
    public final <TResult> FindIterable<TResult> find(Class<TResult> resultClass) {
        return find(all(), resultClass);
    }

    @Override
    public final FindIterable<TDocument> find(Bson filter) {
        return find(filter, getDocumentClass());
    }

    @Override
    public final AggregateIterable<TDocument> aggregate(List<? extends Bson> pipeline) {
        return aggregate(pipeline, getDocumentClass());
    }

    @Override
    public final ChangeStreamIterable<TDocument> watch() {
        return watch(List.of(), getDocumentClass());
    }

    @Override
    public final <TResult> ChangeStreamIterable<TResult> watch(Class<TResult> resultClass) {
        return watch(List.of(), resultClass);
    }

    @Override
    public final ChangeStreamIterable<TDocument> watch(List<? extends Bson> pipeline) {
        return watch(pipeline, getDocumentClass());
    }

    @Override
    @Deprecated
    public final MapReduceIterable<TDocument> mapReduce(String mapFunction, String reduceFunction) {
        return mapReduce(mapFunction, reduceFunction, getDocumentClass());
    }

    // ---- writes

    @Override
    public final BulkWriteResult bulkWrite(List<? extends WriteModel<? extends TDocument>> models) {
        return bulkWrite(models, new BulkWriteOptions());
    }

    @Override
    public final InsertOneResult insertOne(TDocument document) {
        return insertOne(document, new InsertOneOptions());
    }

    @Override
    public final InsertManyResult insertMany(List<? extends TDocument> documents) {
        return insertMany(documents, new InsertManyOptions());
    }

    @Override
    public final DeleteResult deleteOne(Bson filter) {
        return deleteOne(filter, new DeleteOptions());
    }

    @Override
    public final DeleteResult deleteMany(Bson filter) {
        return deleteMany(filter, new DeleteOptions());
    }

    @Override
    public final UpdateResult replaceOne(Bson filter, TDocument replacement) {
        return replaceOne(filter, replacement, new ReplaceOptions());
    }

    @Override
    public final UpdateResult updateOne(Bson filter, Bson update) {
        return updateOne(filter, update, new UpdateOptions());
    }

    @Override
    public final UpdateResult updateOne(Bson filter, List<? extends Bson> update) {
        return updateOne(filter, update, new UpdateOptions());
    }

    @Override
    public final UpdateResult updateMany(Bson filter, Bson update) {
        return updateMany(filter, update, new UpdateOptions());
    }

    @Override
    public final UpdateResult updateMany(Bson filter, List<? extends Bson> update) {
        return updateMany(filter, update, new UpdateOptions());
    }

    @Override
    public final @Nullable TDocument findOneAndDelete(Bson filter) {
        return findOneAndDelete(filter, new FindOneAndDeleteOptions());
    }

    @Override
    public final @Nullable TDocument findOneAndReplace(Bson filter, TDocument replacement) {
        return findOneAndReplace(filter, replacement, new FindOneAndReplaceOptions());
    }

    @Override
    public final @Nullable TDocument findOneAndUpdate(Bson filter, Bson update) {
        return findOneAndUpdate(filter, update, new FindOneAndUpdateOptions());
    }

    @Override
    public final @Nullable TDocument findOneAndUpdate(Bson filter, List<? extends Bson> update) {
        return findOneAndUpdate(filter, update, new FindOneAndUpdateOptions());
    }

    // ---- the collection itself

    @Override
    public final void drop() {
        drop(new DropCollectionOptions());
    }

    @Override
    public final String createSearchIndex(String name, Bson definition) {
        return createSearchIndexes(List.of(new SearchIndexModel(name, definition)))
                .getFirst();
    }

    @Override
    public final String createSearchIndex(Bson definition) {
        return createSearchIndexes(List.of(new SearchIndexModel(definition))).getFirst();
    }

    @Override
    public final ListSearchIndexesIterable<Document> listSearchIndexes() {
        return listSearchIndexes(Document.class);
    }

    @Override
    public final String createIndex(Bson keys) {
        return createIndex(keys, new IndexOptions());
    }

    @Override
    public final String createIndex(Bson keys, IndexOptions options) {
        return createIndexes(List.of(new IndexModel(keys, options))).getFirst();
    }

    @Override
    public final List<String> createIndexes(List<IndexModel> indexes) {
        return createIndexes(indexes, new CreateIndexOptions());
    }

    @Override
    public final ListIndexesIterable<Document> listIndexes() {
        return listIndexes(Document.class);
    }

    @Override
    public final void dropIndex(String indexName) {
        dropIndex(indexName, new DropIndexOptions());
    }

    @Override
    public final void dropIndex(Bson keys) {
        dropIndex(keys, new DropIndexOptions());
    }

    @Override
    public final void dropIndexes() {
        dropIndexes(new DropIndexOptions());
    }

    @Override
    public final void renameCollection(MongoNamespace newNamespace) {
        renameCollection(Given.notNull("newCollectionNamespace", newNamespace), new RenameCollectionOptions());
    }
}
