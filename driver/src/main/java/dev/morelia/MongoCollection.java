package dev.morelia;

import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.client.CollectionIndexes;
import dev.morelia.internal.client.CollectionWrites;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.Decoding;
import dev.morelia.internal.client.StoredNames;
import dev.morelia.internal.client.UpdateValues;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.internal.operation.Count;
import dev.morelia.internal.operation.Distinct;
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
import dev.morelia.options.ReturnDocument;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.CreateIndexesOptions;
import dev.morelia.options.admin.DropCollectionOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents are read and written as values of one type. A cheap view that holds no connection; each
 * {@code with} method returns another view. Immutable and thread-safe.
 *
 * <p>Every method checks its arguments before it does any I/O and throws {@link IllegalArgumentException}, naming the
 * argument and its value. A result that cannot be decoded throws {@link dev.morelia.bson.BsonException}. All other
 * failures throw a {@link dev.morelia.error.MongoException} subclass.
 *
 * <p>Reads, and acknowledged writes whose statements each affect at most one document (on replica sets and mongos), are
 * retried after a network error or a change of primary: once, or with a timeout until that expires; see {@link
 * dev.morelia.settings.RetrySettings}.
 *
 * <p>The component {@code id} of a record is stored as the field {@code _id}, and {@link
 * dev.morelia.bson.codec.BsonName} gives other names. A filter, sort, projection, update or index on a collection of
 * such records is rejected if it names a top-level field {@code id}, or any other component that is stored under a
 * different name.
 *
 * <p>If neither the filter nor the update of an {@code upsert} sets {@code _id}, the server generates an {@code
 * ObjectId}; such an update is rejected if the class cannot read that type.
 *
 * @param <T> the type that documents are read and written as
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md">CRUD specification</a>
 */
public final class MongoCollection<T> {
    private final Core core;
    private final ExecutionContext context;
    private final Namespace namespace;
    private final Codec<T> codec;

    MongoCollection(Core core, ExecutionContext context, Namespace namespace, Codec<T> codec) {
        this.core = core;
        this.context = context;
        this.namespace = namespace;
        this.codec = codec;
    }

    Core core() {
        return core;
    }

    ExecutionContext context() {
        return context;
    }

    Codec<T> codec() {
        return codec;
    }

    /** The same collection with the async API. */
    public AsyncMongoCollection<T> async() {
        return new AsyncMongoCollection<>(this, writes(), core.bridge(context, namespace));
    }

    /** The collection's full name, database included. */
    public Namespace namespace() {
        return namespace;
    }

    // ---- views

    /** Returns a view of this collection with the given write concern. */
    public MongoCollection<T> with(WriteConcern writeConcern) {
        return with(context.with(Argument.notNull("writeConcern", writeConcern)));
    }

    /** Returns a view of this collection with the given read concern. */
    public MongoCollection<T> with(ReadConcern readConcern) {
        return with(context.with(Argument.notNull("readConcern", readConcern)));
    }

    /** Returns a view of this collection with the given read preference. */
    public MongoCollection<T> with(ReadPreference readPreference) {
        return with(context.with(Argument.notNull("readPreference", readPreference)));
    }

    /**
     * Returns a view of this collection with the given timeout for a whole operation; zero for no limit. It includes
     * retries and, for queries, all batches of the cursor unless its {@link dev.morelia.options.TimeoutMode} says
     * otherwise. It applies as {@link dev.morelia.settings.ClientSettings#timeout} says, and cannot be unset again. An
     * operation that exceeds it fails with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @throws IllegalArgumentException if it is negative
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoCollection<T> with(Duration timeout) {
        return with(context.with(Argument.duration("timeout", timeout)));
    }

    /**
     * Returns a view of this collection whose operations run in the given session.
     *
     * @throws IllegalArgumentException if it is the session of another client
     */
    public MongoCollection<T> with(ClientSession session) {
        return with(
                context.with(core.checked(Argument.notNull("session", session).session())));
    }

    /** Returns a view of this collection that uses the given codec. */
    public <R> MongoCollection<R> with(Codec<R> other) {
        return new MongoCollection<>(core, context, namespace, Argument.notNull("codec", other));
    }

