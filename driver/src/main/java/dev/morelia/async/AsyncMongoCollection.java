package dev.morelia.async;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.client.CollectionWrites;
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
import dev.morelia.options.admin.DropCollectionOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.CollectionDescription;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.IndexDescription;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The async API of a {@link MongoCollection}: the same methods, with the same connections, sessions, settings and
 * errors. See the {@linkplain dev.morelia.async package} for what holds for all of its methods. A cheap view, immutable
 * and thread-safe.
 *
 * @param <T> the type that documents are read and written as
 */
public final class AsyncMongoCollection<T> {
    private final MongoCollection<T> blocking;
    private final CollectionWrites<T> writes;
    private final Bridge bridge;

    /** For {@link MongoCollection#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncMongoCollection(MongoCollection<T> blocking, CollectionWrites<T> writes, Bridge bridge) {
        this.blocking = blocking;
        this.writes = writes;
        this.bridge = bridge;
    }

    /** The same collection with the blocking API. */
    public MongoCollection<T> blocking() {
        return blocking;
    }

    /** As {@link MongoCollection#namespace()}. */
    public Namespace namespace() {
        return blocking.namespace();
    }

    /** As {@link MongoCollection#with(WriteConcern)}. */
    public AsyncMongoCollection<T> with(WriteConcern writeConcern) {
        return blocking.with(writeConcern).async();
    }

    /** As {@link MongoCollection#with(ReadConcern)}. */
    public AsyncMongoCollection<T> with(ReadConcern readConcern) {
        return blocking.with(readConcern).async();
    }

    /** As {@link MongoCollection#with(ReadPreference)}. */
    public AsyncMongoCollection<T> with(ReadPreference readPreference) {
        return blocking.with(readPreference).async();
    }

    /** As {@link MongoCollection#with(Duration)}. */
    public AsyncMongoCollection<T> with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link MongoCollection#with(Codec)}. */
    public <R> AsyncMongoCollection<R> with(Codec<R> other) {
        return blocking.with(other).async();
    }

