package dev.morelia.spec.unified.api;

import dev.morelia.async.AsyncMongoCollection;
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
import dev.morelia.spec.unified.cursor.Cursors;
import dev.morelia.spec.unified.cursor.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A collection of the async API. */
record AsyncCollection(AsyncMongoCollection<Document> collection, Cursors cursors) implements CollectionApi {
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
        return new AsyncCollection(view, cursors);
    }

    @Override
    public CollectionApi with(Duration timeout) {
        return new AsyncCollection(collection.with(timeout), cursors);
    }

    @Override
    public CollectionApi with(SessionApi session) {
        return new AsyncCollection(collection.with(OwnSession.of(session).async()), cursors);
    }

    @Override
    public InsertOneResult insertOne(Document document, InsertOneOptions options) {
        return Outcome.of(collection.insertOne(document, options));
    }

    @Override
    public InsertManyResult insertMany(List<Document> documents, InsertManyOptions options) {
        return Outcome.of(collection.insertMany(documents, options));
    }

    @Override
    public BulkWriteResult bulkWrite(List<WriteModel<Document>> models, BulkWriteOptions options) {
        return Outcome.of(collection.bulkWrite(models, options));
    }

    @Override
    public UpdateResult updateOne(Document filter, Object update, UpdateOptions options) {
        return Outcome.of(
                update instanceof Document operators
                        ? collection.updateOne(filter, operators, options)
                        : collection.updateOne(filter, pipeline(update), options));
    }

    @Override
    public UpdateResult updateMany(Document filter, Object update, UpdateOptions options) {
        return Outcome.of(
                update instanceof Document operators
                        ? collection.updateMany(filter, operators, options)
                        : collection.updateMany(filter, pipeline(update), options));
    }

    @Override
    public UpdateResult replaceOne(Document filter, Document replacement, ReplaceOptions options) {
        return Outcome.of(collection.replaceOne(filter, replacement, options));
    }

    @Override
    public DeleteResult deleteOne(Document filter, DeleteOptions options) {
        return Outcome.of(collection.deleteOne(filter, options));
    }

    @Override
    public DeleteResult deleteMany(Document filter, DeleteOptions options) {
        return Outcome.of(collection.deleteMany(filter, options));
    }

    @Override
    public Optional<Document> findOneAndUpdate(Document filter, Object update, FindOneAndUpdateOptions options) {
        return Outcome.of(
                update instanceof Document operators
                        ? collection.findOneAndUpdate(filter, operators, options)
                        : collection.findOneAndUpdate(filter, pipeline(update), options));
    }

    @Override
    public Optional<Document> findOneAndReplace(
            Document filter, Document replacement, FindOneAndReplaceOptions options) {
        return Outcome.of(collection.findOneAndReplace(filter, replacement, options));
    }

    @Override
    public Optional<Document> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return Outcome.of(collection.findOneAndDelete(filter, options));
    }

    @Override
    public CursorApi find(Document filter, FindOptions options) {
        return cursors.open(collection.find(filter, options));
    }

    @Override
    public Optional<Document> findOne(Document filter, FindOptions options) {
        return Outcome.of(collection.find(filter, options).first());
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        return cursors.open(collection.aggregate(pipeline, options));
    }

    @Override
    public List<@Nullable Object> distinct(String field, Document filter, DistinctOptions options) {
        return Outcome.<List<@Nullable Object>>of(collection.distinct(field, filter, Object.class, options));
    }

    @Override
    public long count(Document filter, FindOptions options) {
        return Outcome.of(collection.find(filter, options).count());
    }

    @Override
    public long countDocuments(Document filter, CountOptions options) {
        return Outcome.of(collection.countDocuments(filter, options));
    }

    @Override
    public long estimatedDocumentCount(EstimatedCountOptions options) {
        return Outcome.of(collection.estimatedDocumentCount(options));
    }

    @Override
    public String createIndex(IndexModel index, CreateIndexesOptions options) {
        return Outcome.of(collection.createIndexes(List.of(index), options)).getFirst();
    }

    @Override
    public CursorApi listIndexes(ListIndexesOptions options) {
        return cursors.open(collection.listIndexes(options));
    }

    @Override
    public void dropIndex(String name, DropIndexOptions options) {
        Outcome.of(collection.dropIndex(name, options));
    }

    @Override
    public void dropIndexes() {
        Outcome.of(collection.dropIndexes());
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        return cursors.watch(collection.blocking().watch(pipeline, options));
    }

    @Override
    public void rename(String name, RenameCollectionOptions options) {
        Outcome.of(collection.rename(name, options));
    }

    @Override
    @SuppressWarnings("deprecation") // The specification has it.
    public List<Document> mapReduce(String map, String reduce, Document fields) {
        return Outcome.of(collection.mapReduce(map, reduce, fields));
    }

    @Override
    public List<String> createSearchIndexes(List<SearchIndexModel> indexes) {
        return Outcome.of(collection.searchIndexes().create(indexes));
    }

    @Override
    public CursorApi listSearchIndexes(@Nullable String name, AggregateOptions options) {
        var indexes = collection.searchIndexes();
        return cursors.open(name == null ? indexes.list() : indexes.list(name, options));
    }

    @Override
    public void updateSearchIndex(String name, Document definition) {
        Outcome.of(collection.searchIndexes().update(name, definition));
    }

    @Override
    public void dropSearchIndex(String name) {
        Outcome.of(collection.searchIndexes().drop(name));
    }

    private static List<Document> pipeline(Object update) {
        return ((List<?>) update).stream().map(Document.class::cast).toList();
    }
}
