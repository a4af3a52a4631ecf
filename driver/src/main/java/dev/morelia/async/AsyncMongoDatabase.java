package dev.morelia.async;

import dev.morelia.MongoDatabase;
import dev.morelia.internal.bridge.Bridge;

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

    @Override
    public String toString() {
        return blocking.toString();
    }
}
