package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.CursorType;
import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Queries, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class QueriesLiveTest {
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        drivers = BothDrivers.of(Mongod.shared().uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    @Test
    void finds() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(25));
            t.see("first", () -> c.find().sort(Sorts.ascending("_id")).first());
            t.see("none", () -> c.find(eq("_id", 99)).first());
            t.see(
                    "all",
                    () -> c.find()
                            .sort(Sorts.descending("_id"))
                            .skip(3)
                            .limit(4)
                            .into(new ArrayList<>()));
            t.see(
                    "batches",
                    () -> c.find()
                            .sort(Sorts.ascending("_id"))
                            .batchSize(7)
                            .map(d -> d.get("n"))
                            .into(new ArrayList<>()));
            t.see(
                    "negative limit",
                    () -> c.find().sort(Sorts.ascending("_id")).limit(-3).into(new ArrayList<>()));
            t.see(
                    "negative batch",
                    () -> c.find().sort(Sorts.ascending("_id")).batchSize(-3).into(new ArrayList<>()));
            t.see(
                    "both",
                    () -> c.find()
                            .sort(Sorts.ascending("_id"))
                            .batchSize(2)
                            .limit(5)
                            .into(new ArrayList<>())
                            .size());
            t.see("null filter", () -> c.find((Bson) null).first());
            t.see(
                    "null filter set",
                    () -> c.find()
                            .filter(null)
                            .sort(null)
                            .projection(null)
                            .into(new ArrayList<>())
                            .size());
            t.see(
                    "projection",
                    () -> c.find(eq("_id", 3))
                            .projection(Projections.fields(Projections.excludeId(), Projections.include("s")))
                            .first());
            t.see("bad sort", () -> c.find().sort(new Document("a", 7)).first());
            t.see("bad query", () -> c.find(new Document("$foo", 1)).first());
            t.see(
                    "options",
                    () -> c.find()
                            .sort(Sorts.ascending("_id"))
                            .comment("note")
                            .collation(Collation.builder().locale("en").build())
                            .hint(new Document("_id", 1))
                            .min(new Document("_id", 5))
                            .max(new Document("_id", 7))
                            .allowDiskUse(true)
                            .maxTime(10, TimeUnit.SECONDS)
                            .noCursorTimeout(true)
                            .partial(true)
                            .returnKey(false)
                            .showRecordId(false)
                            .let(new Document("x", 1))
                            .cursorType(CursorType.NonTailable)
                            .into(new ArrayList<>()));
            t.see(
                    "return key",
                    () -> c.find().hint(new Document("_id", 1)).returnKey(true).first());
            t.see(
                    "record id",
                    () -> c.find(eq("_id", 1)).showRecordId(true).first().containsKey("$recordId"));
        });
    }

    @Test
    void moreFinds() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(25));
            t.see("hint string", () -> c.find(eq("_id", 1)).hintString("_id_").first());
            t.see("bad hint", () -> c.find(eq("_id", 1)).hintString("nothing").first());
            t.see(
                    "time",
                    () -> c.find(new Document("$where", "sleep(1000)"))
                            .maxTime(1, TimeUnit.MILLISECONDS)
                            .first());
            t.see(
                    "raw",
                    () -> c.find(RawBsonDocument.class)
                            .sort(Sorts.ascending("_id"))
                            .first());
            t.see("bson", () -> c.find(eq("_id", 1), BsonDocument.class).first());
            t.see("into set", () -> c.find().map(d -> d.getString("s")).into(new TreeSet<>()));
            t.see(
                    "mapped first",
                    () -> c.find(eq("_id", 2)).map(d -> d.getInteger("n") + 1).first());
            t.see(
                    "mapped none",
                    () -> c.find(eq("_id", 99)).map(d -> d.getInteger("n") + 1).first());
            t.see("count", () -> c.countDocuments(eq("even", true)));
            t.see(
                    "count options",
                    () -> c.countDocuments(
                            new Document(), new CountOptions().skip(3).limit(5)));
            t.see("estimated", () -> c.estimatedDocumentCount());
            t.see(
                    "explain",
                    () -> c.find(eq("_id", 1))
                            .explain()
                            .get("queryPlanner", Document.class)
                            .getString("namespace"));
            t.see("each", () -> {
                var list = new ArrayList<>();
                c.find().sort(Sorts.ascending("_id")).forEach(d -> list.add(d.get("_id")));
                return list;
            });
            t.see(
                    "secondary",
                    () -> c.withReadPreference(ReadPreference.secondaryPreferred())
                            .withReadConcern(ReadConcern.LOCAL)
                            .find(eq("_id", 1))
                            .first());
            t.see("result class null", () -> c.find((Class<Document>) null));
        });
    }

    @Test
    void distinctValues() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(8));
            t.see("strings", () -> c.distinct("s", String.class).into(new TreeSet<>()));
            t.see("filtered", () -> c.distinct("n", gt("n", 5), Integer.class).into(new TreeSet<>()));
            t.see(
                    "filter",
                    () -> c.distinct("n", Integer.class).filter(gt("n", 6)).into(new TreeSet<>()));
            t.see("first", () -> c.distinct("even", eq("_id", 1), Boolean.class).first());
            t.see("wrong class", () -> c.distinct("s", Integer.class).into(new ArrayList<>()));
            t.see("no codec", () -> c.distinct("s", Thing.class).first());
            c.insertOne(new Document("_id", 100)
                    .append("s", null)
                    .append("d", new Document("a", 1))
                    .append("l", List.of(1, 2)));
            t.see(
                    "with null",
                    () -> c.distinct("s", eq("_id", 100), String.class).into(new ArrayList<>()));
            t.see("bson", () -> c.distinct("s", eq("_id", 100), BsonValue.class).into(new ArrayList<>()));
            t.see("documents", () -> c.distinct("d", Document.class).into(new ArrayList<>()));
            t.see("elements", () -> c.distinct("l", Integer.class).into(new ArrayList<>()));
            t.see(
                    "options",
                    () -> c.distinct("l", Integer.class)
                            .collation(Collation.builder().locale("en").build())
                            .comment("x")
                            .batchSize(1)
                            .maxTime(5, TimeUnit.SECONDS)
                            .into(new ArrayList<>()));
            t.see("missing", () -> c.distinct("zzz", Integer.class).first());
            t.see("cursor", () -> {
                try (var cursor = c.distinct("n", gt("n", 5), Integer.class).cursor()) {
                    return List.of(
                            cursor.hasNext(),
                            cursor.next(),
                            cursor.getServerAddress() != null,
                            "" + cursor.getServerCursor());
                }
            });
        });
    }

    @Test
    void aggregations() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(12));
            t.see(
                    "match",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.sort(Sorts.ascending("_id"))))
                            .into(new ArrayList<>()));
            t.see("empty", () -> c.aggregate(List.of()).into(new ArrayList<>()).size());
            t.see(
                    "bson",
                    () -> c.aggregate(List.of(Aggregates.count("c")), BsonDocument.class)
                            .first());
            t.see(
                    "options",
                    () -> c.aggregate(List.of(Aggregates.sort(Sorts.ascending("_id"))))
                            .allowDiskUse(true)
                            .batchSize(2)
                            .comment(new BsonString("x"))
                            .collation(Collation.builder().locale("en").build())
                            .hint(new Document("_id", 1))
                            .let(new Document("a", 1))
                            .maxTime(5, TimeUnit.SECONDS)
                            .maxAwaitTime(0, TimeUnit.SECONDS)
                            .bypassDocumentValidation(false)
                            .map(d -> d.get("_id"))
                            .into(new ArrayList<>()));
            t.see(
                    "out",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.out("copy")))
                            .into(new ArrayList<>()));
            t.see(
                    "out first",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 10)), Aggregates.out("copy2")))
                            .first());
            t.see(
                    "out other",
                    () -> c.aggregate(List.of(
                                    Aggregates.match(gt("n", 10)), Aggregates.out(t.database.getName(), "copy3")))
                            .into(new ArrayList<>()));
            t.see(
                    "merge",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.merge("merged")))
                            .into(new ArrayList<>()));
            t.see(
                    "merge namespace",
                    () -> c.aggregate(List.of(
                                    Aggregates.match(gt("n", 9)),
                                    Aggregates.merge(new MongoNamespace(t.database.getName(), "merged2"))))
                            .into(new ArrayList<>()));
            t.run(
                    "to collection",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 8)), Aggregates.out("copy4")))
                            .toCollection());
            t.see("copied", () -> t.database.getCollection("copy4").countDocuments());
            t.run(
                    "to nothing",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 8)))).toCollection());
            t.see("bad", () -> c.aggregate(List.of(new Document("$foo", 1))).first());
            t.see("null stage", () -> c.aggregate(Arrays.asList((Bson) null)).first());
            t.see(
                    "explain",
                    () -> c.aggregate(List.of(Aggregates.match(gt("n", 8))))
                            .explain()
                            .containsKey("ok"));
            t.see(
                    "database",
                    () -> t.database
                            .aggregate(List.of(new Document("$documents", List.of(new Document("x", 1)))))
                            .first());
            t.see(
                    "current",
                    () -> t.client
                                    .getDatabase("admin")
                                    .aggregate(List.of(new Document("$currentOp", new Document())))
                                    .first()
                            != null);
            t.see("view", () -> {
                t.database.createView("v", "things", List.of(Aggregates.match(gt("n", 9))));
                return t.database.getCollection("v").countDocuments();
            });
            t.see(
                    "raw",
                    () -> c.aggregate(List.of(Aggregates.match(eq("_id", 1))), RawBsonDocument.class)
                            .first());
        });
    }

    @Test
    @SuppressWarnings("deprecation")
    void mapReduces() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(9));
            String map = "function() { emit(this.s, this.n); }";
            String reduce = "function(k, v) { return Array.sum(v); }";
            t.see(
                    "inline",
                    () -> c.mapReduce(map, reduce).into(new ArrayList<>()).size());
            t.see("first", () -> c.mapReduce(map, reduce).filter(eq("s", "s1")).first());
            t.see(
                    "stored",
                    () -> c.mapReduce(map, reduce)
                            .collectionName("reduced")
                            .limit(0)
                            .sort(Sorts.ascending("_id"))
                            .into(new ArrayList<>())
                            .size());
            t.run(
                    "to collection",
                    () -> c.mapReduce(map, reduce).collectionName("reduced2").toCollection());
            t.run("to nothing", () -> c.mapReduce(map, reduce).toCollection());
            t.see("bad", () -> c.mapReduce("function(", reduce).first());
        });
    }

    @Test
    void timeouts() {
        drivers.agree(t -> {
            var c = t.collection.withTimeout(200, TimeUnit.MILLISECONDS);
            t.collection.insertMany(Numbers.to(5));
            t.see("fine", () -> c.find(eq("_id", 1)).first());
            t.see("slow", () -> c.find(new Document("$where", "sleep(1000)")).first());
            t.see(
                    "slow aggregation",
                    () -> c.aggregate(List.of(new Document("$match", new Document("$where", "sleep(1000)"))))
                            .first());
            t.see(
                    "mode without timeout",
                    () -> t.collection
                            .find()
                            .timeoutMode(com.mongodb.client.cursor.TimeoutMode.ITERATION)
                            .first());
            t.see(
                    "mode",
                    () -> c.find(eq("_id", 1))
                            .timeoutMode(com.mongodb.client.cursor.TimeoutMode.ITERATION)
                            .first());
            t.see("negative", () -> c.withTimeout(-1, TimeUnit.SECONDS));
            t.see(
                    "lifetime",
                    () -> c.find(eq("_id", 1))
                            .timeoutMode(com.mongodb.client.cursor.TimeoutMode.CURSOR_LIFETIME)
                            .into(new ArrayList<>()));
        });
    }
}
