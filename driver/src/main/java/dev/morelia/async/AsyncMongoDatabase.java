package dev.morelia.async;

import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.result.ChangeEvent;
import java.util.List;

/** The async API of a {@link MongoDatabase}, with the same connections, sessions and settings. Thread-safe. */
public final class AsyncMongoDatabase {
    private final MongoDatabase blocking;
    private final Bridge bridge;

    /** For {@link MongoDatabase#async()}. */
    public AsyncMongoDatabase(MongoDatabase blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same with the blocking API. */
    public MongoDatabase blocking() {
        return blocking;
    }

    /** As {@link MongoDatabase#with(dev.morelia.ClientSession)}. */
    public AsyncMongoDatabase with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /** As {@link MongoDatabase#watch()}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch() {
        return blocking.watch().async();
    }

    /** As {@link MongoDatabase#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** As {@link MongoDatabase#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
