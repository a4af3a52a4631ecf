package dev.morelia.async;

import dev.morelia.MongoClient;
import dev.morelia.internal.bridge.Bridge;

/** The async API of a {@link MongoClient}, with the same connections, sessions and settings. Thread-safe. */
public final class AsyncMongoClient {
    private final MongoClient blocking;
    private final Bridge bridge;

    /** For {@link MongoClient#async()}. */
    public AsyncMongoClient(MongoClient blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same with the blocking API. */
    public MongoClient blocking() {
        return blocking;
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
