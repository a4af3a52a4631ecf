package dev.morelia.compat.internal.reactive;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateViewOptions;
import com.mongodb.reactivestreams.client.AggregatePublisher;
import com.mongodb.reactivestreams.client.ChangeStreamPublisher;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.ListCollectionNamesPublisher;
import com.mongodb.reactivestreams.client.ListCollectionsPublisher;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A database of the reactive interfaces over the blocking one. Immutable and thread-safe. */
final class ReactiveDatabase implements MongoDatabase {
    private final Publishers publishers;
    private final com.mongodb.client.MongoDatabase blocking;

    ReactiveDatabase(Publishers publishers, com.mongodb.client.MongoDatabase blocking) {
        this.publishers = publishers;
        this.blocking = blocking;
    }

    @Override
    public String getName() {
        return blocking.getName();
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
    public MongoDatabase withCodecRegistry(CodecRegistry codecRegistry) {
        return new ReactiveDatabase(publishers, blocking.withCodecRegistry(codecRegistry));
    }

    @Override
    public MongoDatabase withReadPreference(ReadPreference readPreference) {
        return new ReactiveDatabase(publishers, blocking.withReadPreference(readPreference));
    }

    @Override
    public MongoDatabase withWriteConcern(WriteConcern writeConcern) {
        return new ReactiveDatabase(publishers, blocking.withWriteConcern(writeConcern));
    }

    @Override
    public MongoDatabase withReadConcern(ReadConcern readConcern) {
        return new ReactiveDatabase(publishers, blocking.withReadConcern(readConcern));
    }

    @Override
    public MongoDatabase withTimeout(long timeout, TimeUnit unit) {
        return new ReactiveDatabase(publishers, blocking.withTimeout(timeout, unit));
    }

    @Override
    public MongoCollection<Document> getCollection(String name) {
        return new ReactiveCollection<>(publishers, blocking.getCollection(name));
    }

    @Override
    public <TDocument> MongoCollection<TDocument> getCollection(String name, Class<TDocument> type) {
        return new ReactiveCollection<>(publishers, blocking.getCollection(name, type));
    }

    @Override
    public Publisher<Document> runCommand(Bson command) {
        return publishers.one(() -> blocking.runCommand(command), command);
    }

    @Override
    public Publisher<Document> runCommand(Bson command, ReadPreference readPreference) {
        return publishers.one(() -> blocking.runCommand(command, readPreference), command, readPreference);
    }

    @Override
    public <TResult> Publisher<TResult> runCommand(Bson command, Class<TResult> type) {
        return publishers.one(() -> blocking.runCommand(command, type), command, type);
    }

    @Override
    public <TResult> Publisher<TResult> runCommand(Bson command, ReadPreference readPreference, Class<TResult> type) {
        return publishers.one(() -> blocking.runCommand(command, readPreference, type), command, readPreference, type);
    }

    @Override
    public Publisher<Document> runCommand(ClientSession session, Bson command) {
        return publishers.one(session, own -> blocking.runCommand(own, command), command);
    }

    @Override
    public Publisher<Document> runCommand(ClientSession session, Bson command, ReadPreference readPreference) {
        return publishers.one(
                session, own -> blocking.runCommand(own, command, readPreference), command, readPreference);
    }

    @Override
    public <TResult> Publisher<TResult> runCommand(ClientSession session, Bson command, Class<TResult> type) {
        return publishers.one(session, own -> blocking.runCommand(own, command, type), command, type);
    }

    @Override
    public <TResult> Publisher<TResult> runCommand(
            ClientSession session, Bson command, ReadPreference readPreference, Class<TResult> type) {
        return publishers.one(
                session, own -> blocking.runCommand(own, command, readPreference, type), command, readPreference, type);
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
    public ListCollectionNamesPublisher listCollectionNames() {
        return new ReactiveListCollectionNames(publishers, blocking.listCollectionNames());
    }

    @Override
    public ListCollectionNamesPublisher listCollectionNames(ClientSession session) {
        return new ReactiveListCollectionNames(
                publishers.in(session), blocking.listCollectionNames(ReactiveClientSession.blocking(session)));
    }

    @Override
    public ListCollectionsPublisher<Document> listCollections() {
        return new ReactiveListCollections<>(publishers, blocking.listCollections());
    }

    @Override
    public <TResult> ListCollectionsPublisher<TResult> listCollections(Class<TResult> type) {
        return new ReactiveListCollections<>(publishers, blocking.listCollections(type));
    }

    @Override
    public ListCollectionsPublisher<Document> listCollections(ClientSession session) {
        return new ReactiveListCollections<>(
                publishers.in(session), blocking.listCollections(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> ListCollectionsPublisher<TResult> listCollections(ClientSession session, Class<TResult> type) {
        return new ReactiveListCollections<>(
                publishers.in(session), blocking.listCollections(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public Publisher<Void> createCollection(String name) {
        return publishers.end(() -> blocking.createCollection(name), name);
    }

    @Override
    public Publisher<Void> createCollection(String name, CreateCollectionOptions options) {
        return publishers.end(() -> blocking.createCollection(name, options), name, options);
    }

    @Override
    public Publisher<Void> createCollection(ClientSession session, String name) {
        return publishers.end(session, own -> blocking.createCollection(own, name), name);
    }

    @Override
    public Publisher<Void> createCollection(ClientSession session, String name, CreateCollectionOptions options) {
        return publishers.end(session, own -> blocking.createCollection(own, name, options), name, options);
    }

    @Override
    public Publisher<Void> createView(String name, String viewOn, List<? extends Bson> pipeline) {
        return publishers.end(() -> blocking.createView(name, viewOn, pipeline), name, viewOn, pipeline);
    }

    @Override
    public Publisher<Void> createView(
            String name, String viewOn, List<? extends Bson> pipeline, CreateViewOptions options) {
        return publishers.end(
                () -> blocking.createView(name, viewOn, pipeline, options), name, viewOn, pipeline, options);
    }

    @Override
    public Publisher<Void> createView(
            ClientSession session, String name, String viewOn, List<? extends Bson> pipeline) {
        return publishers.end(session, own -> blocking.createView(own, name, viewOn, pipeline), name, viewOn, pipeline);
    }

    @Override
    public Publisher<Void> createView(
            ClientSession session,
            String name,
            String viewOn,
            List<? extends Bson> pipeline,
            CreateViewOptions options) {
        return publishers.end(
                session,
                own -> blocking.createView(own, name, viewOn, pipeline, options),
                name,
                viewOn,
                pipeline,
                options);
    }

    @Override
    public ChangeStreamPublisher<Document> watch() {
        return new ReactiveChangeStream<>(publishers, blocking.watch());
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(type));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(ClientSession session, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session, List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), pipeline));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline, type));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), pipeline, type));
    }

    @Override
    public AggregatePublisher<Document> aggregate(List<? extends Bson> pipeline) {
        return new ReactiveAggregate<>(publishers, blocking.aggregate(pipeline));
    }

    @Override
    public <TResult> AggregatePublisher<TResult> aggregate(List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveAggregate<>(publishers, blocking.aggregate(pipeline, type));
    }

    @Override
    public AggregatePublisher<Document> aggregate(ClientSession session, List<? extends Bson> pipeline) {
        return new ReactiveAggregate<>(
                publishers.in(session), blocking.aggregate(ReactiveClientSession.blocking(session), pipeline));
    }

    @Override
    public <TResult> AggregatePublisher<TResult> aggregate(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveAggregate<>(
                publishers.in(session), blocking.aggregate(ReactiveClientSession.blocking(session), pipeline, type));
    }
}
