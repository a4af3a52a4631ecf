package dev.morelia.compat.internal.reactive;

import com.mongodb.MongoDriverInformation;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.env.SystemEnv;
import org.jspecify.annotations.Nullable;

/** A client of the reactive interfaces over a blocking one. Thread-safe. */
public final class ReactiveClient extends ReactiveCluster implements MongoClient {
    private final com.mongodb.client.MongoClient blocking;

    private ReactiveClient(Publishers publishers, com.mongodb.client.MongoClient blocking) {
        super(publishers, blocking);
        this.blocking = blocking;
    }

    /**
     * Creates it.
     *
     * @param blocking is closed with it
     * @param contexts of the subscribers; null if the program has none
     */
    public static MongoClient of(
            com.mongodb.client.MongoClient blocking, @Nullable ReactiveContextProvider contexts) {
        return new ReactiveClient(new Publishers(new Bridge(SystemEnv.INSTANCE), contexts), blocking);
    }

    @Override
    public void close() {
        blocking.close();
    }

    @Override
    public ClusterDescription getClusterDescription() {
        return blocking.getClusterDescription();
    }

    @Override
    public void appendMetadata(MongoDriverInformation information) {
        blocking.appendMetadata(information);
    }
}
