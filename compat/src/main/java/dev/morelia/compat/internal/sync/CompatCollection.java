package dev.morelia.compat.internal.sync;

import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.MongoCollection;
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
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.AdminOptions;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.WriteOptions;
import dev.morelia.compat.internal.query.AggregateTarget;
import dev.morelia.compat.internal.query.CompatAggregate;
import dev.morelia.compat.internal.query.CompatChangeStream;
import dev.morelia.compat.internal.query.CompatDistinct;
import dev.morelia.compat.internal.query.CompatFind;
import dev.morelia.compat.internal.query.CompatListIndexes;
import dev.morelia.compat.internal.query.CompatListSearchIndexes;
import dev.morelia.compat.internal.query.CompatMapReduce;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A collection. Immutable and thread-safe. */
final class CompatCollection<TDocument> extends CollectionDefaults<TDocument> {
    private final View view;
    private final MongoNamespace namespace;
    private final Class<TDocument> documentClass;
    private final Encoding encoding;
    private final WriteOptions options;
    private final AdminOptions adminOptions;

    CompatCollection(View view, MongoNamespace namespace, Class<TDocument> documentClass) {
        this.view = view;
        this.namespace = namespace;
        this.documentClass = Given.notNull("documentClass", documentClass);
        this.encoding = new Encoding(view.codecs(), documentClass);
        this.options = new WriteOptions(encoding);
        this.adminOptions = new AdminOptions(encoding);
    }

    private dev.morelia.MongoCollection<RawDocument> ours() {
        return view.collection(namespace);
    }

    /** For a write. */
    private dev.morelia.MongoCollection<RawDocument> written() {
        view.checkWrite();
        return ours();
    }

    private CollectionInserts<TDocument> inserts() {
        return new CollectionInserts<>(written(), encoding, encoding.codec(documentClass));
    }

    private dev.morelia.bson.Document filter(Bson filter) {
        return encoding.document(Given.notNull("filter", filter));
    }

    private dev.morelia.bson.Document update(Bson update) {
        return encoding.document(Given.notNull("update", update));
    }

    private List<dev.morelia.bson.Document> update(List<? extends Bson> update) {
        return encoding.documents(Given.notNull("update", update));
    }

    private RawDocument replacement(TDocument replacement) {
        // As the official driver does it: the server itself puts the _id first.
        return Bytes.encode(Given.notNull("replacement", replacement), encoding.codec(documentClass));
    }

    private @Nullable TDocument found(Callable<Optional<RawDocument>> operation) {
        RawDocument document = Failures.call(operation).orElse(null);
        return document == null ? null : Bytes.decode(document, encoding.codec(documentClass));
    }

    // ---- views

    @Override
    public MongoNamespace getNamespace() {
        return namespace;
    }

    @Override
    public Class<TDocument> getDocumentClass() {
        return documentClass;
    }

    @Override
    public CodecRegistry getCodecRegistry() {
        return view.codecs();
    }

    @Override
    public ReadPreference getReadPreference() {
        return view.concerns().readPreference();
    }

    @Override
    public WriteConcern getWriteConcern() {
        return view.concerns().writeConcern();
    }

    @Override
    public ReadConcern getReadConcern() {
        return view.concerns().readConcern();
    }

    @Override
    public @Nullable Long getTimeout(TimeUnit unit) {
        return view.timeout(unit);
    }

    @Override
    public <N> MongoCollection<N> withDocumentClass(Class<N> type) {
        return new CompatCollection<>(view, namespace, type);
    }

    private MongoCollection<TDocument> with(View changed) {
        return new CompatCollection<>(changed, namespace, documentClass);
    }

    @Override
    public MongoCollection<TDocument> withCodecRegistry(CodecRegistry codecs) {
        return with(view.with(codecs));
    }

    @Override
    public MongoCollection<TDocument> withReadPreference(ReadPreference readPreference) {
        return with(view.with(readPreference));
    }

    @Override
    public MongoCollection<TDocument> withWriteConcern(WriteConcern writeConcern) {
        return with(view.with(writeConcern));
    }