    /** Returns a view of this collection that reads and writes values of the given class. */
    public <R> MongoCollection<R> as(Class<R> type) {
        return with(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns a view of this collection that reads and writes values of the given generic type. */
    public <R> MongoCollection<R> as(TypeReference<R> type) {
        return with(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns a view of this collection that attaches an object to the events of its commands: {@link
     * dev.morelia.event.CommandStartedEvent#context}. For tracing.
     */
    public MongoCollection<T> withContext(Object object) {
        return with(context.withEventContext(Argument.notNull("context", object)));
    }

    private MongoCollection<T> with(ExecutionContext changed) {
        return new MongoCollection<>(core, changed, namespace, codec);
    }

    // ---- writes

    /**
     * Inserts a document. A document without an {@code _id} gets an {@code ObjectId}, which is also added to a {@link
     * Document}.
     *
     * @throws dev.morelia.error.DuplicateKeyException if a unique index already has the document's key
     */
    public InsertOneResult insertOne(T document) {
        return writes().insertOne(document, OptionFields.NONE);
    }

    /** Inserts a document; see {@link #insertOne(Object)}. */
    public InsertOneResult insertOne(T document, InsertOneOptions options) {
        return writes().insertOne(document, OptionFields.of(options));
    }

    /**
     * Inserts documents in order, in as few messages as the server's limits allow. Stops at the first document that
     * fails: one that the server rejects, that cannot be encoded, or that is too large.
     *
     * @throws dev.morelia.error.BulkWriteException if any document could not be inserted; it reports which
     */
    public InsertManyResult insertMany(Collection<? extends T> documents) {
        return writes().insertMany(documents, new InsertManyOptions());
    }

    /** Inserts documents; see {@link #insertMany(Collection)}. */
    public InsertManyResult insertMany(Collection<? extends T> documents, InsertManyOptions options) {
        return writes().insertMany(documents, Argument.notNull("options", options));
    }

    /**
     * Inserts the documents of a stream in order and closes the stream; stops at the first that fails. Documents are
     * sent and held in batches of up to about ten thousand documents or 4 MB, so a stream may be larger than memory and
     * may read from a query or a file. No connection is held between batches. A parallel stream is read sequentially;
     * an empty stream inserts nothing.
     *
     * <p>Because the ids of so many documents might not fit into memory, {@link InsertManyResult#insertedIds} is empty,
     * as are those of a partial result and the {@code unprocessedModels} of the exception; the number of inserted
     * documents is reported. A null document, and an exception thrown by the stream, are errors at their index like a
     * document that cannot be encoded, with the exception as the cause. An unordered insert keeps the first thousand
     * errors and counts the rest ({@link dev.morelia.error.BulkWriteException#failedCount}).
     *
     * <p>An exception thrown by a {@link Stream#onClose} handler hides neither a result nor an error: as in
     * try-with-resources it is suppressed by an error of the insert. If there is none, it is the cause of a {@code
     * BulkWriteException} whose partial result says that everything was inserted.
     *
     * @throws dev.morelia.error.BulkWriteException if any document could not be inserted; it reports which
     */
    public InsertManyResult insertMany(Stream<? extends T> documents) {
        return insertMany(documents, new InsertManyOptions());
    }

    /** Inserts the documents of a stream; see {@link #insertMany(Stream)}. */
    public InsertManyResult insertMany(Stream<? extends T> documents, InsertManyOptions options) {
        // Close the stream here if the insert does not even start.
        try (var closed = Argument.notNull("documents", documents)) {
            return writes().insertMany(closed, Argument.notNull("options", options));
        }
    }

    /**
     * Executes many writes in order, in as few messages as possible. Stops at the first write that fails: one that the
     * server rejects, that cannot be encoded, or that is too large.
     *
     * @throws dev.morelia.error.BulkWriteException if any write failed; it reports what was done
     */
    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models) {
        return writes().bulkWrite(models, new BulkWriteOptions());
    }

    /** Executes many writes; see {@link #bulkWrite(List)}. */
    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        return writes().bulkWrite(models, Argument.notNull("options", options));
    }

    /** Updates the first matching document with update operators. */
    public UpdateResult updateOne(Document filter, Document update) {
        return updateOne(filter, update, new UpdateOptions());
    }

    /** Updates the first matching document with update operators. */
    public UpdateResult updateOne(Document filter, Document update, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.operators(filter, update, codec, options.upsert()), false, fields);
    }

    /** Updates the first matching document with an aggregation pipeline. */
    public UpdateResult updateOne(Document filter, List<Document> pipeline) {
        return updateOne(filter, pipeline, new UpdateOptions());
    }

    /** Updates the first matching document with an aggregation pipeline. */
    public UpdateResult updateOne(Document filter, List<Document> pipeline, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.pipeline(filter, pipeline, codec, options.upsert()), false, fields);
    }

    /** Updates all matching documents with update operators. */
    public UpdateResult updateMany(Document filter, Document update) {
        return updateMany(filter, update, new UpdateOptions());
    }

    /** Updates all matching documents with update operators. */
    public UpdateResult updateMany(Document filter, Document update, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.operators(filter, update, codec, options.upsert()), true, fields);
    }

