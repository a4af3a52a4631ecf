package dev.morelia.compat.dropin.acceptance;

import static dev.morelia.compat.dropin.acceptance.Comparison.compare;
import static dev.morphia.aggregation.expressions.AccumulatorExpressions.sum;
import static dev.morphia.aggregation.expressions.Expressions.field;
import static dev.morphia.aggregation.expressions.Expressions.value;
import static dev.morphia.aggregation.stages.Group.group;
import static dev.morphia.aggregation.stages.Group.id;
import static dev.morphia.query.Sort.descending;
import static dev.morphia.query.filters.Filters.eq;
import static dev.morphia.query.filters.Filters.gt;
import static dev.morphia.query.filters.Filters.in;
import static dev.morphia.query.updates.UpdateOperators.inc;
import static dev.morphia.query.updates.UpdateOperators.push;
import static dev.morphia.query.updates.UpdateOperators.set;

import com.mongodb.client.MongoClients;
import com.mongodb.client.model.ReturnDocument;
import dev.morphia.Datastore;
import dev.morphia.DeleteOptions;
import dev.morphia.ModifyOptions;
import dev.morphia.Morphia;
import dev.morphia.UpdateOptions;
import dev.morphia.aggregation.stages.Sort;
import dev.morphia.annotations.Entity;
import dev.morphia.annotations.Id;
import dev.morphia.annotations.IndexOptions;
import dev.morphia.annotations.Indexed;
import dev.morphia.annotations.Reference;
import dev.morphia.annotations.Version;
import dev.morphia.config.MorphiaConfig;
import dev.morphia.query.FindOptions;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A program with Morphia: entities, references, queries, updates, aggregations, indexes and transactions. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class MorphiaTest {
    @Test
    void theProgramDoesTheSameOnBoth() throws Exception {
        compare("morphia", world -> {
            try (var client = MongoClients.create(world.uri())) {
                var configuration = MorphiaConfig.load()
                        .database(world.database())
                        .packages(List.of(MorphiaTest.class.getPackageName()))
                        .applyIndexes(true);
                var store = Morphia.createDatastore(client, configuration);
                world.see("indexes", store.getCollection(Player.class).listIndexes());
                entities(world, store);
                updates(world, store);
                aggregation(world, store);
                transactions(world, store);
                world.seeDrivers();
            }
        });
    }

    private static void entities(World world, Datastore store) {
        var team = store.save(new Team("blue"));
        store.save(List.of(new Player("Ada", 36, team), new Player("Alan", 41, team), new Player("Grace", 85, null)));
        world.see(
                "found",
                store.find(Player.class).filter(gt("age", 36)).iterator().toList());
        var oldest = new FindOptions().sort(descending("age")).limit(2).batchSize(1);
        world.see("sorted", store.find(Player.class, oldest).iterator().toList());
        world.see(
                "count",
                store.find(Player.class)
                        .filter(in("name", List.of("Ada", "Alan")))
                        .count());
        world.see("reference", store.find(Player.class).filter(eq("team", team)).count());
        world.see("stored", store.getDatabase().getCollection("players").find());
        world.seeFailure("duplicate", () -> store.save(new Player("Ada", 1, null)));
        var one = store.find(Player.class).filter(eq("name", "Ada")).first();
        var same = store.find(Player.class).filter(eq("name", "Ada")).first();
        one.age++;
        store.save(one);
        same.age--;
        world.seeFailure("version", () -> store.save(same));
        world.see("explained", store.find(Player.class).explain().containsKey("queryPlanner"));
    }

    private static void updates(World world, Datastore store) {
        world.see(
                "updated",
                store.find(Player.class)
                        .filter(gt("age", 36))
                        .update(new UpdateOptions().multi(true), inc("age"), push("scores", 3)));
        world.see(
                "upserted",
                store.find(Player.class)
                        .filter(eq("name", "Edsger"))
                        .update(new UpdateOptions().upsert(true), set("age", 72))
                        .getMatchedCount());
        world.see(
                "modified",
                store.find(Player.class)
                        .filter(eq("name", "Alan"))
                        .modify(new ModifyOptions().returnDocument(ReturnDocument.AFTER), set("age", 50)));
        world.see("deleted", store.find(Player.class).filter(gt("age", 60)).delete(new DeleteOptions().multi(true)));
        world.see("left", store.find(Player.class).iterator().toList());
    }

    private static void aggregation(World world, Datastore store) {
        var ages = store.aggregate(Player.class)
                .group(group(id("team")).field("players", sum(value(1))).field("age", sum(field("age"))))
                .sort(Sort.sort().ascending("age"))
                .execute(Document.class)
                .toList();
        world.see(
                "aggregation",
                ages.stream()
                        .map(each -> each.get("players") + " " + each.get("age"))
                        .toList());
    }

    private static void transactions(World world, Datastore store) {
        world.see("result", store.withTransaction(session -> {
            session.save(new Player("Barbara", 80, null));
            return session.find(Player.class).count();
        }));
        world.seeFailure(
                "rolled back",
                () -> store.withTransaction(session -> {
                    session.save(new Player("Donald", 86, null));
                    throw new IllegalStateException("changed my mind");
                }));
        try (var session = store.startSession()) {
            session.startTransaction();
            session.find(Player.class).filter(eq("name", "Barbara")).delete();
            world.see("outside", store.find(Player.class).count());
            session.abortTransaction();
        }
        world.see("in the end", store.find(Player.class).iterator().toList());
    }

    @Entity("teams")
    static class Team {
        @Id
        ObjectId id;

        String name;

        Team() {}

        Team(String name) {
            this.name = name;
        }
    }

    @Entity("players")
    static class Player {
        @Id
        ObjectId id;

        @Indexed(options = @IndexOptions(unique = true))
        String name;

        int age;
        List<Integer> scores = new ArrayList<>();

        @Reference
        Team team;

        @Version
        Long version;

        Player() {}

        Player(String name, int age, Team team) {
            this.name = name;
            this.age = age;
            this.team = team;
        }

        @Override
        public String toString() {
            return name + " " + age + " " + scores + " " + (team == null ? "" : team.name) + " " + version;
        }
    }
}
