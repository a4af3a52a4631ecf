package dev.morelia.spec.unified.compat;

import com.mongodb.MongoNamespace;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.SearchIndexModel;
import com.mongodb.client.model.SearchIndexType;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
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
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.api.Concerns;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A collection of the official interfaces, in a session if there is one. */
record OfficialCollection(
        MongoCollection<BsonDocument> collection, @Nullable ClientSession session) implements CollectionApi {
    @Override
    public CollectionApi with(Concerns concerns) {
        var view = collection;
        if (concerns.readConcern() != null) {
            view = view.withReadConcern(OfficialDatabase.official(concerns.readConcern()));
        }
        if (concerns.readPreference() != null) {
            view = view.withReadPreference(OfficialDatabase.official(concerns.readPreference()));
        }
        if (concerns.writeConcern() != null) {
            view = view.withWriteConcern(OfficialDatabase.official(concerns.writeConcern()));
        }
        var changed = new OfficialCollection(view, session);
        return concerns.timeout() == null ? changed : changed.with(concerns.timeout());
    }

    @Override
    public CollectionApi with(Duration timeout) {
        return new OfficialCollection(collection.withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS), session);
    }

    @Override
    public CollectionApi with(SessionApi in) {
        return new OfficialCollection(collection, OfficialSession.of(in));
    }

    // ---- writes

    private OfficialWrites writes() {
        return new OfficialWrites(collection, session);
    }

    @Override
    public InsertOneResult insertOne(Document document, InsertOneOptions options) {
        return writes().insertOne(document, options);
    }

    @Override
    public InsertManyResult insertMany(List<Document> documents, InsertManyOptions options) {
        return writes().insertMany(documents, options);
    }

    @Override
    public BulkWriteResult bulkWrite(List<WriteModel<Document>> models, BulkWriteOptions options) {
        return writes().bulkWrite(models, options);
    }

    @Override
    public UpdateResult updateOne(Document filter, Object update, UpdateOptions options) {
        return writes().updateOne(filter, update, options);
    }

    @Override
    public UpdateResult updateMany(Document filter, Object update, UpdateOptions options) {
        return writes().updateMany(filter, update, options);
    }

    @Override
    public UpdateResult replaceOne(Document filter, Document replacement, ReplaceOptions options) {
        return writes().replaceOne(filter, replacement, options);
    }

    @Override
    public DeleteResult deleteOne(Document filter, DeleteOptions options) {
        return writes().deleteOne(filter, options);
    }

    @Override
    public DeleteResult deleteMany(Document filter, DeleteOptions options) {
        return writes().deleteMany(filter, options);
    }

    @Override
    public Optional<Document> findOneAndUpdate(Document filter, Object update, FindOneAndUpdateOptions options) {
        return writes().findOneAndUpdate(filter, update, options);
    }

    @Override
    public Optional<Document> findOneAndReplace(
            Document filter, Document replacement, FindOneAndReplaceOptions options) {
        return writes().findOneAndReplace(filter, replacement, options);
    }

    @Override
    public Optional<Document> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return writes().findOneAndDelete(filter, options);
    }

    // ---- reads

    private com.mongodb.client.FindIterable<BsonDocument> query(Document filter, FindOptions options) {
        var given = Bytes.bson(filter);
        return QueryTables.FIND.apply(
                session == null ? collection.find(given) : collection.find(session, given), options.fields());
    }

    @Override
    public CursorApi find(Document filter, FindOptions options) {
        return new OfficialCursor(query(filter, options).cursor());
    }

    @Override
    public Optional<Document> findOne(Document filter, FindOptions options) {
        return Optional.ofNullable(query(filter, options).first()).map(Bytes::ours);
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        var stages = Table.list(pipeline);
        return OfficialCursor.watch(
                session == null ? collection.watch(stages) : collection.watch(session, stages), options);
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Table.list(pipeline);
        var aggregate = session == null ? collection.aggregate(stages) : collection.aggregate(session, stages);
        return OfficialCursor.aggregate(aggregate, pipeline, options);
    }

    @Override
    public List<@Nullable Object> distinct(String field, Document filter, DistinctOptions options) {
        var given = Bytes.bson(filter);
        var distinct = session == null
                ? collection.distinct(field, given, BsonValue.class)
                : collection.distinct(session, field, given, BsonValue.class);
        var unused = QueryTables.DISTINCT.apply(distinct, options.fields());
        var values = new ArrayList<@Nullable Object>();
        OfficialCursor.drain(distinct.cursor()).forEach(value -> values.add(Bytes.ours(value)));
        return values;
    }

    @Override
    public long count(Document filter, FindOptions options) {
        throw Lacking.feature("count");
    }

    @Override
    public long countDocuments(Document filter, CountOptions options) {
        var given = Bytes.bson(filter);
        var official = WriteTables.COUNT.apply(new com.mongodb.client.model.CountOptions(), options.fields());
        return session == null
                ? collection.countDocuments(given, official)
                : collection.countDocuments(session, given, official);
    }

    @Override
    public long estimatedDocumentCount(EstimatedCountOptions options) {
        if (session != null) {
            throw Lacking.feature("estimatedDocumentCount in a session");
        }
        return collection.estimatedDocumentCount(WriteTables.ESTIMATED_COUNT.apply(
                new com.mongodb.client.model.EstimatedDocumentCountOptions(), options.fields()));
    }

    @Override
    @SuppressWarnings("deprecation") // The specification has it.
    public List<Document> mapReduce(String map, String reduce, Document fields) {
        var mapReduce =
                session == null ? collection.mapReduce(map, reduce) : collection.mapReduce(session, map, reduce);
        return OfficialCursor.all(QueryTables.MAP_REDUCE.apply(mapReduce, fields));
    }

    // ---- indexes, and the collection itself

    @Override
    public String createIndex(dev.morelia.options.admin.IndexModel index, CreateIndexesOptions options) {
        var fields = index.options().fields();
        var models = List.of(new IndexModel(
                Bytes.bson(index.keys()),
                AdminTables.INDEX.apply(new com.mongodb.client.model.IndexOptions(), fields)));
        var official = AdminTables.INDEXES.apply(new com.mongodb.client.model.CreateIndexOptions(), options.fields());
        return (session == null
                        ? collection.createIndexes(models, official)
                        : collection.createIndexes(session, models, official))
                .getFirst();
    }

    @Override
    public CursorApi listIndexes(ListIndexesOptions options) {
        var list = session == null
                ? collection.listIndexes(BsonDocument.class)
                : collection.listIndexes(session, BsonDocument.class);
        return new OfficialCursor(
                QueryTables.INDEXES.apply(list, options.fields()).cursor());
    }

    @Override
    public void dropIndex(String name, DropIndexOptions options) {
        var official =
                AdminTables.DROPPED_INDEX.apply(new com.mongodb.client.model.DropIndexOptions(), options.fields());
        if (session == null) {
            collection.dropIndex(name, official);
        } else {
            collection.dropIndex(session, name, official);
        }
    }

    @Override
    public void dropIndexes() {
        if (session == null) {
            collection.dropIndexes();
        } else {
            collection.dropIndexes(session);
        }
    }

    @Override
    public void rename(String name, RenameCollectionOptions options) {
        var target = new MongoNamespace(collection.getNamespace().getDatabaseName(), name);
        var official =
                AdminTables.RENAME.apply(new com.mongodb.client.model.RenameCollectionOptions(), options.fields());
        if (session == null) {
            collection.renameCollection(target, official);
        } else {
            collection.renameCollection(session, target, official);
        }
    }

    @Override
    public List<String> createSearchIndexes(List<dev.morelia.options.admin.SearchIndexModel> indexes) {
        return collection.createSearchIndexes(
                indexes.stream().map(OfficialCollection::official).toList());
    }

    private static SearchIndexModel official(dev.morelia.options.admin.SearchIndexModel index) {
        var type = index.type();
        return new SearchIndexModel(
                index.name(),
                Bytes.bson(index.definition()),
                type == null ? null : SearchIndexType.of(new BsonString(type)));
    }

    @Override
    public CursorApi listSearchIndexes(@Nullable String name, AggregateOptions options) {
        var list = collection.listSearchIndexes(BsonDocument.class);
        return new OfficialCursor(QueryTables.SEARCH_INDEXES
                .apply(name == null ? list : list.name(name), options.fields())
                .cursor());
    }

    @Override
    public void updateSearchIndex(String name, Document definition) {
        collection.updateSearchIndex(name, Bytes.bson(definition));
    }

    @Override
    public void dropSearchIndex(String name) {
        collection.dropSearchIndex(name);
    }
}
