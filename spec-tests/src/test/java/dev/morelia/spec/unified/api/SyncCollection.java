package dev.morelia.spec.unified.api;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.CountOptions;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.DistinctOptions;
import dev.morelia.options.EstimatedCountOptions;
import dev.morelia.options.FindOneAndDeleteOptions;
import dev.morelia.options.FindOneAndReplaceOptions;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.InsertOneOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.CreateIndexesOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.SyncChangeStream;
import dev.morelia.spec.unified.cursor.SyncCursor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A collection of the blocking API. */
record SyncCollection(MongoCollection<Document> collection) implements CollectionApi {
    @Override
    public CollectionApi with(Concerns concerns) {
        var view = collection;
        if (concerns.readConcern() != null) {
            view = view.with(concerns.readConcern());
        }
        if (concerns.readPreference() != null) {
            view = view.with(concerns.readPreference());
        }
        if (concerns.writeConcern() != null) {
            view = view.with(concerns.writeConcern());
        }
        if (concerns.timeout() != null) {
            view = view.with(concerns.timeout());
        }
        return new SyncCollection(view);
    }

    @Override
    public CollectionApi with(Duration timeout) {
        return new SyncCollection(collection.with(timeout));
    }

    @Override
    public CollectionApi with(SessionApi session) {
        return new SyncCollection(collection.with(OwnSession.of(session)));
    }

    @Override
    public InsertOneResult insertOne(Document document, InsertOneOptions options) {
        return collection.insertOne(document, options);
    }

    @Override
    public InsertManyResult insertMany(List<Document> documents, InsertManyOptions options) {
        return collection.insertMany(documents, options);
    }

    @Override
    public BulkWriteResult bulkWrite(List<WriteModel<Document>> models, BulkWriteOptions options) {
        return collection.bulkWrite(models, options);
    }

    @Override
    public UpdateResult updateOne(Document filter, Object update, UpdateOptions options) {
        return update instanceof Document operators
                ? collection.updateOne(filter, operators, options)
                : collection.updateOne(filter, pipeline(update), options);
    }

    @Override
    public UpdateResult updateMany(Document filter, Object update, UpdateOptions options) {
        return update instanceof Document operators
                ? collection.updateMany(filter, operators, options)
                : collection.updateMany(filter, pipeline(update), options);
    }

    @Override
    public UpdateResult replaceOne(Document filter, Document replacement, ReplaceOptions options) {
        return collection.replaceOne(filter, replacement, options);
    }

    @Override
    public DeleteResult deleteOne(Document filter, DeleteOptions options) {
        return collection.deleteOne(filter, options);
    }

    @Override
    public DeleteResult deleteMany(Document filter, DeleteOptions options) {
        return collection.deleteMany(filter, options);
    }

    @Override
    public Optional<Document> findOneAndUpdate(Document filter, Object update, FindOneAndUpdateOptions options) {
        return update instanceof Document operators
                ? collection.findOneAndUpdate(filter, operators, options)
                : collection.findOneAndUpdate(filter, pipeline(update), options);
    }

    @Override
    public Optional<Document> findOneAndReplace(
            Document filter, Document replacement, FindOneAndReplaceOptions options) {
        return collection.findOneAndReplace(filter, replacement, options);
    }

    @Override
    public Optional<Document> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return collection.findOneAndDelete(filter, options);
    }

    @Override
    public CursorApi find(Document filter, FindOptions options) {
        return new SyncCursor(collection.find(filter, options).cursor());
    }

    @Override
    public Optional<Document> findOne(Document filter, FindOptions options) {
        return collection.find(filter, options).first();
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        return new SyncCursor(collection.aggregate(pipeline, options).cursor());
    }

    @Override
    public List<@Nullable Object> distinct(String field, Document filter, DistinctOptions options) {
        return collection.distinct(field, filter, Object.class, options);
    }

    @Override
    public long count(Document filter, FindOptions options) {
        return collection.find(filter, options).count();
    }

    @Override
    public long countDocuments(Document filter, CountOptions options) {
        return collection.countDocuments(filter, options);
    }

    @Override
    public long estimatedDocumentCount(EstimatedCountOptions options) {
        return collection.estimatedDocumentCount(options);
    }

    @Override
    public String createIndex(IndexModel index, CreateIndexesOptions options) {
        return collection.createIndexes(List.of(index), options).getFirst();
    }

    @Override
    public CursorApi listIndexes(ListIndexesOptions options) {
        return new SyncCursor(collection.listIndexes(options).cursor());
    }

    @Override
    public void dropIndex(String name, DropIndexOptions options) {
        collection.dropIndex(name, options);
    }

    @Override
    public void dropIndexes() {
        collection.dropIndexes();
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        return new SyncChangeStream(
                collection.watch(pipeline, options).as(Document.class).cursor());
    }

    @Override
    public void rename(String name, RenameCollectionOptions options) {
        collection.rename(name, options);
    }

    @Override
    @SuppressWarnings("deprecation") // The specification has it.
    public List<Document> mapReduce(String map, String reduce, Document fields) {
        return collection.mapReduce(map, reduce, fields);
    }

    @Override
    public List<String> createSearchIndexes(List<SearchIndexModel> indexes) {
        return collection.searchIndexes().create(indexes);
    }

    @Override
    public CursorApi listSearchIndexes(@Nullable String name, AggregateOptions options) {
        var indexes = collection.searchIndexes();
        return new SyncCursor((name == null ? indexes.list() : indexes.list(name, options)).cursor());
    }

    @Override
    public void updateSearchIndex(String name, Document definition) {
        collection.searchIndexes().update(name, definition);
    }

    @Override
    public void dropSearchIndex(String name) {
        collection.searchIndexes().drop(name);
    }

    private static List<Document> pipeline(Object update) {
        return ((List<?>) update).stream().map(Document.class::cast).toList();
    }
}
