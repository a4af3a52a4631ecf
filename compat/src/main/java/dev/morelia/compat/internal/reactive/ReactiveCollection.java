package dev.morelia.compat.internal.reactive;

import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteResult;
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
import com.mongodb.reactivestreams.client.AggregatePublisher;
import com.mongodb.reactivestreams.client.ChangeStreamPublisher;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.DistinctPublisher;
import com.mongodb.reactivestreams.client.FindPublisher;
import com.mongodb.reactivestreams.client.ListIndexesPublisher;
import com.mongodb.reactivestreams.client.ListSearchIndexesPublisher;
import com.mongodb.reactivestreams.client.MapReducePublisher;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A collection of the reactive interfaces over the blocking one. Immutable and thread-safe. */
final class ReactiveCollection<TDocument> implements MongoCollection<TDocument> {
    private final Publishers publishers;
    private final com.mongodb.client.MongoCollection<TDocument> blocking;

    ReactiveCollection(Publishers publishers, com.mongodb.client.MongoCollection<TDocument> blocking) {
        this.publishers = publishers;
        this.blocking = blocking;
    }

    @Override
    public MongoNamespace getNamespace() {
        return blocking.getNamespace();
    }

    @Override
    public Class<TDocument> getDocumentClass() {
        return blocking.getDocumentClass();
    }

    @Override
    public CodecRegistry getCodecRegistry() {
        return blocking.getCodecRegistry();
    }

    @Override
    public ReadPreference getReadPreference() {
        return blocking.getReadPreference();
    }

    @Override
    public WriteConcern getWriteConcern() {
        return blocking.getWriteConcern();
    }

    @Override
    public ReadConcern getReadConcern() {
        return blocking.getReadConcern();
    }

    @Override
    public @Nullable Long getTimeout(TimeUnit unit) {
        return blocking.getTimeout(unit);
    }

    @Override
    public <NewTDocument> MongoCollection<NewTDocument> withDocumentClass(Class<NewTDocument> type) {
        return new ReactiveCollection<>(publishers, blocking.withDocumentClass(type));
    }

    @Override
    public MongoCollection<TDocument> withCodecRegistry(CodecRegistry codecRegistry) {
        return new ReactiveCollection<>(publishers, blocking.withCodecRegistry(codecRegistry));
    }

    @Override
    public MongoCollection<TDocument> withReadPreference(ReadPreference readPreference) {
        return new ReactiveCollection<>(publishers, blocking.withReadPreference(readPreference));
    }

    @Override
    public MongoCollection<TDocument> withWriteConcern(WriteConcern writeConcern) {
        return new ReactiveCollection<>(publishers, blocking.withWriteConcern(writeConcern));
    }

    @Override
    public MongoCollection<TDocument> withReadConcern(ReadConcern readConcern) {
        return new ReactiveCollection<>(publishers, blocking.withReadConcern(readConcern));
    }

    @Override
    public MongoCollection<TDocument> withTimeout(long timeout, TimeUnit unit) {
        return new ReactiveCollection<>(publishers, blocking.withTimeout(timeout, unit));
    }

    @Override
    public Publisher<Long> estimatedDocumentCount() {
        return publishers.one(() -> blocking.estimatedDocumentCount());
    }

    @Override
    public Publisher<Long> estimatedDocumentCount(EstimatedDocumentCountOptions options) {
        return publishers.one(() -> blocking.estimatedDocumentCount(options), options);
    }

    @Override
    public Publisher<Long> countDocuments() {
        return publishers.one(() -> blocking.countDocuments());
    }

    @Override
    public Publisher<Long> countDocuments(Bson filter) {
        return publishers.one(() -> blocking.countDocuments(filter), filter);
    }

    @Override
    public Publisher<Long> countDocuments(Bson filter, CountOptions options) {
        return publishers.one(() -> blocking.countDocuments(filter, options), filter, options);
    }

    @Override
    public Publisher<Long> countDocuments(ClientSession session) {
        return publishers.one(session, own -> blocking.countDocuments(own));
    }

    @Override
    public Publisher<Long> countDocuments(ClientSession session, Bson filter) {
        return publishers.one(session, own -> blocking.countDocuments(own, filter), filter);
    }

    @Override
    public Publisher<Long> countDocuments(ClientSession session, Bson filter, CountOptions options) {
        return publishers.one(session, own -> blocking.countDocuments(own, filter, options), filter, options);
    }

