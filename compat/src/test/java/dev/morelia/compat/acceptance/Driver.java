package dev.morelia.compat.acceptance;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.reactive.ReactiveCompatClients;

/** The drivers that are compared. */
enum Driver {
    OFFICIAL,
    MORELIA;

    com.mongodb.client.MongoClient blocking(String uri) {
        var settings = settings(uri);
        return this == OFFICIAL ? com.mongodb.client.MongoClients.create(settings) : CompatClients.create(settings);
    }

    com.mongodb.reactivestreams.client.MongoClient reactive(String uri) {
        var settings = settings(uri);
        return this == OFFICIAL
                ? com.mongodb.reactivestreams.client.MongoClients.create(settings)
                : ReactiveCompatClients.create(settings);
    }

    private MongoClientSettings settings(String uri) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applicationName(applicationName())
                .build();
    }

    String applicationName() {
        return "acceptance-" + name();
    }
}
