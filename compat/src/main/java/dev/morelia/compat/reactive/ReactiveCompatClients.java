package dev.morelia.compat.reactive;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.reactivestreams.client.MongoClient;
import dev.morelia.compat.internal.reactive.ReactiveClient;
import org.jspecify.annotations.Nullable;

/**
 * Creates clients with the reactive interfaces of the official driver that do their work with Morelia. They take the
 * place of {@code com.mongodb.reactivestreams.client.MongoClients}, whose methods these resemble. The official driver
 * opens no connection.
 */
public final class ReactiveCompatClients {
    private ReactiveCompatClients() {}

    /** Creates a client for the server on this machine: {@code mongodb://localhost}. */
    public static MongoClient create() {
        return create("mongodb://localhost");
    }

    /**
     * Creates a client for the deployment in the connection string.
     *
     * @throws IllegalArgumentException if the connection string is invalid, or asks for something that Morelia does not
     *     have; it says what
     */
    public static MongoClient create(String connectionString) {
        return create(new ConnectionString(connectionString));
    }

    /** Creates a client for the deployment in the connection string; see {@link #create(String)}. */
    public static MongoClient create(ConnectionString connectionString) {
        return create(MongoClientSettings.builder()
                .applyConnectionString(connectionString)
                .build());
    }

    /**
     * Creates a client with these settings.
     *
     * @throws IllegalArgumentException if one of the settings asks for something that Morelia does not have; it names
     *     the setting
     * @throws IllegalStateException if the official driver in this program has methods that this version of
     *     morelia-compat does not implement
     */
    public static MongoClient create(MongoClientSettings settings) {
        return create(settings, null);
    }

    /**
     * Creates a client with these settings.
     *
     * @param information what is added to the handshake about the program or its framework; null for nothing
     * @throws IllegalArgumentException as {@link #create(MongoClientSettings)} does
     * @throws IllegalStateException as {@link #create(MongoClientSettings)} does
     */
    public static MongoClient create(MongoClientSettings settings, @Nullable MongoDriverInformation information) {
        return ReactiveClient.of(settings, information);
    }
}
