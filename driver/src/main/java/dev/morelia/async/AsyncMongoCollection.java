package dev.morelia.async;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.result.InsertOneResult;
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

    @Override
    public String toString() {
        return blocking.toString();
    }
}