    @Override
    public <TResult> DistinctPublisher<TResult> distinct(String field, Class<TResult> type) {
        return new ReactiveDistinct<>(publishers, blocking.distinct(field, type));
    }

    @Override
    public <TResult> DistinctPublisher<TResult> distinct(String field, Bson filter, Class<TResult> type) {
        return new ReactiveDistinct<>(publishers, blocking.distinct(field, filter, type));
    }

    @Override
    public <TResult> DistinctPublisher<TResult> distinct(ClientSession session, String field, Class<TResult> type) {
        return new ReactiveDistinct<>(
                publishers.in(session), blocking.distinct(ReactiveClientSession.blocking(session), field, type));
    }

    @Override
    public <TResult> DistinctPublisher<TResult> distinct(
            ClientSession session, String field, Bson filter, Class<TResult> type) {
        return new ReactiveDistinct<>(
                publishers.in(session),
                blocking.distinct(ReactiveClientSession.blocking(session), field, filter, type));
    }

    @Override
    public FindPublisher<TDocument> find() {
        return new ReactiveFind<>(publishers, blocking.find());
    }

    @Override
    public <TResult> FindPublisher<TResult> find(Class<TResult> type) {
        return new ReactiveFind<>(publishers, blocking.find(type));
    }

    @Override
    public FindPublisher<TDocument> find(Bson filter) {
        return new ReactiveFind<>(publishers, blocking.find(filter));
    }

    @Override
    public <TResult> FindPublisher<TResult> find(Bson filter, Class<TResult> type) {
        return new ReactiveFind<>(publishers, blocking.find(filter, type));
    }

