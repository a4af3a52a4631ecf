package dev.morelia.compat.internal.reactive;

import com.mongodb.ContextProvider;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import dev.morelia.compat.CompatClients;
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
     * @param information what is added to the handshake; null for nothing
     * @throws IllegalArgumentException if one of the settings asks for something that Morelia does not have
     * @throws IllegalStateException if the official driver in this program is too new
     */
    public static MongoClient of(MongoClientSettings settings, @Nullable MongoDriverInformation information) {
        ReactiveInterfaces.check();
        ContextProvider given = settings.getContextProvider();
        if (given == null) {
            return over(CompatClients.create(settings, information), null);
        }
        if (!(given instanceof ReactiveContextProvider contexts)) {
            throw new IllegalArgumentException("the contextProvider of a reactive client must be a"
                    + " ReactiveContextProvider, not " + given.getClass().getName());
        }
        var ofThreads = MongoClientSettings.builder(settings)
                .contextProvider(RequestScope.provider())
                .build();
        return over(CompatClients.create(ofThreads, information), contexts);
    }

    /**
     * A reactive client over any blocking one.
     *
     * @param blocking is closed with it
     * @param contexts of the subscribers; null if the program has none
     */
    static MongoClient over(com.mongodb.client.MongoClient blocking, @Nullable ReactiveContextProvider contexts) {
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
