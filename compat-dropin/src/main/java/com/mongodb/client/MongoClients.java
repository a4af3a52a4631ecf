package com.mongodb.client;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.dropin.DropIn;
import dev.morelia.compat.dropin.HiddenClients;
import dev.morelia.compat.dropin.Replacement;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the official driver's class of this name: its clients are those of {@link CompatClients}. With the
 * system property {@code morelia.compat.enabled=false} they are the official driver's.
 */
@NullMarked
public final class MongoClients implements Replacement {
    private MongoClients() {}

    /** Creates a client for the server on this machine: {@code mongodb://localhost}. */
    public static MongoClient create() {
        return create("mongodb://localhost");
    }

    /** Creates a client for the deployment in the connection string. */
    public static MongoClient create(String connectionString) {
        return create(new ConnectionString(connectionString));
    }

    /** Creates a client for the deployment in the connection string. */
    public static MongoClient create(ConnectionString connectionString) {
        return create(connectionString, null);
    }

    /** Creates a client with these settings. */
    public static MongoClient create(MongoClientSettings settings) {
        return create(settings, null);
    }

    /** Creates a client for the deployment in the connection string, whose handshake has this information as well. */
    public static MongoClient create(
            ConnectionString connectionString, @Nullable MongoDriverInformation mongoDriverInformation) {
        return create(DropIn.settings(connectionString), mongoDriverInformation);
    }

    /** Creates a client with these settings, whose handshake has this information as well. */
    public static MongoClient create(
            MongoClientSettings settings, @Nullable MongoDriverInformation mongoDriverInformation) {
        return DropIn.isEnabled()
                ? CompatClients.create(settings, mongoDriverInformation)
                : Official.CLIENTS.create(settings, mongoDriverInformation);
    }

    private static final class Official {
        static final HiddenClients<MongoClient> CLIENTS = HiddenClients.behind(MongoClients.class, MongoClient.class);
    }
}
