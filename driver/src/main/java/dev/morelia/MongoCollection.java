package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
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
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.DeleteResult;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection, read and written as values of one class. A view: it costs nothing, holds no connection, and each
 * {@code with} gives another one. Immutable and thread-safe.
 *
 * <p>Every method checks its arguments first and throws {@link IllegalArgumentException} naming the argument and its
 * value before anything is sent; then it throws the {@link dev.morelia.error.MongoException} that fits.
 *
 * <p>Reads, and on replica sets and mongos acknowledged writes each of whose statements is for one document, are tried
 * a second time when the network or a change of the primary gets in their way; see
 * {@link dev.morelia.settings.RetrySettings}.
 *
 * <p>The component {@code id} of a record is the field {@code _id} of its document, and {@link
 * dev.morelia.bson.codec.BsonName} gives other names. So in a collection of such records a filter, sort, projection,
 * update, index or the like that names a top-level field {@code id}, or another component that is stored under another
 * name, is rejected.
 *
 * <p>An update with {@code upsert} whose filter and update give no {@code _id} makes the server generate an {@code
 * ObjectId}; where the class could not read that, the update is rejected.
 *
 * @param <T> what each document becomes
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

    /** The collection's full name. */
    public Namespace namespace() {
        return namespace;
    }

    // ---- views

    /** The same collection with another write concern. */
    public MongoCollection<T> with(WriteConcern writeConcern) {
        return with(context.with(Argument.notNull("writeConcern", writeConcern)));
    }

    /** The same collection with another read concern. */
    public MongoCollection<T> with(ReadConcern readConcern) {
        return with(context.with(Argument.notNull("readConcern", readConcern)));
    }

    /** The same collection with another read preference. */
    public MongoCollection<T> with(ReadPreference readPreference) {
        return with(context.with(Argument.notNull("readPreference", readPreference)));
    }

    /**
     * The same collection with another limit for how long an operation may take with all it entails, for a query
     * with all batches of its cursor; zero for none. The server is told what is left of it. An operation that takes
     * longer ends with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoCollection<T> with(Duration timeout) {
        return with(context.with(Argument.duration("timeout", timeout)));
    }

    /** The same collection read and written through another codec. */
    public <R> MongoCollection<R> with(Codec<R> other) {
        return new MongoCollection<>(core, context, namespace, Argument.notNull("codec", other));
    }

    /** The same collection read and written as values of another class. */
    public <R> MongoCollection<R> as(Class<R> type) {
        return with(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** The same collection read and written as values of a type with parameters. */
    public <R> MongoCollection<R> as(TypeReference<R> type) {
        return with(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * The same collection with an object that comes with each event of its commands: {@link
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
     * Inserts a document. One without an {@code _id} gets an {@code ObjectId}, which a {@link Document} keeps.
     *
     * @throws dev.morelia.error.DuplicateKeyException when a unique index already has its key
     */
    public InsertOneResult insertOne(T document) {
        return writes().insertOne(document, OptionFields.NONE);
    }

    /** Inserts a document; see {@link #insertOne(Object)}. */
    public InsertOneResult insertOne(T document, InsertOneOptions options) {
        return writes().insertOne(document, OptionFields.of(options));
    }

    /**
     * Inserts documents, in order, in as few messages as the server's limits allow; stops at the first that fails, be
     * it that the server refuses it, or that it cannot be encoded or is too large.
     *
     * @throws dev.morelia.error.BulkWriteException when any could not be inserted; it tells which were
     */
    public InsertManyResult insertMany(Collection<? extends T> documents) {
        return writes().insertMany(documents, new InsertManyOptions());
    }

    /** Inserts documents; see {@link #insertMany(Collection)}. */
    public InsertManyResult insertMany(Collection<? extends T> documents, InsertManyOptions options) {
        return writes().insertMany(documents, Argument.notNull("options", options));
    }

    /**
     * Inserts the documents of a stream, in order, and closes it; stops at the first that fails. They are sent batch by
     * batch, at most some ten thousand of them or some 4 MB at a time, and never more of them are held: a stream may
     * be larger than the memory, and come out of a query or a file. Between the batches no connection is held. A
     * parallel stream is read sequentially, an empty one inserts nothing.
     *
     * <p>As ids of so many documents might not fit into memory either, {@link InsertManyResult#insertedIds} is empty,
     * and so are those of a partial result and {@code unprocessedModels} of the exception; the number of inserted
     * documents is told. A document that is null, and a stream that throws, are errors at their index like a document
     * that cannot be encoded, with what was thrown as cause. Of an unordered insert the first thousand errors are held,
     * the others counted ({@link dev.morelia.error.BulkWriteException#failedCount}).
     *
     * <p>What a handler of {@link Stream#onClose} throws hides neither a result nor an error: as in a {@code try} with
     * resources it is suppressed by the error of the insert; if there is none, it is the cause of a {@code
     * BulkWriteException} whose partial result tells that all is inserted.
     *
     * @throws dev.morelia.error.BulkWriteException when any could not be inserted; it tells which were
     */
    public InsertManyResult insertMany(Stream<? extends T> documents) {
        return insertMany(documents, new InsertManyOptions());
    }

    /** Inserts the documents of a stream; see {@link #insertMany(Stream)}. */
    public InsertManyResult insertMany(Stream<? extends T> documents, InsertManyOptions options) {
        // Closed here if it is not even begun.
        try (var closed = Argument.notNull("documents", documents)) {
            return writes().insertMany(closed, Argument.notNull("options", options));
        }
    }

    /**
     * Carries out many writes in as few messages as possible, in order; stops at the first that fails, be it that the
     * server refuses it, or that it cannot be encoded or is too large.
     *
     * @throws dev.morelia.error.BulkWriteException when any failed; it tells what was done
     */
    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models) {
        return writes().bulkWrite(models, new BulkWriteOptions());
    }

    /** Carries out many writes; see {@link #bulkWrite(List)}. */
    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends T>> models, BulkWriteOptions options) {
        return writes().bulkWrite(models, Argument.notNull("options", options));
    }

    /** Updates the first matching document by update operators. */
    public UpdateResult updateOne(Document filter, Document update) {
        return updateOne(filter, update, new UpdateOptions());
    }

    /** Updates the first matching document by update operators. */
    public UpdateResult updateOne(Document filter, Document update, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.operators(filter, update, codec, options.upsert()), false, fields);
    }

    /** Updates the first matching document by an aggregation pipeline. */
    public UpdateResult updateOne(Document filter, List<Document> pipeline) {
        return updateOne(filter, pipeline, new UpdateOptions());
    }

    /** Updates the first matching document by an aggregation pipeline. */
    public UpdateResult updateOne(Document filter, List<Document> pipeline, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.pipeline(filter, pipeline, codec, options.upsert()), false, fields);
    }

    /** Updates all matching documents by update operators. */
    public UpdateResult updateMany(Document filter, Document update) {
        return updateMany(filter, update, new UpdateOptions());
    }

    /** Updates all matching documents by update operators. */
    public UpdateResult updateMany(Document filter, Document update, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.operators(filter, update, codec, options.upsert()), true, fields);
    }

    /** Updates all matching documents by an aggregation pipeline. */
    public UpdateResult updateMany(Document filter, List<Document> pipeline) {
        return updateMany(filter, pipeline, new UpdateOptions());
    }

    /** Updates all matching documents by an aggregation pipeline. */
    public UpdateResult updateMany(Document filter, List<Document> pipeline, UpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().update(filter, UpdateValues.pipeline(filter, pipeline, codec, options.upsert()), true, fields);
    }

    /** Replaces the first matching document; its {@code _id} stays. */
    public UpdateResult replaceOne(Document filter, T replacement) {
        return replaceOne(filter, replacement, new ReplaceOptions());
    }

    /** Replaces the first matching document; its {@code _id} stays. */
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

    /** Updates a document by update operators and gives it as it was before; nothing where unacknowledged. */
    public Optional<T> findOneAndUpdate(Document filter, Document update) {
        return findOneAndUpdate(filter, update, new FindOneAndUpdateOptions());
    }

    /** Updates a document by update operators and gives it as it was before, or as it is after where options say so. */
    public Optional<T> findOneAndUpdate(Document filter, Document update, FindOneAndUpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.operators(filter, update, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Updates a document by an aggregation pipeline and gives it as it was before. */
    public Optional<T> findOneAndUpdate(Document filter, List<Document> pipeline) {
        return findOneAndUpdate(filter, pipeline, new FindOneAndUpdateOptions());
    }

    /** Updates a document by an aggregation pipeline and gives it as it was before, or after where options say so. */
    public Optional<T> findOneAndUpdate(Document filter, List<Document> pipeline, FindOneAndUpdateOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.pipeline(filter, pipeline, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Replaces a document and gives it as it was before; nothing where unacknowledged. */
    public Optional<T> findOneAndReplace(Document filter, T replacement) {
        return findOneAndReplace(filter, replacement, new FindOneAndReplaceOptions());
    }

    /** Replaces a document and gives it as it was before, or as it is after where options say so. */
    public Optional<T> findOneAndReplace(Document filter, T replacement, FindOneAndReplaceOptions options) {
        Document fields = OptionFields.of(options);
        return writes().findAndModify(
                        filter,
                        UpdateValues.replacement(filter, replacement, codec, options.upsert()),
                        options.returnDocument(),
                        fields);
    }

    /** Deletes a document and gives it as it was; nothing where unacknowledged. */
    public Optional<T> findOneAndDelete(Document filter) {
        return findOneAndDelete(filter, new FindOneAndDeleteOptions());
    }

    /** Deletes a document and gives it as it was. */
    public Optional<T> findOneAndDelete(Document filter, FindOneAndDeleteOptions options) {
        return writes().findAndModify(filter, null, ReturnDocument.BEFORE, OptionFields.of(options));
    }

    private CollectionWrites<T> writes() {
        return new CollectionWrites<>(core.executor(), context, namespace, codec);
    }

    // ---- reads

    /** All documents. */
    public FindQuery<T> find() {
        return find(new Document());
    }

    /** The matching documents; nothing is sent before the query is opened. */
    public FindQuery<T> find(Document filter) {
        return find(filter, new FindOptions());
    }

    /** The matching documents; nothing is sent before the query is opened. */
    public FindQuery<T> find(Document filter, FindOptions options) {
        return new FindQuery<>(this, filter, options);
    }

    /** The first document that the server meets, if there is one. */
    public Optional<T> findOne() {
        return find().first();
    }

    /** The first matching document, if there is one. */
    public Optional<T> findOne(Document filter) {
        return find(filter).first();
    }

    /** The result of an aggregation pipeline; nothing is sent before the query is opened. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline) {
        return aggregate(pipeline, new AggregateOptions());
    }

    /** The result of an aggregation pipeline as values of a class; nothing is sent before the query is opened. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** The result of an aggregation as values of a type with parameters; nothing is sent before the query is opened. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** The result of an aggregation pipeline, read by a codec; nothing is sent before the query is opened. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return aggregate(pipeline).as(codec);
    }

    /** The result of an aggregation pipeline; nothing is sent before the query is opened. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Argument.list("pipeline", pipeline);
        StoredNames.of(codec).inPipeline(stages);
        Document fields = OptionFields.of(options);
        var operation = new Aggregate(namespace.database(), namespace.collection(), stages, fields);
        return new AggregateQuery<>(
                core, context, operation, options, context.codecs().documentCodec(Document.class));
    }

    /** The distinct values of a field, dotted for nested ones, among all documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Class<R> type) {
        return distinct(field, new Document(), type);
    }

    /** The distinct values of a field, dotted for nested ones, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Class<R> type) {
        return distinct(field, filter, type, new DistinctOptions());
    }

    /** The distinct values of a field, dotted for nested ones, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Class<R> type, DistinctOptions options) {
        return distinct(field, filter, context.codecs().codec(Argument.notNull("type", type)), options);
    }

    /** The distinct values of a field, of a type with parameters, among all documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, TypeReference<R> type) {
        return distinct(field, new Document(), type);
    }

    /** The distinct values of a field, of a type with parameters, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, TypeReference<R> type) {
        return distinct(field, filter, type, new DistinctOptions());
    }

    /** The distinct values of a field, of a type with parameters, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(
            String field, Document filter, TypeReference<R> type, DistinctOptions options) {
        return distinct(field, filter, context.codecs().codec(Argument.notNull("type", type)), options);
    }

    /** The distinct values of a field, read by a codec, among all documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Codec<R> values) {
        return distinct(field, new Document(), values);
    }

    /** The distinct values of a field, read by a codec, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Codec<R> values) {
        return distinct(field, filter, values, new DistinctOptions());
    }

    /** The distinct values of a field, read by a codec, among the matching documents; null may be one. */
    public <R> List<@Nullable R> distinct(String field, Document filter, Codec<R> values, DistinctOptions options) {
        var names = StoredNames.of(codec);
        names.inField(Argument.text("field", field));
        names.inFilter(Argument.notNull("filter", filter));
        Argument.notNull("values", values);
        Document fields = OptionFields.of(options);
        var reply = core.execute(new Distinct(namespace, field, filter, fields), context);
        return Decoding.distinct(reply, values, namespace, field);
    }

    /** The number of all documents, counted one by one; {@link #estimatedDocumentCount()} is faster. */
    public long countDocuments() {
        return countDocuments(new Document());
    }

    /** The number of matching documents, counted one by one. */
    public long countDocuments(Document filter) {
        return countDocuments(filter, new CountOptions());
    }

    /** The number of matching documents, counted one by one. */
    public long countDocuments(Document filter, CountOptions options) {
        StoredNames.of(codec).inFilter(Argument.notNull("filter", filter));
        return core.execute(Count.documents(namespace, filter, OptionFields.of(options)), context);
    }

    /** The number of documents as the collection's metadata tells it: fast, and off after an unclean shutdown. */
    public long estimatedDocumentCount() {
        return estimatedDocumentCount(new EstimatedCountOptions());
    }

    /** The number of documents as the collection's metadata tells it: fast, and off after an unclean shutdown. */
    public long estimatedDocumentCount(EstimatedCountOptions options) {
        return core.execute(Count.estimated(namespace, OptionFields.of(options)), context);
    }

    // ---- the collection itself

    /**
     * Creates an index unless there is one like it, and gives its name, by default made of its keys: {@code age_-1}.
     */
    public String createIndex(Document keys) {
        return createIndex(keys, new IndexOptions());
    }

    /** Creates an index unless there is one like it, and gives its name. */
    public String createIndex(Document keys, IndexOptions options) {
        return createIndexes(List.of(new IndexModel(keys, options))).get(0);
    }

    /** Creates indexes in one command and gives their names. */
    public List<String> createIndexes(List<IndexModel> indexes) {
        return createIndexes(indexes, new CreateIndexesOptions());
    }

    /** Creates indexes in one command and gives their names. */
    public List<String> createIndexes(List<IndexModel> indexes, CreateIndexesOptions options) {
        return indexes().create(indexes, OptionFields.of(options));
    }

    /** The indexes, as the server describes them. */
    public CursorQuery<Document> listIndexes() {
        return listIndexes(new ListIndexesOptions());
    }

    /** The indexes, as the server describes them; none where the collection does not exist. */
    public CursorQuery<Document> listIndexes(ListIndexesOptions options) {
        Document fields = OptionFields.of(options);
        return new CursorQuery<>(
                core,
                Administration.listIndexes(namespace, fields),
                context,
                context.codecs().codec(Document.class),
                GetMoreOptions.of(options));
    }

    /** Drops an index by name; {@code "*"} is refused, {@link #dropIndexes()} drops all. */
    public void dropIndex(String name) {
        dropIndex(name, new DropIndexOptions());
    }

    /** Drops an index by name; {@code "*"} is refused, {@link #dropIndexes()} drops all. */
    public void dropIndex(String name, DropIndexOptions options) {
        indexes().drop(name, OptionFields.of(options));
    }

    /** Drops an index by its keys. */
    public void dropIndex(Document keys) {
        dropIndex(keys, new DropIndexOptions());
    }

    /** Drops an index by its keys. */
    public void dropIndex(Document keys, DropIndexOptions options) {
        indexes().drop(keys, OptionFields.of(options));
    }

    /** Drops all indexes but the one on {@code _id}. */
    public void dropIndexes() {
        indexes().dropAll();
    }

    private CollectionIndexes indexes() {
        return new CollectionIndexes(core, context, namespace, codec);
    }

    /** The search indexes of this collection; only Atlas has them. */
    public SearchIndexes searchIndexes() {
        return new SearchIndexes(this);
    }

    /** Drops the collection with its indexes; one that does not exist is no error. */
    public void drop() {
        drop(new DropCollectionOptions());
    }

    /** Drops the collection with its indexes; one that does not exist is no error. */
    public void drop(DropCollectionOptions options) {
        Document fields = OptionFields.of(options);
        core.execute(Administration.drop(namespace, fields), context);
    }

    /** Renames the collection within its database; fails when the new name is taken. */
    public void rename(String name) {
        rename(name, new RenameCollectionOptions());
    }

    /** Renames the collection within its database; fails when the new name is taken, unless options say otherwise. */
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
