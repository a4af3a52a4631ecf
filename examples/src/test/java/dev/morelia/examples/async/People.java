package dev.morelia.examples.async;

import static dev.morelia.builder.Filters.gte;

import dev.morelia.MongoClient;
import dev.morelia.async.AsyncFindQuery;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import java.util.List;

/** A collection of three people on a server of its own. */
public final class People implements AutoCloseable {
    private final EmbeddedServer server = EmbeddedServer.start();
    private final MongoClient client = MongoClient.create(server.uri());
    private final AsyncMongoCollection<Person> collection =
            client.database("app").collection("people", Person.class).async();

    /** Starts the server and inserts the people. */
    public People() {
        collection
                .insertMany(List.of(new Person("Ada", 36), new Person("Grace", 85), new Person("Linus", 21)))
                .join();
    }

    /** The collection. */
    public AsyncMongoCollection<Person> collection() {
        return collection;
    }

    /** Those of at least this age, the youngest first. */
    public AsyncFindQuery<Person> ofAtLeast(int age) {
        return collection.find(gte("age", age)).sort(new Document("age", 1));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
