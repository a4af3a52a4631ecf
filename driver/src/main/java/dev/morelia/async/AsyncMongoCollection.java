package dev.morelia.async;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.InsertOneResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The async API of a {@link MongoCollection}, with the same connections, sessions and settings. Thread-safe.
 *
 * @param <T> the type that documents are encoded from and decoded to
 */
public final class AsyncMongoCollection<T> {
    private final MongoCollection<T> blocking;
    private final Bridge bridge;

    /** For {@link MongoCollection#async()}. */
    public AsyncMongoCollection(MongoCollection<T> blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same collection with the blocking API. */
    public MongoCollection<T> blocking() {
        return blocking;
    }

    /** As {@link MongoCollection#insertOne(Object)}. */
    public CompletableFuture<InsertOneResult> insertOne(T document) {
        return bridge.run(() -> blocking.insertOne(document));
    }

    /** As {@link MongoCollection#find(Document)}. */
    public AsyncFindQuery<T> find(Document filter) {
        return blocking.find(filter).async();
    }

    /** As {@link MongoCollection#findOne(Document)}. */
    public CompletableFuture<Optional<T>> findOne(Document filter) {
        return bridge.run(() -> blocking.findOne(filter));
    }

    /** As {@link MongoCollection#with(dev.morelia.ClientSession)}. */
    public AsyncMongoCollection<T> with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /** As {@link MongoCollection#watch()}. */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch() {
        return blocking.watch().async();
    }

    /** As {@link MongoCollection#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** As {@link MongoCollection#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<T>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