    @Override
    public MongoCollection<TDocument> withReadConcern(ReadConcern readConcern) {
        return with(view.with(readConcern));
    }

    @Override
    public MongoCollection<TDocument> withTimeout(long timeout, TimeUnit unit) {
        return with(view.withTimeout(timeout, unit));
    }

    @Override
    MongoCollection<TDocument> in(ClientSession session) {
        return with(view.in(session));
    }

    // ---- reads

    @Override
    public long countDocuments(Bson filter, CountOptions given) {
        return Failures.call(() -> ours().countDocuments(filter(filter), options.of(given)));
    }

    @Override
    public long estimatedDocumentCount(EstimatedDocumentCountOptions given) {
        return Failures.call(() -> ours().estimatedDocumentCount(options.of(given)));
    }

    @Override
    public <R> DistinctIterable<R> distinct(String fieldName, Bson filter, Class<R> resultClass) {
        return new CompatDistinct<>(view, namespace, encoding, fieldName, resultClass)
                .filter(Given.notNull("filter", filter));
    }

    @Override
    public <R> FindIterable<R> find(Bson filter, Class<R> resultClass) {
        return new CompatFind<>(view, namespace, encoding, Given.notNull("filter", filter), resultClass);
    }

    @Override
    public <R> AggregateIterable<R> aggregate(List<? extends Bson> pipeline, Class<R> resultClass) {
        var target = new AggregateTarget(namespace.getDatabaseName(), namespace.getCollectionName());
        return new CompatAggregate<>(view, target, encoding, pipeline, resultClass);
    }

    @Override
    public <R> ChangeStreamIterable<R> watch(List<? extends Bson> pipeline, Class<R> resultClass) {
        return new CompatChangeStream<>(
                (stages, given) -> ours().watch(stages, given), encoding, pipeline, resultClass);
    }

    @Override
    @Deprecated
    public <R> MapReduceIterable<R> mapReduce(String map, String reduce, Class<R> resultClass) {
        var functions = new CompatMapReduce.MapReduceFunctions(
                Given.notNull("mapFunction", map), Given.notNull("reduceFunction", reduce));
        return new CompatMapReduce<>(view, namespace, encoding, functions, resultClass);
    }

    // ---- writes

    @Override
    public BulkWriteResult bulkWrite(List<? extends WriteModel<? extends TDocument>> models, BulkWriteOptions given) {
        return inserts().bulkWrite(Given.notNull("requests", models), options.of(given));
    }

    @Override
    public InsertOneResult insertOne(TDocument document, InsertOneOptions given) {
        return inserts().insertOne(Given.notNull("document", document), options.of(given));
    }

    @Override
    public InsertManyResult insertMany(List<? extends TDocument> documents, InsertManyOptions given) {
        return inserts().insertMany(Given.notNull("documents", documents), options.of(given));
    }

    @Override
    public DeleteResult deleteOne(Bson filter, DeleteOptions given) {
        return CollectionInserts.deleted(() -> written().deleteOne(filter(filter), options.of(given)));
    }

    @Override
    public DeleteResult deleteMany(Bson filter, DeleteOptions given) {
        return CollectionInserts.deleted(() -> written().deleteMany(filter(filter), options.of(given)));
    }

    @Override
    public UpdateResult replaceOne(Bson filter, TDocument replacement, ReplaceOptions given) {
        var inserts = inserts();
        return inserts.replaceOne(filter(filter), Given.notNull("replacement", replacement), options.of(given));
    }

    @Override
    public UpdateResult updateOne(Bson filter, Bson update, UpdateOptions given) {
        return CollectionInserts.updated(() -> written().updateOne(filter(filter), update(update), options.of(given)));
    }

    @Override
    public UpdateResult updateOne(Bson filter, List<? extends Bson> update, UpdateOptions given) {
        return CollectionInserts.updated(() -> written().updateOne(filter(filter), update(update), options.of(given)));
    }

    @Override
    public UpdateResult updateMany(Bson filter, Bson update, UpdateOptions given) {
        return CollectionInserts.updated(() -> written().updateMany(filter(filter), update(update), options.of(given)));
    }