    /** As {@link MongoCollection#as(Class)}. */
    public <R> AsyncMongoCollection<R> as(Class<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link MongoCollection#as(TypeReference)}. */
    public <R> AsyncMongoCollection<R> as(TypeReference<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link MongoCollection#withContext(Object)}. */
    public AsyncMongoCollection<T> withContext(Object object) {
        return blocking.withContext(object).async();
    }

    /**
     * As {@link MongoCollection#insertOne(Object)}; completes when the write is acknowledged; cancel does not undo it.
     */
    public CompletableFuture<InsertOneResult> insertOne(T document) {
        return bridge.run(() -> blocking.insertOne(document));
    }

    /**
     * As {@link MongoCollection#insertOne(Object, InsertOneOptions)}; completes when the write is acknowledged; cancel
     * does not undo it.
     */
    public CompletableFuture<InsertOneResult> insertOne(T document, InsertOneOptions options) {
        return bridge.run(() -> blocking.insertOne(document, options));
    }

    /**
     * As {@link MongoCollection#insertMany(Collection)}; completes when the writes are acknowledged; cancel does not
     * undo them.
     */
    public CompletableFuture<InsertManyResult> insertMany(Collection<? extends T> documents) {
        return bridge.run(() -> blocking.insertMany(documents));
    }

    /**
     * As {@link MongoCollection#insertMany(Collection, InsertManyOptions)}; completes when the writes are acknowledged;
     * cancel does not undo them.
     */
    public CompletableFuture<InsertManyResult> insertMany(
            Collection<? extends T> documents, InsertManyOptions options) {
        return bridge.run(() -> blocking.insertMany(documents, options));
    }

    /**
     * As {@link MongoCollection#insertMany(Stream)}; completes when the writes are acknowledged; cancel does not undo
     * them.
     */
    public CompletableFuture<InsertManyResult> insertMany(Stream<? extends T> documents) {
        return bridge.run(() -> blocking.insertMany(documents));
    }

    /**
     * As {@link MongoCollection#insertMany(Stream, InsertManyOptions)}; completes when the writes are acknowledged;
     * cancel does not undo them.
     */
    public CompletableFuture<InsertManyResult> insertMany(Stream<? extends T> documents, InsertManyOptions options) {
        return bridge.run(() -> blocking.insertMany(documents, options));
    }

    /**
     * As {@link MongoCollection#insertMany(Stream)}, with the documents of a publisher, which may be a query of this
     * API: it is subscribed to when the operation starts, at most 256 documents are requested before they are needed,
     * and an error of the publisher ends the insert. Completes when the writes are acknowledged; cancel does not undo
     * them, but cancels the subscription. Counts as an operation in flight only while it sends a batch, as the
     * publisher may need others.
     */
    public CompletableFuture<InsertManyResult> insertMany(Flow.Publisher<? extends T> documents) {
        return insertMany(documents, new InsertManyOptions());
    }

    /** As {@link #insertMany(Flow.Publisher)}, with options. */
    public CompletableFuture<InsertManyResult> insertMany(
            Flow.Publisher<? extends T> documents, InsertManyOptions options) {
        return bridge.runUnbounded(() ->
                writes.insertMany(bridge.stream(documents), Argument.notNull("options", options), bridge.admission()));
    }

    /**
     * As {@link MongoCollection#bulkWrite(List)}; completes when the writes are acknowledged; cancel does not undo
     * them.
     */
    public CompletableFuture<BulkWriteResult> bulkWrite(List<? extends WriteModel<? extends T>> models) {
        return bridge.run(() -> blocking.bulkWrite(models));
    }

    /**
     * As {@link MongoCollection#bulkWrite(List, BulkWriteOptions)}; completes when the writes are acknowledged; cancel
     * does not undo them.
     */
    public CompletableFuture<BulkWriteResult> bulkWrite(
            List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        return bridge.run(() -> blocking.bulkWrite(models, options));
    }

    /**
     * As {@link MongoCollection#updateOne(Document, Document)}; completes when the write is acknowledged; cancel does
     * not undo it.
     */
    public CompletableFuture<UpdateResult> updateOne(Document filter, Document update) {
        return bridge.run(() -> blocking.updateOne(filter, update));
    }

    /**
     * As {@link MongoCollection#updateOne(Document, Document, UpdateOptions)}; completes when the write is
     * acknowledged; cancel does not undo it.
     */
    public CompletableFuture<UpdateResult> updateOne(Document filter, Document update, UpdateOptions options) {
        return bridge.run(() -> blocking.updateOne(filter, update, options));
    }

    /**
     * As {@link MongoCollection#updateOne(Document, List)}; completes when the write is acknowledged; cancel does not
     * undo it.
     */
    public CompletableFuture<UpdateResult> updateOne(Document filter, List<Document> pipeline) {
        return bridge.run(() -> blocking.updateOne(filter, pipeline));
    }

    /**
     * As {@link MongoCollection#updateOne(Document, List, UpdateOptions)}; completes when the write is acknowledged;
     * cancel does not undo it.
     */
    public CompletableFuture<UpdateResult> updateOne(Document filter, List<Document> pipeline, UpdateOptions options) {
        return bridge.run(() -> blocking.updateOne(filter, pipeline, options));
    }

    /**
     * As {@link MongoCollection#updateMany(Document, Document)}; completes when the write is acknowledged; cancel does
     * not undo it.
     */
    public CompletableFuture<UpdateResult> updateMany(Document filter, Document update) {
        return bridge.run(() -> blocking.updateMany(filter, update));
    }

    /**
     * As {@link MongoCollection#updateMany(Document, Document, UpdateOptions)}; completes when the write is
     * acknowledged; cancel does not undo it.
     */
    public CompletableFuture<UpdateResult> updateMany(Document filter, Document update, UpdateOptions options) {
        return bridge.run(() -> blocking.updateMany(filter, update, options));
    }

    /**
     * As {@link MongoCollection#updateMany(Document, List)}; completes when the write is acknowledged; cancel does not
     * undo it.
     */
    public CompletableFuture<UpdateResult> updateMany(Document filter, List<Document> pipeline) {
        return bridge.run(() -> blocking.updateMany(filter, pipeline));
    }

    /**
     * As {@link MongoCollection#updateMany(Document, List, UpdateOptions)}; completes when the write is acknowledged;
     * cancel does not undo it.
     */
    public CompletableFuture<UpdateResult> updateMany(Document filter, List<Document> pipeline, UpdateOptions options) {
        return bridge.run(() -> blocking.updateMany(filter, pipeline, options));
    }

    /**
     * As {@link MongoCollection#replaceOne(Document, Object)}; completes when the write is acknowledged; cancel does
     * not undo it.
     */
    public CompletableFuture<UpdateResult> replaceOne(Document filter, T replacement) {
        return bridge.run(() -> blocking.replaceOne(filter, replacement));
    }

    /**
     * As {@link MongoCollection#replaceOne(Document, Object, ReplaceOptions)}; completes when the write is
     * acknowledged; cancel does not undo it.
     */
    public CompletableFuture<UpdateResult> replaceOne(Document filter, T replacement, ReplaceOptions options) {
        return bridge.run(() -> blocking.replaceOne(filter, replacement, options));
    }

    /**
     * As {@link MongoCollection#deleteOne(Document)}; completes when the write is acknowledged; cancel does not undo
     * it.
     */
    public CompletableFuture<DeleteResult> deleteOne(Document filter) {
        return bridge.run(() -> blocking.deleteOne(filter));
    }

    /**
     * As {@link MongoCollection#deleteOne(Document, DeleteOptions)}; completes when the write is acknowledged; cancel
     * does not undo it.
     */
    public CompletableFuture<DeleteResult> deleteOne(Document filter, DeleteOptions options) {
        return bridge.run(() -> blocking.deleteOne(filter, options));
    }

    /**
     * As {@link MongoCollection#deleteMany(Document)}; completes when the write is acknowledged; cancel does not undo
     * it.
     */
    public CompletableFuture<DeleteResult> deleteMany(Document filter) {
        return bridge.run(() -> blocking.deleteMany(filter));
    }

    /**
     * As {@link MongoCollection#deleteMany(Document, DeleteOptions)}; completes when the write is acknowledged; cancel
     * does not undo it.
     */
    public CompletableFuture<DeleteResult> deleteMany(Document filter, DeleteOptions options) {
        return bridge.run(() -> blocking.deleteMany(filter, options));
    }

    /**
     * As {@link MongoCollection#findOneAndUpdate(Document, Document)}; completes with the document, if any; cancel does
     * not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndUpdate(Document filter, Document update) {
        return bridge.run(() -> blocking.findOneAndUpdate(filter, update));
    }

    /**
     * As {@link MongoCollection#findOneAndUpdate(Document, Document, FindOneAndUpdateOptions)}; completes with the
     * document, if any; cancel does not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndUpdate(
            Document filter, Document update, FindOneAndUpdateOptions options) {
        return bridge.run(() -> blocking.findOneAndUpdate(filter, update, options));
    }

    /**
     * As {@link MongoCollection#findOneAndUpdate(Document, List)}; completes with the document, if any; cancel does not
     * undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndUpdate(Document filter, List<Document> pipeline) {
        return bridge.run(() -> blocking.findOneAndUpdate(filter, pipeline));
    }

    /**
     * As {@link MongoCollection#findOneAndUpdate(Document, List, FindOneAndUpdateOptions)}; completes with the
     * document, if any; cancel does not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndUpdate(
            Document filter, List<Document> pipeline, FindOneAndUpdateOptions options) {
        return bridge.run(() -> blocking.findOneAndUpdate(filter, pipeline, options));
    }

    /**
     * As {@link MongoCollection#findOneAndReplace(Document, Object)}; completes with the document, if any; cancel does
     * not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndReplace(Document filter, T replacement) {
        return bridge.run(() -> blocking.findOneAndReplace(filter, replacement));
    }

    /**
     * As {@link MongoCollection#findOneAndReplace(Document, Object, FindOneAndReplaceOptions)}; completes with the
     * document, if any; cancel does not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndReplace(
            Document filter, T replacement, FindOneAndReplaceOptions options) {
        return bridge.run(() -> blocking.findOneAndReplace(filter, replacement, options));
    }

    /**
     * As {@link MongoCollection#findOneAndDelete(Document)}; completes with the document, if any; cancel does not undo
     * the write.
     */
    public CompletableFuture<Optional<T>> findOneAndDelete(Document filter) {
        return bridge.run(() -> blocking.findOneAndDelete(filter));
    }

    /**
     * As {@link MongoCollection#findOneAndDelete(Document, FindOneAndDeleteOptions)}; completes with the document, if
     * any; cancel does not undo the write.
     */
    public CompletableFuture<Optional<T>> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return bridge.run(() -> blocking.findOneAndDelete(filter, options));
    }

    /** As {@link MongoCollection#find()}; nothing is sent until it is subscribed to or run. */
    public AsyncFindQuery<T> find() {
        return blocking.find().async();
    }

    /** As {@link MongoCollection#find(Document)}; nothing is sent until it is subscribed to or run. */
    public AsyncFindQuery<T> find(Document filter) {
        return blocking.find(filter).async();
    }

    /** As {@link MongoCollection#find(Document, FindOptions)}; nothing is sent until it is subscribed to or run. */
    public AsyncFindQuery<T> find(Document filter, FindOptions options) {
        return blocking.find(filter, options).async();
    }

    /** As {@link MongoCollection#findOne()}; completes with the document, if any; cancel ends the search. */
    public CompletableFuture<Optional<T>> findOne() {
        return bridge.run(() -> blocking.findOne());
    }

    /** As {@link MongoCollection#findOne(Document)}; completes with the document, if any; cancel ends the search. */
    public CompletableFuture<Optional<T>> findOne(Document filter) {
        return bridge.run(() -> blocking.findOne(filter));
    }

    /** As {@link MongoCollection#aggregate(List)}; nothing is sent until it is subscribed to or run. */
    public AsyncAggregateQuery<Document> aggregate(List<Document> pipeline) {
        return blocking.aggregate(pipeline).async();
    }

    /** As {@link MongoCollection#aggregate(List, Class)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return blocking.aggregate(pipeline, type).async();
    }

    /** As {@link MongoCollection#aggregate(List, TypeReference)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return blocking.aggregate(pipeline, type).async();
    }

    /** As {@link MongoCollection#aggregate(List, Codec)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return blocking.aggregate(pipeline, codec).async();
    }

    /**
     * As {@link MongoCollection#aggregate(List, AggregateOptions)}; nothing is sent until it is subscribed to or run.
     */
    public AsyncAggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        return blocking.aggregate(pipeline, options).async();
    }

