package dev.morelia.compat.internal.reactive;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import com.mongodb.reactivestreams.client.ChangeStreamPublisher;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.ListDatabasesPublisher;
import com.mongodb.reactivestreams.client.MongoCluster;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A deployment of the reactive interfaces over the blocking one. Immutable and thread-safe. */
class ReactiveCluster implements MongoCluster {
    final Publishers publishers;
    private final com.mongodb.client.MongoCluster blocking;

    ReactiveCluster(Publishers publishers, com.mongodb.client.MongoCluster blocking) {
        this.publishers = publishers;
        this.blocking = blocking;
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
    public MongoCluster withCodecRegistry(CodecRegistry codecRegistry) {
        return new ReactiveCluster(publishers, blocking.withCodecRegistry(codecRegistry));
    }

    @Override
    public MongoCluster withReadPreference(ReadPreference readPreference) {
        return new ReactiveCluster(publishers, blocking.withReadPreference(readPreference));
    }

    @Override
    public MongoCluster withWriteConcern(WriteConcern writeConcern) {
        return new ReactiveCluster(publishers, blocking.withWriteConcern(writeConcern));
    }

    @Override
    public MongoCluster withReadConcern(ReadConcern readConcern) {
        return new ReactiveCluster(publishers, blocking.withReadConcern(readConcern));
    }

    @Override
    public MongoCluster withTimeout(long timeout, TimeUnit unit) {
        return new ReactiveCluster(publishers, blocking.withTimeout(timeout, unit));
    }

    @Override
    public MongoDatabase getDatabase(String name) {
        return new ReactiveDatabase(publishers, blocking.getDatabase(name));
    }

    @Override
    public Publisher<ClientSession> startSession() {
        return publishers.one(() -> new ReactiveClientSession(publishers, blocking.startSession()));
    }

    @Override
    public Publisher<ClientSession> startSession(ClientSessionOptions options) {
        return publishers.one(() -> new ReactiveClientSession(publishers, blocking.startSession(options)), options);
    }

    @Override
    public Publisher<String> listDatabaseNames() {
        return publishers.elements(blocking.listDatabaseNames());
    }

    @Override
    public Publisher<String> listDatabaseNames(ClientSession session) {
        return publishers.in(session).elements(blocking.listDatabaseNames(ReactiveClientSession.blocking(session)));
    }

    @Override
    public ListDatabasesPublisher<Document> listDatabases() {
        return new ReactiveListDatabases<>(publishers, blocking.listDatabases());
    }

    @Override
    public ListDatabasesPublisher<Document> listDatabases(ClientSession session) {
        return new ReactiveListDatabases<>(
                publishers.in(session), blocking.listDatabases(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> ListDatabasesPublisher<TResult> listDatabases(Class<TResult> type) {
        return new ReactiveListDatabases<>(publishers, blocking.listDatabases(type));
    }

    @Override
    public <TResult> ListDatabasesPublisher<TResult> listDatabases(ClientSession session, Class<TResult> type) {
        return new ReactiveListDatabases<>(
                publishers.in(session), blocking.listDatabases(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch() {
        return new ReactiveChangeStream<>(publishers, blocking.watch());
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(publishers, blocking.watch(pipeline, type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session)));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(ClientSession session, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), type));
    }

    @Override
    public ChangeStreamPublisher<Document> watch(ClientSession session, List<? extends Bson> pipeline) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), pipeline));
    }

    @Override
    public <TResult> ChangeStreamPublisher<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> type) {
        return new ReactiveChangeStream<>(
                publishers.in(session), blocking.watch(ReactiveClientSession.blocking(session), pipeline, type));
    }

    @Override
    public Publisher<ClientBulkWriteResult> bulkWrite(List<? extends ClientNamespacedWriteModel> requests) {
        return publishers.one(() -> blocking.bulkWrite(requests), requests);
    }

    @Override
    public Publisher<ClientBulkWriteResult> bulkWrite(
            List<? extends ClientNamespacedWriteModel> requests, ClientBulkWriteOptions options) {
        return publishers.one(() -> blocking.bulkWrite(requests, options), requests, options);
    }

    @Override
    public Publisher<ClientBulkWriteResult> bulkWrite(
            ClientSession session, List<? extends ClientNamespacedWriteModel> requests) {
        return publishers.one(session, own -> blocking.bulkWrite(own, requests), requests);
    }

    @Override
    public Publisher<ClientBulkWriteResult> bulkWrite(
            ClientSession session,
            List<? extends ClientNamespacedWriteModel> requests,
            ClientBulkWriteOptions options) {
        return publishers.one(session, own -> blocking.bulkWrite(own, requests, options), requests, options);
    }
}
