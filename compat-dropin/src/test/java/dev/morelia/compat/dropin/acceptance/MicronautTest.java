package dev.morelia.compat.dropin.acceptance;

import static dev.morelia.compat.dropin.acceptance.Comparison.compare;

import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An application of Micronaut, whose beans become ours without a change of it. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class MicronautTest {
    @Test
    void theBlockingClient() throws Exception {
        compare("micronaut", world -> {
            try (var application = application(world)) {
                var client = application.getBean(MongoClient.class);
                var people = client.getDatabase(world.database()).getCollection("people");
                world.see("index", people.createIndex(Indexes.ascending("name"), new IndexOptions().unique(true)));
                world.see(
                        "inserted",
                        people.insertMany(List.of(person("Ada", 36), person("Alan", 41)))
                                .wasAcknowledged());
                world.see("updated", people.updateMany(Filters.gt("age", 36), Updates.inc("age", 1)));
                world.see("found", people.find(Filters.eq("name", "Alan")).into(new ArrayList<>()));
                world.seeFailure("duplicate", () -> people.insertOne(person("Ada", 1)));
                try (var session = client.startSession()) {
                    world.seeFailure(
                            "transaction",
                            () -> session.withTransaction(() -> {
                                people.insertOne(session, person("Grace", 85));
                                throw new IllegalStateException("changed my mind");
                            }));
                }
                world.see("count", people.countDocuments());
                world.seeDrivers();
            }
        });
    }

    @Test
    void theReactiveClient() throws Exception {
        compare("micronaut-reactive", world -> {
            try (var application = application(world)) {
                var client = application.getBean(com.mongodb.reactivestreams.client.MongoClient.class);
                MongoCollection<Document> people =
                        client.getDatabase(world.database()).getCollection("people");
                world.see(
                        "inserted",
                        Mono.from(people.insertMany(List.of(person("Ada", 36), person("Alan", 41))))
                                .block()
                                .wasAcknowledged());
                world.see(
                        "found",
                        Flux.from(people.find().sort(new Document("age", 1)))
                                .collectList()
                                .block());
                world.see(
                        "updated",
                        Mono.from(people.updateOne(Filters.eq("name", "Ada"), Updates.set("age", 37)))
                                .block());
                world.see(
                        "first",
                        Mono.from(people.find(Filters.eq("age", 37)).first()).block());
                world.seeDrivers();
            }
        });
    }

    @Test
    void aNamedClient() throws Exception {
        compare("micronaut-named", world -> {
            try (var application = ApplicationContext.run(Map.of(
                    "micronaut.application.name", world.database(),
                    "mongodb.servers.other.uri", world.uri()))) {
                var client = application.getBean(MongoClient.class, Qualifiers.byName("other"));
                world.see(
                        "count",
                        client.getDatabase(world.database())
                                .getCollection("people")
                                .countDocuments());
                world.seeDrivers();
            }
        });
    }

    private static ApplicationContext application(World world) {
        return ApplicationContext.run(Map.of(
                "micronaut.application.name", world.database(),
                "mongodb.uri", world.uri(),
                "mongodb.options.retry-writes", true));
    }

    private static Document person(String name, int age) {
        return new Document("name", name).append("age", age);
    }
}