    /** Updates all matching documents with an aggregation pipeline. */
    public UpdateResult updateMany(Document filter, List<Document> pipeline) {
        return updateMany(filter, pipeline, new UpdateOptions());
    }

    /** Updates all matching documents with an aggregation pipeline. */
    public UpdateResult updateMany(Document filter, List<Document> pipeline, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.pipeline(filter, pipeline, codec, options.upsert()), true, fields);
    }

    /** Replaces the first matching document, keeping its {@code _id}. */
    public UpdateResult replaceOne(Document filter, T replacement) {
        return replaceOne(filter, replacement, new ReplaceOptions());
    }

    /** Replaces the first matching document, keeping its {@code _id}. */
    public UpdateResult replaceOne(Document filter, T replacement, ReplaceOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(
                        filter, UpdateValues.replacement(filter, replacement, codec, options.upsert()), false, fields);
    }

    /** Deletes the first matching document. */
    public DeleteResult deleteOne(Document filter) {
        return deleteOne(filter, new DeleteOptions());
    }

    /** Deletes the first matching document. */
    public DeleteResult deleteOne(Document filter, DeleteOptions options) {
        return writes().delete(filter, false, OptionFields.of(options));
    }

    /** Deletes all matching documents. */
    public DeleteResult deleteMany(Document filter) {
        return deleteMany(filter, new DeleteOptions());
    }

    /** Deletes all matching documents. */
    public DeleteResult deleteMany(Document filter, DeleteOptions options) {
        return writes().delete(filter, true, OptionFields.of(options));
    }

    /**
     * Updates a document with update operators and returns it as it was before; empty if none matched, or if the write
     * is unacknowledged.
     */
    public Optional<T> findOneAndUpdate(Document filter, Document update) {
        return findOneAndUpdate(filter, update, new FindOneAndUpdateOptions());
    }

    /**
     * Updates a document with update operators and returns it as it was before, or after the update if the options say
     * so; empty if there is no such document, or if the write is unacknowledged.
     */
    public Optional<T> findOneAndUpdate(Document filter, Document update, FindOneAndUpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.operators(filter, update, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Updates a document with an aggregation pipeline and returns it as it was before; empty if none matched. */
    public Optional<T> findOneAndUpdate(Document filter, List<Document> pipeline) {
        return findOneAndUpdate(filter, pipeline, new FindOneAndUpdateOptions());
    }

    /**
     * Updates a document with an aggregation pipeline and returns it as it was before, or after if the options say so;
     * empty if there is no such document, or if the write is unacknowledged.
     */
    public Optional<T> findOneAndUpdate(Document filter, List<Document> pipeline, FindOneAndUpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.pipeline(filter, pipeline, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Replaces a document and returns it as it was before; empty if none matched, or if unacknowledged. */
    public Optional<T> findOneAndReplace(Document filter, T replacement) {
        return findOneAndReplace(filter, replacement, new FindOneAndReplaceOptions());
    }

    /**
     * Replaces a document and returns it as it was before, or its replacement if the options say so; empty if there is
     * no such document, or if the write is unacknowledged.
     */
    public Optional<T> findOneAndReplace(Document filter, T replacement, FindOneAndReplaceOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.replacement(filter, replacement, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Deletes a document and returns it; empty if none matched, or if unacknowledged. */
    public Optional<T> findOneAndDelete(Document filter) {
        return findOneAndDelete(filter, new FindOneAndDeleteOptions());
    }

    /** Deletes a document and returns it; empty if none matched, or if unacknowledged. */
    public Optional<T> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return writes().findAndModify(filter, null, ReturnDocument.BEFORE, OptionFields.of(options));
    }

    private CollectionWrites<T> writes() {
        return new CollectionWrites<>(core.executor(), context, namespace, codec);
    }

    // ---- reads

    /** Finds all documents; nothing is sent until the query is opened. */
    public FindQuery<T> find() {
        return find(new Document());
    }

    /** Finds the matching documents; nothing is sent until the query is opened. */
    public FindQuery<T> find(Document filter) {
        return find(filter, new FindOptions());
    }

    /** Finds the matching documents; nothing is sent until the query is opened. */
    public FindQuery<T> find(Document filter, FindOptions options) {
        return new FindQuery<>(this, filter, options);
    }

    /** Returns the first document that the server finds, if any. */
    public Optional<T> findOne() {
        return find().first();
    }

    /** Returns the first matching document, if any. */
    public Optional<T> findOne(Document filter) {
        return find(filter).first();
    }

    /** Runs an aggregation pipeline; nothing is sent until the query is opened. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline) {
        return aggregate(pipeline, new AggregateOptions());
    }

    /**
     * Runs an aggregation pipeline and decodes its results to the given class; nothing is sent until the query is
     * opened.
     */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return aggregate(pipeline).as(type);
    }

    /**
     * Runs an aggregation pipeline and decodes its results to the given generic type; nothing is sent until the query
     * is opened.
     */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return aggregate(pipeline).as(type);
    }

    /**
     * Runs an aggregation pipeline and decodes its results with the given codec; nothing is sent until the query is
     * opened.
     */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return aggregate(pipeline).as(codec);
    }

    /** Runs an aggregation pipeline; nothing is sent until the query is opened. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Argument.list("pipeline", pipeline);
        StoredNames.of(codec).inPipeline(stages);
        Document fields = OptionFields.of(options);
        var operation = new Aggregate(namespace.database(), namespace.collection(), stages, fields);
        return new AggregateQuery<>(
                core, context, operation, options, context.codecs().documentCodec(Document.class));
    }

    /**
     * Watches the changes of the collection; nothing is sent until the query is opened. Unlike an aggregation with the
     * stage {@code $changeStream}, it resumes by itself after a failure. Needs a replica set or a sharded cluster, and
     * the read concern {@code majority} or none.
     */
    public ChangeStreamQuery<ChangeEvent<T>> watch() {
        return watch(List.of());
    }

    /**
     * Watches the changes of the collection, with further stages such as {@code $match}; see {@link #watch()}. The
     * {@code _id} of the events must stay as it is. If the stages change the form of the events, decode them with
     * {@link ChangeStreamQuery#as(Class)}.
     */
    public ChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline) {
        return watch(pipeline, new ChangeStreamOptions());
    }

    /** Watches the changes of the collection; see {@link #watch(List)}. */
    public ChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        var command = new ChangeStreamCommand(
                namespace.database(),
                namespace.collection(),
                Argument.list("pipeline", pipeline),
                OptionFields.of(options));
        return ChangeStreamQuery.of(core, context, command, options, codec);
    }

    /** Returns the distinct values of a field (dotted if nested) among all documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Class<R> type) {
        return distinct(field, new Document(), type);
    }

    /** Returns the distinct values of a field (dotted if nested) among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Class<R> type) {
        return distinct(field, filter, type, new DistinctOptions());
    }

    /** Returns the distinct values of a field (dotted if nested) among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Class<R> type, DistinctOptions options) {
        return distinct(field, filter, context.codecs().codec(Argument.notNull("type", type)), options);
    }

    /**
     * Returns the distinct values, of a generic type, of a field (dotted if nested) among all documents; null may be
     * one.
     */
    public <R> List<@Nullable R> distinct(String field, TypeReference<R> type) {
        return distinct(field, new Document(), type);
    }

    /**
     * Returns the distinct values, of a generic type, of a field (dotted if nested) among the matching documents; null
     * may be one.
     */
    public <R> List<@Nullable R> distinct(String field, Document filter, TypeReference<R> type) {
        return distinct(field, filter, type, new DistinctOptions());
    }

    /**
     * Returns the distinct values, of a generic type, of a field (dotted if nested) among the matching documents; null
     * may be one.
     */
    public <R> List<@Nullable R> distinct(
            String field, Document filter, TypeReference<R> type, DistinctOptions options) {
        return distinct(field, filter, context.codecs().codec(Argument.notNull("type", type)), options);
    }

    /**
     * Returns the distinct values, decoded by a codec, of a field (dotted if nested) among all documents; null may be
     * one.
     */
    public <R> List<@Nullable R> distinct(String field, Codec<R> values) {
        return distinct(field, new Document(), values);
    }

    /**
     * Returns the distinct values, decoded by a codec, of a field (dotted if nested) among the matching documents; null
     * may be one.
     */
    public <R> List<@Nullable R> distinct(String field, Document filter, Codec<R> values) {
        return distinct(field, filter, values, new DistinctOptions());
    }

    /**
     * Returns the distinct values, decoded by a codec, of a field (dotted if nested) among the matching documents; null
     * may be one.
     */
    public <R> List<@Nullable R> distinct(String field, Document filter, Codec<R> values, DistinctOptions options) {
        var names = StoredNames.of(codec);
        names.inField(Argument.text("field", field));
        names.inFilter(Argument.notNull("filter", filter));
        Argument.notNull("values", values);
        Document fields = OptionFields.of(options);
        var reply = core.execute(new Distinct(namespace, field, filter, fields), context);
        return Decoding.distinct(reply, values, namespace, field);
    }

    /**
     * Runs a map-reduce operation and returns its results.
     *
     * @param map JavaScript function that calls {@code emit(key, value)} for a document, {@code this}
     * @param reduce JavaScript function that makes one value of a key and its values
     * @deprecated by servers since 5.0: use {@link #aggregate(List)}
     */
    @Deprecated
    public List<Document> mapReduce(String map, String reduce) {
        return mapReduce(map, reduce, new Document());
    }

    /**
     * Runs a map-reduce operation.
     *
     * @param map JavaScript function that calls {@code emit(key, value)} for a document, {@code this}
     * @param reduce JavaScript function that makes one value of a key and its values
     * @param fields other fields of the command, such as {@code query}, {@code sort}, {@code limit}, {@code finalize},
     *     {@code scope}, and {@code out} for the collection that the results are stored in
     * @return the results; empty if they are stored in a collection
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error; it is not
     *     retried
     * @throws IllegalArgumentException if a function is empty
     * @deprecated by servers since 5.0: use {@link #aggregate(List)}
     * @see <a href="https://www.mongodb.com/docs/manual/reference/command/mapReduce/">mapReduce</a>
     */
    @Deprecated
    public List<Document> mapReduce(String map, String reduce, Document fields) {
        var operation = Administration.mapReduce(
                namespace,
                Argument.text("map", map),
                Argument.text("reduce", reduce),
                Argument.notNull("fields", fields));
        return core.execute(operation, context).stream()
                .map(RawDocument::toDocument)
                .toList();
    }

    /** Counts all documents one by one; {@link #estimatedDocumentCount()} is faster. */
    public long countDocuments() {
        return countDocuments(new Document());
    }

    /** Counts the matching documents one by one. */
    public long countDocuments(Document filter) {
        return countDocuments(filter, new CountOptions());
    }

    /** Counts the matching documents one by one. */
    public long countDocuments(Document filter, CountOptions options) {
        StoredNames.of(codec).inFilter(Argument.notNull("filter", filter));
        return core.execute(Count.documents(namespace, filter, OptionFields.of(options)), context);
    }

    /**
     * Returns the number of documents from the collection's metadata: fast, but may be wrong after an unclean shutdown.
     */
    public long estimatedDocumentCount() {
        return estimatedDocumentCount(new EstimatedCountOptions());
    }

    /**
     * Returns the number of documents from the collection's metadata: fast, but may be wrong after an unclean shutdown.
     */
    public long estimatedDocumentCount(EstimatedCountOptions options) {
        return core.execute(Count.estimated(namespace, OptionFields.of(options)), context);
    }

    // ---- the collection itself

    /** Creates an index unless it exists and returns its name, by default derived from its keys: {@code age_-1}. */
    public String createIndex(Document keys) {
        return createIndex(keys, new IndexOptions());
    }

    /** Creates an index unless it exists and returns its name. */
    public String createIndex(Document keys, IndexOptions options) {
        return createIndexes(List.of(new IndexModel(keys, options))).get(0);
    }

    /** Creates indexes with one command and returns their names. */
    public List<String> createIndexes(List<IndexModel> indexes) {
        return createIndexes(indexes, new CreateIndexesOptions());
    }

    /** Creates indexes with one command and returns their names. */
    public List<String> createIndexes(List<IndexModel> indexes, CreateIndexesOptions options) {
        return administration().create(indexes, OptionFields.of(options));
    }

    /** Lists the indexes as the server describes them. */
    public CursorQuery<Document> listIndexes() {
        return listIndexes(new ListIndexesOptions());
    }

    /** Lists the indexes as the server describes them; empty if the collection does not exist. */
    public CursorQuery<Document> listIndexes(ListIndexesOptions options) {
        Document fields = OptionFields.of(options);
        return new CursorQuery<>(
                core,
                Administration.listIndexes(namespace, fields),
                context,
                context.codecs().codec(Document.class),
                GetMoreOptions.of(options));
    }

    /**
     * Returns the indexes, with their fields as methods; empty if the collection does not exist.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<IndexDescription> indexes() {
        return listIndexes().as(RawDocument.class).stream()
                .map(index -> new IndexDescription(index.compact()))
                .toList();
    }

    /**
     * Returns the indexes by their names, in the order of the server, as {@code index_information} of PyMongo; empty if
     * the collection does not exist.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Map<String, IndexDescription> indexInformation() {
        var information = new LinkedHashMap<String, IndexDescription>();
        indexes().forEach(index -> information.put(index.name(), index));
        return Collections.unmodifiableMap(information);
    }

    /** Drops an index by name. Rejects {@code "*"}: use {@link #dropIndexes()} to drop all. */
    public void dropIndex(String name) {
        dropIndex(name, new DropIndexOptions());
    }

    /** Drops an index by name. Rejects {@code "*"}: use {@link #dropIndexes()} to drop all. */
    public void dropIndex(String name, DropIndexOptions options) {
        administration().drop(name, OptionFields.of(options));
    }

    /** Drops an index by its keys. */
    public void dropIndex(Document keys) {
        dropIndex(keys, new DropIndexOptions());
    }

    /** Drops an index by its keys. */
    public void dropIndex(Document keys, DropIndexOptions options) {
        administration().drop(keys, OptionFields.of(options));
    }

    /** Drops all indexes except the one on {@code _id}. */
    public void dropIndexes() {
        dropIndexes(new DropIndexOptions());
    }

    /** Drops all indexes except the one on {@code _id}. */
    public void dropIndexes(DropIndexOptions options) {
        administration().dropAll(OptionFields.of(options));
    }

    private CollectionIndexes administration() {
        return new CollectionIndexes(core, context, namespace, codec);
    }

    /** The search indexes of this collection, which only Atlas supports. */
    public SearchIndexes searchIndexes() {
        return new SearchIndexes(this);
    }

    /**
     * Returns what the server says of this collection: its type, its options, its UUID; empty if it does not exist.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Optional<CollectionDescription> description() {
        var named = new ListCollectionsOptions().filter(new Document("name", namespace.collection()));
        return new MongoDatabase(core, context, namespace.database())
                .collectionDescriptions(named).stream().findFirst();
    }

    /** Drops the collection with its indexes. Does nothing if it does not exist. */
    public void drop() {
        drop(new DropCollectionOptions());
    }

    /** Drops the collection with its indexes. Does nothing if it does not exist. */
    public void drop(DropCollectionOptions options) {
        Document fields = OptionFields.of(options);
        core.execute(Administration.drop(namespace, fields), context);
    }

    /** Renames the collection within its database; fails if a collection with the new name exists. */
    public void rename(String name) {
        rename(name, new RenameCollectionOptions());
    }

    /**
     * Renames the collection within its database; fails if a collection with the new name exists, unless the options
     * say otherwise.
     */
    public void rename(String name, RenameCollectionOptions options) {
        var to = new Namespace(namespace.database(), name);
        Document fields = OptionFields.of(options);
        core.execute(Administration.rename(namespace, to, fields), context);
    }

    @Override
    public String toString() {
        return "MongoCollection[" + namespace + "]";
    }
}
