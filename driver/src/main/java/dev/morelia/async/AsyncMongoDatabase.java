package dev.morelia.async;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.DbRef;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.CollectionDescription;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The async API of a {@link MongoDatabase}: the same methods, with the same connections, sessions, settings and errors.
 * See the {@linkplain dev.morelia.async package} for what holds for all of its methods. A cheap view, immutable and
 * thread-safe.
 */
public final class AsyncMongoDatabase {
    private final MongoDatabase blocking;
    private final Bridge bridge;

    /** For {@link MongoDatabase#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncMongoDatabase(MongoDatabase blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same database with the blocking API. */
    public MongoDatabase blocking() {
        return blocking;
    }

    /** As {@link MongoDatabase#name()}. */
    public String name() {
        return blocking.name();
    }

    /** As {@link MongoDatabase#with(WriteConcern)}. */
    public AsyncMongoDatabase with(WriteConcern writeConcern) {
        return blocking.with(writeConcern).async();
    }

    /** As {@link MongoDatabase#with(ReadConcern)}. */
    public AsyncMongoDatabase with(ReadConcern readConcern) {
        return blocking.with(readConcern).async();
    }

    /** As {@link MongoDatabase#with(ReadPreference)}. */
    public AsyncMongoDatabase with(ReadPreference readPreference) {
        return blocking.with(readPreference).async();
    }

    /** As {@link MongoDatabase#with(Duration)}. */
    public AsyncMongoDatabase with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link MongoDatabase#with(CodecRegistry)}. */
    public AsyncMongoDatabase with(CodecRegistry codecs) {
        return blocking.with(codecs).async();
    }

    /** As {@link MongoDatabase#withContext(Object)}. */
    public AsyncMongoDatabase withContext(Object object) {
        return blocking.withContext(object).async();
    }

    /** As {@link MongoDatabase#collection(String)}. */
    public AsyncMongoCollection<Document> collection(String name) {
        return blocking.collection(name).async();
    }

    /** As {@link MongoDatabase#collection(String, Class)}. */
    public <T> AsyncMongoCollection<T> collection(String name, Class<T> type) {
        return blocking.collection(name, type).async();
    }

    /** As {@link MongoDatabase#collection(String, TypeReference)}. */
    public <T> AsyncMongoCollection<T> collection(String name, TypeReference<T> type) {
        return blocking.collection(name, type).async();
    }

    /** As {@link MongoDatabase#collection(String, Codec)}. */
    public <T> AsyncMongoCollection<T> collection(String name, Codec<T> codec) {
        return blocking.collection(name, codec).async();
    }