    @Override
    public FindPublisher<TDocument> find(ClientSession session) {
        return new ReactiveFind<>(publishers.in(session), blocking.find(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> FindPublisher<TResult> find(ClientSession session, Class<TResult> type) {
        return new ReactiveFind<>(publishers.in(session), blocking.find(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public FindPublisher<TDocument> find(ClientSession session, Bson filter) {
        return new ReactiveFind<>(
                publishers.in(session), blocking.find(ReactiveClientSession.blocking(session), filter));
    }

    @Override
    public <TResult> FindPublisher<TResult> find(ClientSession session, Bson filter, Class<TResult> type) {
        return new ReactiveFind<>(
                publishers.in(session), blocking.find(ReactiveClientSession.blocking(session), filter, type));
    }

    @Override
    public AggregatePublisher<TDocument> aggregate(List<? extends Bson> pipeline) {
        return new ReactiveAggregate<>(publishers, blocking.aggregate(pipeline));
    }

    @Override
    public <TResult> AggregatePublisher<TResult> aggregate(List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveAggregate<>(publishers, blocking.aggregate(pipeline, type));
    }

    @Override
    public AggregatePublisher<TDocument> aggregate(ClientSession session, List<? extends Bson> pipeline) {
        return new ReactiveAggregate<>(
                publishers.in(session), blocking.aggregate(ReactiveClientSession.blocking(session), pipeline));
    }

    @Override
    public <TResult> AggregatePublisher<TResult> aggregate(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveAggregate<>(
                publishers.in(session), blocking.aggregate(ReactiveClientSession.blocking(session), pipeline, type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch() {
        return new ReactiveChangeStream<>(publishers, blocking.watch(Document.class));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline, Document.class));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline, type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), Document.class));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(ClientSession session, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session, List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(
                publishers.in(session),
                blocking.watch(ReactiveClientSession.blocking(session), pipeline, Document.class));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), pipeline, type));
    }

    @Override
    @SuppressWarnings("deprecation")
    public MapReducePublisher<TDocument> mapReduce(String map, String reduce) {
        return new ReactiveMapReduce<>(publishers, blocking.mapReduce(map, reduce));
    }

    @Override
    @SuppressWarnings("deprecation")
    public <TResult> MapReducePublisher<TResult> mapReduce(String map, String reduce, Class<TResult> type) {
        return new ReactiveMapReduce<>(publishers, blocking.mapReduce(map, reduce, type));
    }

    @Override
    @SuppressWarnings("deprecation")
    public MapReducePublisher<TDocument> mapReduce(ClientSession session, String map, String reduce) {
        return new ReactiveMapReduce<>(
                publishers.in(session), blocking.mapReduce(ReactiveClientSession.blocking(session), map, reduce));
    }

    @Override
    @SuppressWarnings("deprecation")
    public <TResult> MapReducePublisher<TResult> mapReduce(
            ClientSession session, String map, String reduce, Class<TResult> type) {
        return new ReactiveMapReduce<>(
                publishers.in(session), blocking.mapReduce(ReactiveClientSession.blocking(session), map, reduce, type));
    }

    @Override
    public Publisher<BulkWriteResult> bulkWrite(List<? extends WriteModel<? extends TDocument>> requests) {
        return publishers.one(() -> blocking.bulkWrite(requests), requests);
    }

    @Override
    public Publisher<BulkWriteResult> bulkWrite(
            List<? extends WriteModel<? extends TDocument>> requests, BulkWriteOptions options) {
        return publishers.one(() -> blocking.bulkWrite(requests, options), requests, options);
    }

    @Override
    public Publisher<BulkWriteResult> bulkWrite(
            ClientSession session, List<? extends WriteModel<? extends TDocument>> requests) {
        return publishers.one(session, own -> blocking.bulkWrite(own, requests), requests);
    }

    @Override
    public Publisher<BulkWriteResult> bulkWrite(
            ClientSession session, List<? extends WriteModel<? extends TDocument>> requests, BulkWriteOptions options) {
        return publishers.one(session, own -> blocking.bulkWrite(own, requests, options), requests, options);
    }

    @Override
    public Publisher<InsertOneResult> insertOne(TDocument document) {
        return publishers.one(() -> blocking.insertOne(document), document);
    }

    @Override
    public Publisher<InsertOneResult> insertOne(TDocument document, InsertOneOptions options) {
        return publishers.one(() -> blocking.insertOne(document, options), document, options);
    }

    @Override
    public Publisher<InsertOneResult> insertOne(ClientSession session, TDocument document) {
        return publishers.one(session, own -> blocking.insertOne(own, document), document);
    }

    @Override
    public Publisher<InsertOneResult> insertOne(ClientSession session, TDocument document, InsertOneOptions options) {
        return publishers.one(session, own -> blocking.insertOne(own, document, options), document, options);
    }

    @Override
    public Publisher<InsertManyResult> insertMany(List<? extends TDocument> documents) {
        return publishers.one(() -> blocking.insertMany(documents), documents);
    }

    @Override
    public Publisher<InsertManyResult> insertMany(List<? extends TDocument> documents, InsertManyOptions options) {
        return publishers.one(() -> blocking.insertMany(documents, options), documents, options);
    }

    @Override
    public Publisher<InsertManyResult> insertMany(ClientSession session, List<? extends TDocument> documents) {
        return publishers.one(session, own -> blocking.insertMany(own, documents), documents);
    }

    @Override
    public Publisher<InsertManyResult> insertMany(
            ClientSession session, List<? extends TDocument> documents, InsertManyOptions options) {
        return publishers.one(session, own -> blocking.insertMany(own, documents, options), documents, options);
    }

    @Override
    public Publisher<DeleteResult> deleteOne(Bson filter) {
        return publishers.one(() -> blocking.deleteOne(filter), filter);
    }

    @Override
    public Publisher<DeleteResult> deleteOne(Bson filter, DeleteOptions options) {
        return publishers.one(() -> blocking.deleteOne(filter, options), filter, options);
    }

    @Override
    public Publisher<DeleteResult> deleteOne(ClientSession session, Bson filter) {
        return publishers.one(session, own -> blocking.deleteOne(own, filter), filter);
    }

    @Override
    public Publisher<DeleteResult> deleteOne(ClientSession session, Bson filter, DeleteOptions options) {
        return publishers.one(session, own -> blocking.deleteOne(own, filter, options), filter, options);
    }

    @Override
    public Publisher<DeleteResult> deleteMany(Bson filter) {
        return publishers.one(() -> blocking.deleteMany(filter), filter);
    }

    @Override
    public Publisher<DeleteResult> deleteMany(Bson filter, DeleteOptions options) {
        return publishers.one(() -> blocking.deleteMany(filter, options), filter, options);
    }

    @Override
    public Publisher<DeleteResult> deleteMany(ClientSession session, Bson filter) {
        return publishers.one(session, own -> blocking.deleteMany(own, filter), filter);
    }

    @Override
    public Publisher<DeleteResult> deleteMany(ClientSession session, Bson filter, DeleteOptions options) {
        return publishers.one(session, own -> blocking.deleteMany(own, filter, options), filter, options);
    }

    @Override
    public Publisher<UpdateResult> replaceOne(Bson filter, TDocument replacement) {
        return publishers.one(() -> blocking.replaceOne(filter, replacement), filter, replacement);
    }

    @Override
    public Publisher<UpdateResult> replaceOne(Bson filter, TDocument replacement, ReplaceOptions options) {
        return publishers.one(() -> blocking.replaceOne(filter, replacement, options), filter, replacement, options);
    }

    @Override
    public Publisher<UpdateResult> replaceOne(ClientSession session, Bson filter, TDocument replacement) {
        return publishers.one(session, own -> blocking.replaceOne(own, filter, replacement), filter, replacement);
    }

    @Override
    public Publisher<UpdateResult> replaceOne(
            ClientSession session, Bson filter, TDocument replacement, ReplaceOptions options) {
        return publishers.one(
                session, own -> blocking.replaceOne(own, filter, replacement, options), filter, replacement, options);
    }

    @Override
    public Publisher<UpdateResult> updateOne(Bson filter, Bson update) {
        return publishers.one(() -> blocking.updateOne(filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateOne(Bson filter, Bson update, UpdateOptions options) {
        return publishers.one(() -> blocking.updateOne(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateOne(ClientSession session, Bson filter, Bson update) {
        return publishers.one(session, own -> blocking.updateOne(own, filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateOne(ClientSession session, Bson filter, Bson update, UpdateOptions options) {
        return publishers.one(
                session, own -> blocking.updateOne(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateOne(Bson filter, List<? extends Bson> update) {
        return publishers.one(() -> blocking.updateOne(filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateOne(Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return publishers.one(() -> blocking.updateOne(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateOne(ClientSession session, Bson filter, List<? extends Bson> update) {
        return publishers.one(session, own -> blocking.updateOne(own, filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateOne(
            ClientSession session, Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return publishers.one(
                session, own -> blocking.updateOne(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateMany(Bson filter, Bson update) {
        return publishers.one(() -> blocking.updateMany(filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateMany(Bson filter, Bson update, UpdateOptions options) {
        return publishers.one(() -> blocking.updateMany(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateMany(ClientSession session, Bson filter, Bson update) {
        return publishers.one(session, own -> blocking.updateMany(own, filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateMany(ClientSession session, Bson filter, Bson update, UpdateOptions options) {
        return publishers.one(
                session, own -> blocking.updateMany(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateMany(Bson filter, List<? extends Bson> update) {
        return publishers.one(() -> blocking.updateMany(filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateMany(Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return publishers.one(() -> blocking.updateMany(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<UpdateResult> updateMany(ClientSession session, Bson filter, List<? extends Bson> update) {
        return publishers.one(session, own -> blocking.updateMany(own, filter, update), filter, update);
    }

    @Override
    public Publisher<UpdateResult> updateMany(
            ClientSession session, Bson filter, List<? extends Bson> update, UpdateOptions options) {
        return publishers.one(
                session, own -> blocking.updateMany(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<TDocument> findOneAndDelete(Bson filter) {
        return publishers.one(() -> blocking.findOneAndDelete(filter), filter);
    }

    @Override
    public Publisher<TDocument> findOneAndDelete(Bson filter, FindOneAndDeleteOptions options) {
        return publishers.one(() -> blocking.findOneAndDelete(filter, options), filter, options);
    }

    @Override
    public Publisher<TDocument> findOneAndDelete(ClientSession session, Bson filter) {
        return publishers.one(session, own -> blocking.findOneAndDelete(own, filter), filter);
    }

    @Override
    public Publisher<TDocument> findOneAndDelete(ClientSession session, Bson filter, FindOneAndDeleteOptions options) {
        return publishers.one(session, own -> blocking.findOneAndDelete(own, filter, options), filter, options);
    }

    @Override
    public Publisher<TDocument> findOneAndReplace(Bson filter, TDocument replacement) {
        return publishers.one(() -> blocking.findOneAndReplace(filter, replacement), filter, replacement);
    }

    @Override
    public Publisher<TDocument> findOneAndReplace(
            Bson filter, TDocument replacement, FindOneAndReplaceOptions options) {
        return publishers.one(
                () -> blocking.findOneAndReplace(filter, replacement, options), filter, replacement, options);
    }

    @Override
    public Publisher<TDocument> findOneAndReplace(ClientSession session, Bson filter, TDocument replacement) {
        return publishers.one(
                session, own -> blocking.findOneAndReplace(own, filter, replacement), filter, replacement);
    }

    @Override
    public Publisher<TDocument> findOneAndReplace(
            ClientSession session, Bson filter, TDocument replacement, FindOneAndReplaceOptions options) {
        return publishers.one(
                session,
                own -> blocking.findOneAndReplace(own, filter, replacement, options),
                filter,
                replacement,
                options);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(Bson filter, Bson update) {
        return publishers.one(() -> blocking.findOneAndUpdate(filter, update), filter, update);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(Bson filter, Bson update, FindOneAndUpdateOptions options) {
        return publishers.one(() -> blocking.findOneAndUpdate(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(ClientSession session, Bson filter, Bson update) {
        return publishers.one(session, own -> blocking.findOneAndUpdate(own, filter, update), filter, update);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(
            ClientSession session, Bson filter, Bson update, FindOneAndUpdateOptions options) {
        return publishers.one(
                session, own -> blocking.findOneAndUpdate(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(Bson filter, List<? extends Bson> update) {
        return publishers.one(() -> blocking.findOneAndUpdate(filter, update), filter, update);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(
            Bson filter, List<? extends Bson> update, FindOneAndUpdateOptions options) {
        return publishers.one(() -> blocking.findOneAndUpdate(filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(ClientSession session, Bson filter, List<? extends Bson> update) {
        return publishers.one(session, own -> blocking.findOneAndUpdate(own, filter, update), filter, update);
    }

    @Override
    public Publisher<TDocument> findOneAndUpdate(
            ClientSession session, Bson filter, List<? extends Bson> update, FindOneAndUpdateOptions options) {
        return publishers.one(
                session, own -> blocking.findOneAndUpdate(own, filter, update, options), filter, update, options);
    }

    @Override
    public Publisher<Void> drop() {
        return publishers.end(() -> blocking.drop());
    }

    @Override
    public Publisher<Void> drop(ClientSession session) {
        return publishers.end(session, own -> blocking.drop(own));
    }

    @Override
    public Publisher<Void> drop(DropCollectionOptions options) {
        return publishers.end(() -> blocking.drop(options), options);
    }

    @Override
    public Publisher<Void> drop(ClientSession session, DropCollectionOptions options) {
        return publishers.end(session, own -> blocking.drop(own, options), options);
    }

    @Override
    public Publisher<String> createSearchIndex(String name, Bson definition) {
        return publishers.one(() -> blocking.createSearchIndex(name, definition), name, definition);
    }

    @Override
    public Publisher<String> createSearchIndex(Bson definition) {
        return publishers.one(() -> blocking.createSearchIndex(definition), definition);
    }

    @Override
    public Publisher<String> createSearchIndexes(List<SearchIndexModel> indexes) {
        return publishers.each(() -> blocking.createSearchIndexes(indexes), indexes);
    }

    @Override
    public Publisher<Void> updateSearchIndex(String name, Bson definition) {
        return publishers.end(() -> blocking.updateSearchIndex(name, definition), name, definition);
    }

    @Override
    public Publisher<Void> dropSearchIndex(String name) {
        return publishers.end(() -> blocking.dropSearchIndex(name), name);
    }

    @Override
    public ListSearchIndexesPublisher<Document> listSearchIndexes() {
        return new ReactiveListSearchIndexes<>(publishers, blocking.listSearchIndexes());
    }

    @Override
    public <TResult> ListSearchIndexesPublisher<TResult> listSearchIndexes(Class<TResult> type) {
        return new ReactiveListSearchIndexes<>(publishers, blocking.listSearchIndexes(type));
    }

    @Override
    public Publisher<String> createIndex(Bson keys) {
        return publishers.one(() -> blocking.createIndex(keys), keys);
    }

    @Override
    public Publisher<String> createIndex(Bson keys, IndexOptions options) {
        return publishers.one(() -> blocking.createIndex(keys, options), keys, options);
    }

    @Override
    public Publisher<String> createIndex(ClientSession session, Bson keys) {
        return publishers.one(session, own -> blocking.createIndex(own, keys), keys);
    }

    @Override
    public Publisher<String> createIndex(ClientSession session, Bson keys, IndexOptions options) {
        return publishers.one(session, own -> blocking.createIndex(own, keys, options), keys, options);
    }

    @Override
    public Publisher<String> createIndexes(List<IndexModel> indexes) {
        return publishers.each(() -> blocking.createIndexes(indexes), indexes);
    }

    @Override
    public Publisher<String> createIndexes(List<IndexModel> indexes, CreateIndexOptions options) {
        return publishers.each(() -> blocking.createIndexes(indexes, options), indexes, options);
    }

    @Override
    public Publisher<String> createIndexes(ClientSession session, List<IndexModel> indexes) {
        return publishers.each(session, own -> blocking.createIndexes(own, indexes), indexes);
    }

    @Override
    public Publisher<String> createIndexes(
            ClientSession session, List<IndexModel> indexes, CreateIndexOptions options) {
        return publishers.each(session, own -> blocking.createIndexes(own, indexes, options), indexes, options);
    }

    @Override
    public ListIndexesPublisher<Document> listIndexes() {
        return new ReactiveListIndexes<>(publishers, blocking.listIndexes());
    }

    @Override
    public <TResult> ListIndexesPublisher<TResult> listIndexes(Class<TResult> type) {
        return new ReactiveListIndexes<>(publishers, blocking.listIndexes(type));
    }

    @Override
    public ListIndexesPublisher<Document> listIndexes(ClientSession session) {
        return new ReactiveListIndexes<>(
                publishers.in(session), blocking.listIndexes(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> ListIndexesPublisher<TResult> listIndexes(ClientSession session, Class<TResult> type) {
        return new ReactiveListIndexes<>(
                publishers.in(session), blocking.listIndexes(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public Publisher<Void> dropIndex(String name) {
        return publishers.end(() -> blocking.dropIndex(name), name);
    }

    @Override
    public Publisher<Void> dropIndex(Bson keys) {
        return publishers.end(() -> blocking.dropIndex(keys), keys);
    }

    @Override
    public Publisher<Void> dropIndex(String name, DropIndexOptions options) {
        return publishers.end(() -> blocking.dropIndex(name, options), name, options);
    }

    @Override
    public Publisher<Void> dropIndex(Bson keys, DropIndexOptions options) {
        return publishers.end(() -> blocking.dropIndex(keys, options), keys, options);
    }

    @Override
    public Publisher<Void> dropIndex(ClientSession session, String name) {
        return publishers.end(session, own -> blocking.dropIndex(own, name), name);
    }

    @Override
    public Publisher<Void> dropIndex(ClientSession session, Bson keys) {
        return publishers.end(session, own -> blocking.dropIndex(own, keys), keys);
    }

    @Override
    public Publisher<Void> dropIndex(ClientSession session, String name, DropIndexOptions options) {
        return publishers.end(session, own -> blocking.dropIndex(own, name, options), name, options);
    }

    @Override
    public Publisher<Void> dropIndex(ClientSession session, Bson keys, DropIndexOptions options) {
        return publishers.end(session, own -> blocking.dropIndex(own, keys, options), keys, options);
    }

    @Override
    public Publisher<Void> dropIndexes() {
        return publishers.end(() -> blocking.dropIndexes());
    }

    @Override
    public Publisher<Void> dropIndexes(DropIndexOptions options) {
        return publishers.end(() -> blocking.dropIndexes(options), options);
    }

    @Override
    public Publisher<Void> dropIndexes(ClientSession session) {
        return publishers.end(session, own -> blocking.dropIndexes(own));
    }

    @Override
    public Publisher<Void> dropIndexes(ClientSession session, DropIndexOptions options) {
        return publishers.end(session, own -> blocking.dropIndexes(own, options), options);
    }

    @Override
    public Publisher<Void> renameCollection(MongoNamespace namespace) {
        return publishers.end(() -> blocking.renameCollection(namespace), namespace);
    }

    @Override
    public Publisher<Void> renameCollection(MongoNamespace namespace, RenameCollectionOptions options) {
        return publishers.end(() -> blocking.renameCollection(namespace, options), namespace, options);
    }

    @Override
    public Publisher<Void> renameCollection(ClientSession session, MongoNamespace namespace) {
        return publishers.end(session, own -> blocking.renameCollection(own, namespace), namespace);
    }

    @Override
    public Publisher<Void> renameCollection(
            ClientSession session, MongoNamespace namespace, RenameCollectionOptions options) {
        return publishers.end(session, own -> blocking.renameCollection(own, namespace, options), namespace, options);
    }
}