    @Override
    public UpdateResult updateMany(Bson filter, List<? extends Bson> update, UpdateOptions given) {
        return CollectionInserts.updated(() -> written().updateMany(filter(filter), update(update), options.of(given)));
    }

    @Override
    public @Nullable TDocument findOneAndDelete(Bson filter, FindOneAndDeleteOptions given) {
        return found(() -> written().findOneAndDelete(filter(filter), options.of(given)));
    }

    @Override
    public @Nullable TDocument findOneAndReplace(Bson filter, TDocument replacement, FindOneAndReplaceOptions given) {
        return found(() -> written().findOneAndReplace(filter(filter), replacement(replacement), options.of(given)));
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(Bson filter, Bson update, FindOneAndUpdateOptions given) {
        return found(() -> written().findOneAndUpdate(filter(filter), update(update), options.of(given)));
    }

    @Override
    public @Nullable TDocument findOneAndUpdate(
            Bson filter, List<? extends Bson> update, FindOneAndUpdateOptions given) {
        return found(() -> written().findOneAndUpdate(filter(filter), update(update), options.of(given)));
    }

    // ---- the collection itself

    @Override
    public void drop(DropCollectionOptions given) {
        Failures.run(() -> ours().drop(adminOptions.of(given)));
    }

    @Override
    public List<String> createSearchIndexes(List<SearchIndexModel> models) {
        return Failures.call(() -> ours().searchIndexes().create(adminOptions.searchIndexes(models)));
    }

    @Override
    public void updateSearchIndex(String indexName, Bson definition) {
        var changed = encoding.document(Given.notNull("definition", definition));
        Failures.run(() -> ours().searchIndexes().update(Given.notNull("indexName", indexName), changed));
    }

    @Override
    public void dropSearchIndex(String indexName) {
        Failures.run(() -> ours().searchIndexes().drop(Given.notNull("indexName", indexName)));
    }

    @Override
    public <R> ListSearchIndexesIterable<R> listSearchIndexes(Class<R> resultClass) {
        return new CompatListSearchIndexes<>(view, namespace, encoding, resultClass);
    }

    @Override
    public List<String> createIndexes(List<IndexModel> indexes, CreateIndexOptions given) {
        return Failures.call(() -> ours().createIndexes(adminOptions.indexes(indexes), adminOptions.of(given)));
    }

    @Override
    public <R> ListIndexesIterable<R> listIndexes(Class<R> resultClass) {
        return new CompatListIndexes<>(view, namespace, encoding, resultClass);
    }

    @Override
    public void dropIndex(String indexName, DropIndexOptions given) {
        if (Given.notNull("indexName", indexName).equals("*")) {
            dropIndexes(given);
        } else {
            Failures.run(() -> ours().dropIndex(indexName, adminOptions.of(given)));
        }
    }

    @Override
    public void dropIndex(Bson keys, DropIndexOptions given) {
        Failures.run(() -> ours().dropIndex(encoding.document(Given.notNull("keys", keys)), adminOptions.of(given)));
    }

    @Override
    public void dropIndexes(DropIndexOptions given) {
        Failures.run(() -> ours().dropIndexes(adminOptions.of(given)));
    }

    @Override
    public void renameCollection(MongoNamespace to, RenameCollectionOptions given) {
        Failures.run(() -> {
            if (to.getDatabaseName().equals(namespace.getDatabaseName())) {
                ours().rename(to.getCollectionName(), adminOptions.of(given));
            } else {
                var unused = view.database("admin").runCommand(rename(to, given));
            }
        });
    }

    /** To another database, which the API of Morelia does not offer. */
    private dev.morelia.bson.Document rename(MongoNamespace to, RenameCollectionOptions given) {
        var command = dev.morelia.bson.Document.of(
                "renameCollection",
                namespace.getFullName(),
                "to",
                to.getFullName(),
                "dropTarget",
                given.isDropTarget());
        var concern = view.concerns().writeConcern();
        return concern.isServerDefault() ? command : command.append("writeConcern", Bytes.ours(concern.asDocument()));
    }

    @Override
    public String toString() {
        return "CompatCollection[" + namespace + "]";
    }
}