    /** As {@link MongoCollection#distinct(String, Class)}; completes with the values; cancel ends the operation. */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, Class<R> type) {
        return bridge.run(() -> blocking.distinct(field, type));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, Class)}; completes with the values; cancel ends the
     * operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, Document filter, Class<R> type) {
        return bridge.run(() -> blocking.distinct(field, filter, type));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, Class, DistinctOptions)}; completes with the values; cancel
     * ends the operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(
            String field, Document filter, Class<R> type, DistinctOptions options) {
        return bridge.run(() -> blocking.distinct(field, filter, type, options));
    }

    /**
     * As {@link MongoCollection#distinct(String, TypeReference)}; completes with the values; cancel ends the operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, TypeReference<R> type) {
        return bridge.run(() -> blocking.distinct(field, type));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, TypeReference)}; completes with the values; cancel ends the
     * operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, Document filter, TypeReference<R> type) {
        return bridge.run(() -> blocking.distinct(field, filter, type));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, TypeReference, DistinctOptions)}; completes with the values;
     * cancel ends the operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(
            String field, Document filter, TypeReference<R> type, DistinctOptions options) {
        return bridge.run(() -> blocking.distinct(field, filter, type, options));
    }

    /** As {@link MongoCollection#distinct(String, Codec)}; completes with the values; cancel ends the operation. */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, Codec<R> values) {
        return bridge.run(() -> blocking.distinct(field, values));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, Codec)}; completes with the values; cancel ends the
     * operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(String field, Document filter, Codec<R> values) {
        return bridge.run(() -> blocking.distinct(field, filter, values));
    }

    /**
     * As {@link MongoCollection#distinct(String, Document, Codec, DistinctOptions)}; completes with the values; cancel
     * ends the operation.
     */
    public <R> CompletableFuture<List<@Nullable R>> distinct(
            String field, Document filter, Codec<R> values, DistinctOptions options) {
        return bridge.run(() -> blocking.distinct(field, filter, values, options));
    }

    /**
     * As {@link MongoCollection#mapReduce(String, String)}; completes with the results; cancel ends the operation.
     *
     * @deprecated by servers since 5.0: use {@link #aggregate(List)}
     */
    @Deprecated
    public CompletableFuture<List<Document>> mapReduce(String map, String reduce) {
        return bridge.run(() -> blocking.mapReduce(map, reduce));
    }

    /**
     * As {@link MongoCollection#mapReduce(String, String, Document)}; completes with the results; cancel ends the
     * operation.
     *
     * @deprecated by servers since 5.0: use {@link #aggregate(List)}
     */
    @Deprecated
    public CompletableFuture<List<Document>> mapReduce(String map, String reduce, Document fields) {
        return bridge.run(() -> blocking.mapReduce(map, reduce, fields));
    }

    /** As {@link MongoCollection#countDocuments()}; completes with the number; cancel ends the count. */
    public CompletableFuture<Long> countDocuments() {
        return bridge.run(() -> blocking.countDocuments());
    }

    /** As {@link MongoCollection#countDocuments(Document)}; completes with the number; cancel ends the count. */
    public CompletableFuture<Long> countDocuments(Document filter) {
        return bridge.run(() -> blocking.countDocuments(filter));
    }

    /**
     * As {@link MongoCollection#countDocuments(Document, CountOptions)}; completes with the number; cancel ends the
     * count.
     */
    public CompletableFuture<Long> countDocuments(Document filter, CountOptions options) {
        return bridge.run(() -> blocking.countDocuments(filter, options));
    }

    /** As {@link MongoCollection#estimatedDocumentCount()}; completes with the number; cancel ends the count. */
    public CompletableFuture<Long> estimatedDocumentCount() {
        return bridge.run(() -> blocking.estimatedDocumentCount());
    }

    /**
     * As {@link MongoCollection#estimatedDocumentCount(EstimatedCountOptions)}; completes with the number; cancel ends
     * the count.
     */
    public CompletableFuture<Long> estimatedDocumentCount(EstimatedCountOptions options) {
        return bridge.run(() -> blocking.estimatedDocumentCount(options));
    }

    /**
     * As {@link MongoCollection#createIndex(Document)}; completes when the server has done it; cancel does not undo it.
     */
    public CompletableFuture<String> createIndex(Document keys) {
        return bridge.run(() -> blocking.createIndex(keys));
    }

    /**
     * As {@link MongoCollection#createIndex(Document, IndexOptions)}; completes when the server has done it; cancel
     * does not undo it.
     */
    public CompletableFuture<String> createIndex(Document keys, IndexOptions options) {
        return bridge.run(() -> blocking.createIndex(keys, options));
    }

    /**
     * As {@link MongoCollection#createIndexes(List)}; completes when the server has done it; cancel does not undo it.
     */
    public CompletableFuture<List<String>> createIndexes(List<IndexModel> indexes) {
        return bridge.run(() -> blocking.createIndexes(indexes));
    }

    /**
     * As {@link MongoCollection#createIndexes(List, CreateIndexesOptions)}; completes when the server has done it;
     * cancel does not undo it.
     */
    public CompletableFuture<List<String>> createIndexes(List<IndexModel> indexes, CreateIndexesOptions options) {
        return bridge.run(() -> blocking.createIndexes(indexes, options));
    }

    /** As {@link MongoCollection#listIndexes()}; nothing is sent until it is subscribed to or run. */
    public AsyncCursorQuery<Document> listIndexes() {
        return blocking.listIndexes().async();
    }

    /** As {@link MongoCollection#listIndexes(ListIndexesOptions)}; nothing is sent until it is subscribed to or run. */
    public AsyncCursorQuery<Document> listIndexes(ListIndexesOptions options) {
        return blocking.listIndexes(options).async();
    }

    /** As {@link MongoCollection#indexes()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<IndexDescription>> indexes() {
        return bridge.run(() -> blocking.indexes());
    }

    /** As {@link MongoCollection#indexInformation()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<Map<String, IndexDescription>> indexInformation() {
        return bridge.run(() -> blocking.indexInformation());
    }

    /** As {@link MongoCollection#dropIndex(String)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> dropIndex(String name) {
        return bridge.run(Action.of(() -> blocking.dropIndex(name)));
    }

    /**
     * As {@link MongoCollection#dropIndex(String, DropIndexOptions)}; completes when the server has done it; cancel
     * does not undo it.
     */
    public CompletableFuture<Void> dropIndex(String name, DropIndexOptions options) {
        return bridge.run(Action.of(() -> blocking.dropIndex(name, options)));
    }

    /**
     * As {@link MongoCollection#dropIndex(Document)}; completes when the server has done it; cancel does not undo it.
     */
    public CompletableFuture<Void> dropIndex(Document keys) {
        return bridge.run(Action.of(() -> blocking.dropIndex(keys)));
    }

    /**
     * As {@link MongoCollection#dropIndex(Document, DropIndexOptions)}; completes when the server has done it; cancel
     * does not undo it.
     */
    public CompletableFuture<Void> dropIndex(Document keys, DropIndexOptions options) {
        return bridge.run(Action.of(() -> blocking.dropIndex(keys, options)));
    }

    /** As {@link MongoCollection#dropIndexes()}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> dropIndexes() {
        return bridge.run(Action.of(() -> blocking.dropIndexes()));
    }

    /**
     * As {@link MongoCollection#dropIndexes(DropIndexOptions)}; completes when the server has done it; cancel does not
     * undo it.
     */
    public CompletableFuture<Void> dropIndexes(DropIndexOptions options) {
        return bridge.run(Action.of(() -> blocking.dropIndexes(options)));
    }

    /** As {@link MongoCollection#searchIndexes()}. */
    public AsyncSearchIndexes searchIndexes() {
        return blocking.searchIndexes().async();
    }

    /** As {@link MongoCollection#description()}; completes with the result; cancel ends the operation. */
    public CompletableFuture<Optional<CollectionDescription>> description() {
        return bridge.run(() -> blocking.description());
    }

    /** As {@link MongoCollection#drop()}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> drop() {
        return bridge.run(Action.of(() -> blocking.drop()));
    }

    /**
     * As {@link MongoCollection#drop(DropCollectionOptions)}; completes when the server has done it; cancel does not
     * undo it.
     */
    public CompletableFuture<Void> drop(DropCollectionOptions options) {
        return bridge.run(Action.of(() -> blocking.drop(options)));
    }

    /** As {@link MongoCollection#rename(String)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> rename(String name) {
        return bridge.run(Action.of(() -> blocking.rename(name)));
    }

    /**
     * As {@link MongoCollection#rename(String, RenameCollectionOptions)}; completes when the server has done it; cancel
     * does not undo it.
     */
    public CompletableFuture<Void> rename(String name, RenameCollectionOptions options) {
        return bridge.run(Action.of(() -> blocking.rename(name, options)));
    }

    /** Returns a view; see {@link MongoCollection#with(dev.morelia.ClientSession)}. */
    public AsyncMongoCollection<T> with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /**
     * Watches changes; see {@link MongoCollection#watch()}.
     *
     * @return a publisher, whose subscriptions open a change stream each
     */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch() {
        return blocking.watch().async();
    }

    /** Watches changes, with further stages; see {@link MongoCollection#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** Watches changes; see {@link MongoCollection#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