    /**
     * As {@link MongoDatabase#runCommand(Document)}; completes with the reply; cancel does not undo what the command
     * has done.
     */
    public CompletableFuture<Document> runCommand(Document command) {
        return bridge.run(() -> blocking.runCommand(command));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, ReadPreference)}; completes with the reply; cancel does not undo
     * what the command has done.
     */
    public CompletableFuture<Document> runCommand(Document command, ReadPreference readPreference) {
        return bridge.run(() -> blocking.runCommand(command, readPreference));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, Class)}; completes with the reply; cancel does not undo what the
     * command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, Class<R> type) {
        return bridge.run(() -> blocking.runCommand(command, type));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, ReadPreference, Class)}; completes with the reply; cancel does not
     * undo what the command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, ReadPreference readPreference, Class<R> type) {
        return bridge.run(() -> blocking.runCommand(command, readPreference, type));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, TypeReference)}; completes with the reply; cancel does not undo what
     * the command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, TypeReference<R> type) {
        return bridge.run(() -> blocking.runCommand(command, type));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, ReadPreference, TypeReference)}; completes with the reply; cancel
     * does not undo what the command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, ReadPreference readPreference, TypeReference<R> type) {
        return bridge.run(() -> blocking.runCommand(command, readPreference, type));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, Codec)}; completes with the reply; cancel does not undo what the
     * command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, Codec<R> codec) {
        return bridge.run(() -> blocking.runCommand(command, codec));
    }

    /**
     * As {@link MongoDatabase#runCommand(Document, ReadPreference, Codec)}; completes with the reply; cancel does not
     * undo what the command has done.
     */
    public <R> CompletableFuture<R> runCommand(Document command, ReadPreference readPreference, Codec<R> codec) {
        return bridge.run(() -> blocking.runCommand(command, readPreference, codec));
    }

    /** As {@link MongoDatabase#runCursorCommand(Document)}; nothing is sent until it is subscribed to or run. */
    public AsyncCursorQuery<Document> runCursorCommand(Document command) {
        return blocking.runCursorCommand(command).async();
    }

    /**
     * As {@link MongoDatabase#runCursorCommand(Document, RunCursorCommandOptions)}; nothing is sent until it is
     * subscribed to or run.
     */
    public AsyncCursorQuery<Document> runCursorCommand(Document command, RunCursorCommandOptions options) {
        return blocking.runCursorCommand(command, options).async();
    }

    /** As {@link MongoDatabase#aggregate(List)}; nothing is sent until it is subscribed to or run. */
    public AsyncAggregateQuery<Document> aggregate(List<Document> pipeline) {
        return blocking.aggregate(pipeline).async();
    }

    /** As {@link MongoDatabase#aggregate(List, Class)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return blocking.aggregate(pipeline, type).async();
    }

    /** As {@link MongoDatabase#aggregate(List, TypeReference)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return blocking.aggregate(pipeline, type).async();
    }

    /** As {@link MongoDatabase#aggregate(List, Codec)}; nothing is sent until it is subscribed to or run. */
    public <R> AsyncAggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return blocking.aggregate(pipeline, codec).async();
    }

    /** As {@link MongoDatabase#aggregate(List, AggregateOptions)}; nothing is sent until it is subscribed to or run. */
    public AsyncAggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        return blocking.aggregate(pipeline, options).async();
    }

    /**
     * As {@link MongoDatabase#createCollection(String)}; completes when the server has done it; cancel does not undo
     * it.
     */
    public CompletableFuture<Void> createCollection(String name) {
        return bridge.run(Action.of(() -> blocking.createCollection(name)));
    }

    /**
     * As {@link MongoDatabase#createCollection(String, CreateCollectionOptions)}; completes when the server has done
     * it; cancel does not undo it.
     */
    public CompletableFuture<Void> createCollection(String name, CreateCollectionOptions options) {
        return bridge.run(Action.of(() -> blocking.createCollection(name, options)));
    }

    /** As {@link MongoDatabase#listCollections()}; nothing is sent until it is subscribed to or run. */
    public AsyncCursorQuery<Document> listCollections() {
        return blocking.listCollections().async();
    }

    /**
     * As {@link MongoDatabase#listCollections(ListCollectionsOptions)}; nothing is sent until it is subscribed to or
     * run.
     */
    public AsyncCursorQuery<Document> listCollections(ListCollectionsOptions options) {
        return blocking.listCollections(options).async();
    }

    /** As {@link MongoDatabase#listCollectionNames()}; completes with the names; cancel ends the operation. */
    public CompletableFuture<List<String>> listCollectionNames() {
        return bridge.run(() -> blocking.listCollectionNames());
    }

    /**
     * As {@link MongoDatabase#listCollectionNames(ListCollectionsOptions)}; completes with the names; cancel ends the
     * operation.
     */
    public CompletableFuture<List<String>> listCollectionNames(ListCollectionsOptions options) {
        return bridge.run(() -> blocking.listCollectionNames(options));
    }

    /** As {@link MongoDatabase#collections()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<AsyncMongoCollection<Document>>> collections() {
        return bridge.run(() ->
                blocking.collections().stream().map(MongoCollection::async).toList());
    }

    /** As {@link MongoDatabase#collectionDescriptions()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<CollectionDescription>> collectionDescriptions() {
        return bridge.run(() -> blocking.collectionDescriptions());
    }

    /**
     * As {@link MongoDatabase#collectionDescriptions(ListCollectionsOptions)}; completes with all of them; cancel ends
     * the operation.
     */
    public CompletableFuture<List<CollectionDescription>> collectionDescriptions(ListCollectionsOptions options) {
        return bridge.run(() -> blocking.collectionDescriptions(options));
    }

    /** As {@link MongoDatabase#profilingLevel()}; completes with the level; cancel ends the operation. */
    public CompletableFuture<Integer> profilingLevel() {
        return bridge.run(() -> blocking.profilingLevel());
    }

    /** As {@link MongoDatabase#setProfilingLevel(int)}; completes with the level before; cancel does not undo it. */
    public CompletableFuture<Integer> setProfilingLevel(int level) {
        return bridge.run(() -> blocking.setProfilingLevel(level));
    }

    /**
     * As {@link MongoDatabase#setProfilingLevel(int, Duration)}; completes with the level before; cancel does not undo
     * it.
     */
    public CompletableFuture<Integer> setProfilingLevel(int level, Duration slow) {
        return bridge.run(() -> blocking.setProfilingLevel(level, slow));
    }

    /** As {@link MongoDatabase#profilingInfo()}. */
    public AsyncFindQuery<Document> profilingInfo() {
        return blocking.profilingInfo().async();
    }

    /** As {@link MongoDatabase#validateCollection(String)}; completes with the reply; cancel ends the operation. */
    public CompletableFuture<Document> validateCollection(String name) {
        return bridge.run(() -> blocking.validateCollection(name));
    }

    /** As {@link MongoDatabase#dereference(DbRef)}; completes with the document; cancel ends the operation. */
    public CompletableFuture<Optional<Document>> dereference(DbRef reference) {
        return bridge.run(() -> blocking.dereference(reference));
    }

    /** As {@link MongoDatabase#drop()}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> drop() {
        return bridge.run(Action.of(() -> blocking.drop()));
    }

    /** Returns a view; see {@link MongoDatabase#with(dev.morelia.ClientSession)}. */
    public AsyncMongoDatabase with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /**
     * Watches changes; see {@link MongoDatabase#watch()}.
     *
     * @return a publisher, whose subscriptions open a change stream each
     */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch() {
        return blocking.watch().async();
    }

    /** Watches changes, with further stages; see {@link MongoDatabase#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** Watches changes; see {@link MongoDatabase#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
