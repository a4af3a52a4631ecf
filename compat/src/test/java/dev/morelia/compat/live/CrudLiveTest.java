package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.CursorType;
import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Reads and writes of collections, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CrudLiveTest {
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        drivers = BothDrivers.of(Mongod.shared().uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    private static List<Document> numbers(int count) {
        var list = new ArrayList<Document>();
        for (int i = 0; i < count; i++) {
            list.add(new Document("_id", i).append("n", i).append("even", i % 2 == 0).append("s", "s" + i % 3));
        }
        return list;
    }

    private static List<Document> all(MongoCollection<Document> collection) {
        return collection.find().sort(Sorts.ascending("_id")).into(new ArrayList<>());
    }

    @Test
    void inserts() {
        drivers.agree(t -> {
            var c = t.collection;
            t.see("one", () -> c.insertOne(new Document("_id", 1)));
            t.see("again", () -> c.insertOne(new Document("_id", 1)));
            t.see("null", () -> c.insertOne(null));
            t.see("generated", () -> {
                var document = new Document("a", 1);
                var result = c.insertOne(document);
                return result.wasAcknowledged()
                        + " " + result.getInsertedId().isObjectId()
                        + " " + document.getObjectId("_id").equals(result.getInsertedId().asObjectId().getValue());
            });
            t.see("many", () -> c.insertMany(List.of(new Document("_id", 2), new Document("_id", 3))));
            t.see("none", () -> c.insertMany(List.of()));
            t.see("a null", () -> c.insertMany(Arrays.asList(new Document("_id", 4), null)));
            t.see("ordered", () -> c.insertMany(
                    List.of(new Document("_id", 5), new Document("_id", 1), new Document("_id", 6))));
            t.see("unordered", () -> c.insertMany(
                    List.of(new Document("_id", 7), new Document("_id", 1), new Document("_id", 8)),
                    new InsertManyOptions().ordered(false)));
            t.see("unacknowledged", () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                    .insertOne(new Document("_id", 9)));
            t.see("many unacknowledged", () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                    .insertMany(List.of(new Document("_id", 10)))
                    .wasAcknowledged());
            t.see("dollar", () -> c.insertOne(new Document("_id", 11).append("$x", 1)));
            t.see("dots", () -> c.insertOne(new Document("_id", 12).append("x.y", 1)));
            t.see("null id", () -> c.insertOne(new Document("_id", null)));
            t.see("document id", () -> c.insertOne(new Document("_id", new Document("a", 1).append("b", 2.5))));
            t.see("count", () -> c.countDocuments());
        });
    }

    @Test
    void idsOfOtherClasses() {
        drivers.agree(t -> {
            var raw = t.database.getCollection("raw", RawBsonDocument.class);
            t.see("raw", () -> raw.insertOne(RawBsonDocument.parse("{a: 1}")));
            t.see("raw with id", () -> raw.insertOne(RawBsonDocument.parse("{_id: 1}")));
            t.see("raws", () -> raw.insertMany(List.of(RawBsonDocument.parse("{_id: 2}"), RawBsonDocument.parse("{b: 1}"))));
            t.see("raw bulk", () -> raw.bulkWrite(List.of(
                            new InsertOneModel<>(RawBsonDocument.parse("{_id: 3}")),
                            new InsertOneModel<>(RawBsonDocument.parse("{b: 1}"))))
                    .getInserts());
            var bson = t.database.getCollection("bson", BsonDocument.class);
            t.see("bson", () -> bson.insertOne(BsonDocument.parse("{a: 1, _id: 'x'}")));
            t.see("bson generated", () -> {
                var document = BsonDocument.parse("{a: 1}");
                var id = bson.insertOne(document).getInsertedId();
                return document.get("_id").equals(id);
            });
            t.see("order", () -> bson.find(eq("_id", "x")).first());
            var wrapped = t.database.getCollection("thing", Thing.class)
                    .withCodecRegistry(Thing.registry());
            t.see("immutable", () -> wrapped.insertOne(new Thing(null, "a")).getInsertedId().isObjectId());
            t.see("read", () -> wrapped.find().first().id() != null);
            t.see("ids", () -> wrapped.insertMany(List.of(new Thing(null, "b"), new Thing(null, "c")))
                    .getInsertedIds()
                    .values()
                    .stream()
                    .map(BsonValue::getBsonType)
                    .toList());
            t.see("bulk", () -> wrapped.bulkWrite(List.of(new InsertOneModel<>(new Thing(null, "d"))))
                    .getInserts()
                    .size());
            t.see("no codec", () -> t.database.getCollection("x", Thing.class).insertOne(new Thing(null, "a")));
            t.see("no codec to read", () -> t.database.getCollection("thing", Thing.class).find().first());
        });
    }

    @Test
    void updates() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(10));
            t.see("one", () -> c.updateOne(eq("_id", 1), Updates.set("x", 1)));
            t.see("same", () -> c.updateOne(eq("_id", 1), Updates.set("x", 1)));
            t.see("none", () -> c.updateOne(eq("_id", 99), Updates.set("x", 1)));
            t.see("upsert", () -> c.updateOne(eq("_id", 99), Updates.set("x", 1), new UpdateOptions().upsert(true)));
            t.see("upsert generated", () -> c.updateOne(eq("u", 1), Updates.set("x", 1), new UpdateOptions().upsert(true))
                    .getUpsertedId()
                    .isObjectId());
            t.see("many", () -> c.updateMany(eq("even", true), Updates.inc("n", 100)));
            t.see("pipeline", () -> c.updateOne(eq("_id", 2), List.of(Aggregates.set(
                    new com.mongodb.client.model.Field<>("y", "$n")))));
            t.see("empty pipeline", () -> c.updateOne(eq("_id", 2), List.<Bson>of()));
            t.see("no operator", () -> c.updateOne(eq("_id", 2), new Document("a", 1)));
            t.see("empty update", () -> c.updateOne(eq("_id", 2), new Document()));
            t.see("unknown operator", () -> c.updateOne(eq("_id", 2), new Document("$foo", new Document("a", 1))));
            t.see("null update", () -> c.updateOne(eq("_id", 2), (Bson) null));
            t.see("null filter", () -> c.updateOne(null, Updates.set("x", 1)));
            t.see("array filters", () -> {
                c.insertOne(new Document("_id", 50).append("a", List.of(1, 5, 9)));
                return c.updateOne(
                        eq("_id", 50),
                        Updates.set("a.$[big]", 0),
                        new UpdateOptions().arrayFilters(List.of(gt("big", 4))));
            });
            t.see("duplicate", () -> {
                c.createIndex(Indexes.ascending("k"), new IndexOptions().unique(true).sparse(true));
                c.updateOne(eq("_id", 3), Updates.set("k", 1));
                return c.updateOne(eq("_id", 4), Updates.set("k", 1));
            });
            t.see("replace", () -> c.replaceOne(eq("_id", 5), new Document("r", 1)));
            t.see("replace upsert", () ->
                    c.replaceOne(eq("_id", 60), new Document("r", 1), new ReplaceOptions().upsert(true)));
            t.see("replace with operator", () -> c.replaceOne(eq("_id", 5), new Document("$set", new Document("a", 1))));
            t.see("replace other id", () -> c.replaceOne(eq("_id", 5), new Document("_id", 6).append("r", 1)));
            t.see("replace with null", () -> c.replaceOne(eq("_id", 5), null));
            t.see("hint", () -> c.updateOne(eq("_id", 5), Updates.set("h", 1), new UpdateOptions().hint(new Document("_id", 1))));
            t.see("bad hint", () -> c.updateOne(eq("_id", 5), Updates.set("h", 1), new UpdateOptions().hintString("none")));
            t.see("unacknowledged", () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                    .updateOne(eq("_id", 5), Updates.set("z", 1)));
            t.see("deleted", () -> c.deleteOne(eq("_id", 7)));
            t.see("deleted many", () -> c.deleteMany(gt("_id", 70)));
            t.see("deleted unacknowledged", () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED).deleteOne(eq("_id", 8)));
            t.see("sort", () -> c.find().sort(Sorts.ascending("n", "_id")).projection(Projections.include("n")).into(new ArrayList<>()).size());
            t.see("write concern", () -> c.withWriteConcern(new WriteConcern(5)).updateOne(eq("_id", 1), Updates.set("q", 1)));
        });
    }

    @Test
    void findAndModify() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(6));
            t.see("update", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("x", 1)));
            t.see("after", () -> c.findOneAndUpdate(
                    eq("_id", 1),
                    Updates.set("x", 2),
                    new FindOneAndUpdateOptions()
                            .returnDocument(ReturnDocument.AFTER)
                            .projection(Projections.include("x"))));
            t.see("none", () -> c.findOneAndUpdate(eq("_id", 99), Updates.set("x", 2)));
            t.see("upsert", () -> c.findOneAndUpdate(eq("_id", 99), Updates.set("x", 2), new FindOneAndUpdateOptions().upsert(true)));
            t.see("sorted", () -> c.findOneAndDelete(eq("even", true), new FindOneAndDeleteOptions().sort(Sorts.descending("_id"))));
            t.see("replace", () -> c.findOneAndReplace(eq("_id", 2), new Document("r", 1), new FindOneAndReplaceOptions().returnDocument(ReturnDocument.AFTER)));
            t.see("deleted none", () -> c.findOneAndDelete(eq("_id", 1000)));
            t.see("pipeline", () -> c.findOneAndUpdate(eq("_id", 3), List.of(new Document("$set", new Document("p", "$n")))));
            t.see("operator", () -> c.findOneAndReplace(eq("_id", 3), new Document("$a", 1)));
            t.see("no operator", () -> c.findOneAndUpdate(eq("_id", 3), new Document("a", 1)));
            t.see("duplicate", () -> {
                c.createIndex(Indexes.ascending("k"), new IndexOptions().unique(true).sparse(true));
                c.updateOne(eq("_id", 3), Updates.set("k", 1));
                return c.findOneAndUpdate(eq("_id", 5), Updates.set("k", 1));
            });
            t.see("duplicate on replacing", () -> c.findOneAndReplace(eq("_id", 5), new Document("k", 1)));
            t.see("concern", () -> c.withWriteConcern(new WriteConcern(5)).findOneAndUpdate(eq("_id", 1), Updates.set("q", 1)));
        });
    }

    @Test
    void bulkWrites() {
        drivers.agree(t -> {
            var c = t.collection;
            t.see("mixed", () -> c.bulkWrite(List.of(
                    new InsertOneModel<>(new Document("_id", 1).append("a", 1)),
                    new InsertOneModel<>(new Document("_id", 2).append("a", 2)),
                    new UpdateOneModel<>(eq("_id", 1), Updates.set("b", 1)),
                    new UpdateManyModel<>(new Document(), Updates.inc("a", 1)),
                    new UpdateOneModel<>(eq("_id", 3), Updates.set("b", 1), new UpdateOptions().upsert(true)),
                    new ReplaceOneModel<>(eq("_id", 2), new Document("c", 1)),
                    new ReplaceOneModel<>(eq("_id", 4), new Document("c", 1), new ReplaceOptions().upsert(true)),
                    new DeleteOneModel<>(eq("_id", 1)),
                    new DeleteManyModel<>(eq("_id", 77)))));
            t.see("empty", () -> c.bulkWrite(List.of()));
            t.see("ordered errors", () -> c.bulkWrite(List.of(
                    new InsertOneModel<>(new Document("_id", 10)),
                    new InsertOneModel<>(new Document("_id", 2)),
                    new InsertOneModel<>(new Document("_id", 11)))));
            t.see("unordered errors", () -> c.bulkWrite(
                    List.of(
                            new InsertOneModel<>(new Document("_id", 12)),
                            new InsertOneModel<>(new Document("_id", 2)),
                            new UpdateOneModel<>(eq("_id", 12), new Document("$set", new Document("_id", 5))),
                            new DeleteOneModel<>(eq("_id", 12)),
                            new InsertOneModel<>(new Document("_id", 13))),
                    new BulkWriteOptions().ordered(false)));
            t.see("null", () -> c.bulkWrite(Arrays.asList(new InsertOneModel<>(new Document("_id", 20)), null)));
            t.see("concern", () -> c.withWriteConcern(new WriteConcern(5)).bulkWrite(List.of(
                    new InsertOneModel<>(new Document("_id", 21)))));
            t.see("unacknowledged", () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED).bulkWrite(List.of(
                    new InsertOneModel<>(new Document("_id", 22)))));
            t.see("bad update", () -> c.bulkWrite(List.of(new UpdateOneModel<>(eq("_id", 1), new Document("a", 1)))));
            t.see("all", () -> all(c));
        });
    }

    @Test
    void validation() {
        drivers.agree(t -> {
            t.database.createCollection("strict", new CreateCollectionOptions()
                    .validationOptions(new ValidationOptions().validator(gt("n", 0))));
            var c = t.database.getCollection("strict");
            t.see("rejected", () -> c.insertOne(new Document("_id", 1).append("n", 0)));
            t.see("rejected many", () -> c.insertMany(List.of(new Document("_id", 1).append("n", 0))));
            t.see("bypassed", () -> c.insertMany(
                    List.of(new Document("_id", 1).append("n", 0)),
                    new InsertManyOptions().bypassDocumentValidation(true)));
            t.see("update", () -> c.updateOne(eq("_id", 1), Updates.set("n", -1)));
            t.see("find and modify", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("n", -1)));
            t.see("again", () -> { t.database.createCollection("strict"); return "created"; });
        });
    }

    @Test
    void finds() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(25));
            t.see("first", () -> c.find().sort(Sorts.ascending("_id")).first());
            t.see("none", () -> c.find(eq("_id", 99)).first());
            t.see("all", () -> c.find().sort(Sorts.descending("_id")).skip(3).limit(4).into(new ArrayList<>()));
            t.see("batches", () -> c.find().sort(Sorts.ascending("_id")).batchSize(7).map(d -> d.get("n")).into(new ArrayList<>()));
            t.see("negative limit", () -> c.find().sort(Sorts.ascending("_id")).limit(-3).into(new ArrayList<>()));
            t.see("negative batch", () -> c.find().sort(Sorts.ascending("_id")).batchSize(-3).into(new ArrayList<>()));
            t.see("both", () -> c.find().sort(Sorts.ascending("_id")).batchSize(2).limit(5).into(new ArrayList<>()).size());
            t.see("null filter", () -> c.find((Bson) null).first());
            t.see("null filter set", () -> c.find().filter(null).sort(null).projection(null).into(new ArrayList<>()).size());
            t.see("projection", () -> c.find(eq("_id", 3)).projection(Projections.fields(Projections.excludeId(), Projections.include("s"))).first());
            t.see("bad sort", () -> c.find().sort(new Document("a", 7)).first());
            t.see("bad query", () -> c.find(new Document("$foo", 1)).first());
            t.see("options", () -> c.find()
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
            t.see("return key", () -> c.find().hint(new Document("_id", 1)).returnKey(true).first());
            t.see("record id", () -> c.find(eq("_id", 1)).showRecordId(true).first().containsKey("$recordId"));
            t.see("hint string", () -> c.find(eq("_id", 1)).hintString("_id_").first());
            t.see("bad hint", () -> c.find(eq("_id", 1)).hintString("nothing").first());
            t.see("time", () -> c.find(new Document("$where", "sleep(1000)")).maxTime(1, TimeUnit.MILLISECONDS).first());
            t.see("raw", () -> c.find(RawBsonDocument.class).sort(Sorts.ascending("_id")).first());
            t.see("bson", () -> c.find(eq("_id", 1), BsonDocument.class).first());
            t.see("into set", () -> c.find().map(d -> d.getString("s")).into(new TreeSet<>()));
            t.see("mapped first", () -> c.find(eq("_id", 2)).map(d -> d.getInteger("n") + 1).first());
            t.see("mapped none", () -> c.find(eq("_id", 99)).map(d -> d.getInteger("n") + 1).first());
            t.see("count", () -> c.countDocuments(eq("even", true)));
            t.see("count options", () -> c.countDocuments(new Document(), new CountOptions().skip(3).limit(5)));
            t.see("estimated", () -> c.estimatedDocumentCount());
            t.see("explain", () -> c.find(eq("_id", 1)).explain().get("queryPlanner", Document.class).getString("namespace"));
            t.see("each", () -> { var list = new ArrayList<>(); c.find().sort(Sorts.ascending("_id")).forEach(d -> list.add(d.get("_id"))); return list; });
            t.see("secondary", () -> c.withReadPreference(ReadPreference.secondaryPreferred()).withReadConcern(ReadConcern.LOCAL).find(eq("_id", 1)).first());
            t.see("result class null", () -> c.find((Class<Document>) null));
        });
    }

    @Test
    void cursors() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(10));
            t.see("walk", () -> {
                try (MongoCursor<Document> cursor = c.find().sort(Sorts.ascending("_id")).batchSize(3).cursor()) {
                    var seen = new ArrayList<>();
                    seen.add(cursor.available());
                    seen.add(cursor.getServerCursor() != null);
                    seen.add(cursor.getServerAddress() != null);
                    seen.add(cursor.tryNext().get("_id"));
                    seen.add(cursor.hasNext());
                    seen.add(cursor.next().get("_id"));
                    while (cursor.hasNext()) {
                        seen.add(cursor.next().get("_id"));
                    }
                    seen.add(cursor.getServerCursor());
                    seen.add(cursor.tryNext());
                    return seen;
                }
            });
            t.see("past the end", () -> c.find(eq("_id", 99)).iterator().next());
            t.see("closed", () -> { var cursor = c.find().cursor(); cursor.close(); cursor.close(); return cursor.hasNext(); });
            t.see("closed next", () -> { var cursor = c.find().cursor(); cursor.close(); return cursor.next(); });
            t.see("closed try", () -> { var cursor = c.find().cursor(); cursor.close(); return cursor.tryNext(); });
            t.see("remove", () -> { var cursor = c.find().cursor(); cursor.next(); cursor.remove(); return 1; });
            t.see("killed", () -> {
                try (var cursor = c.find().batchSize(2).cursor()) {
                    cursor.next();
                    t.database.runCommand(new Document("killCursors", "things")
                            .append("cursors", List.of(cursor.getServerCursor().getId())));
                    var seen = new ArrayList<>();
                    while (cursor.hasNext()) {
                        seen.add(cursor.next());
                    }
                    return seen;
                }
            });
            t.see("throwing mapper", () -> {
                try (var cursor = c.find().map(d -> { throw new UnsupportedOperationException("no"); }).cursor()) {
                    return cursor.next();
                }
            });
            t.see("codec that throws", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.find().first();
            });
            t.see("codec that throws on writing", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.insertOne(new Thing(null, "x"));
            });
            t.see("codec that throws on writing many", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.insertMany(List.of(new Thing(null, "x")));
            });
            t.see("tailable", () -> {
                t.database.createCollection("capped", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
                var capped = t.database.getCollection("capped");
                capped.insertOne(new Document("_id", 1));
                try (var cursor = capped.find().cursorType(CursorType.TailableAwait).maxAwaitTime(50, TimeUnit.MILLISECONDS).cursor()) {
                    var seen = new ArrayList<>();
                    seen.add(cursor.next());
                    seen.add(cursor.tryNext());
                    capped.insertOne(new Document("_id", 2));
                    seen.add(cursor.next());
                    return seen;
                }
            });
        });
    }

    @Test
    void distinctValues() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(8));
            t.see("strings", () -> c.distinct("s", String.class).into(new TreeSet<>()));
            t.see("filtered", () -> c.distinct("n", gt("n", 5), Integer.class).into(new TreeSet<>()));
            t.see("filter", () -> c.distinct("n", Integer.class).filter(gt("n", 6)).into(new TreeSet<>()));
            t.see("first", () -> c.distinct("even", eq("_id", 1), Boolean.class).first());
            t.see("wrong class", () -> c.distinct("s", Integer.class).into(new ArrayList<>()));
            t.see("no codec", () -> c.distinct("s", Thing.class).first());
            c.insertOne(new Document("_id", 100).append("s", null).append("d", new Document("a", 1)).append("l", List.of(1, 2)));
            t.see("with null", () -> c.distinct("s", eq("_id", 100), String.class).into(new ArrayList<>()));
            t.see("bson", () -> c.distinct("s", eq("_id", 100), BsonValue.class).into(new ArrayList<>()));
            t.see("documents", () -> c.distinct("d", Document.class).into(new ArrayList<>()));
            t.see("elements", () -> c.distinct("l", Integer.class).into(new ArrayList<>()));
            t.see("options", () -> c.distinct("l", Integer.class).collation(Collation.builder().locale("en").build()).comment("x").batchSize(1).maxTime(5, TimeUnit.SECONDS).into(new ArrayList<>()));
            t.see("missing", () -> c.distinct("zzz", Integer.class).first());
            t.see("cursor", () -> {
                try (var cursor = c.distinct("n", gt("n", 5), Integer.class).cursor()) {
                    return List.of(cursor.hasNext(), cursor.next(), cursor.getServerAddress() != null, "" + cursor.getServerCursor());
                }
            });
        });
    }

    @Test
    void aggregations() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(12));
            t.see("match", () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.sort(Sorts.ascending("_id")))).into(new ArrayList<>()));
            t.see("empty", () -> c.aggregate(List.of()).into(new ArrayList<>()).size());
            t.see("bson", () -> c.aggregate(List.of(Aggregates.count("c")), BsonDocument.class).first());
            t.see("options", () -> c.aggregate(List.of(Aggregates.sort(Sorts.ascending("_id"))))
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
            t.see("out", () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.out("copy"))).into(new ArrayList<>()));
            t.see("out first", () -> c.aggregate(List.of(Aggregates.match(gt("n", 10)), Aggregates.out("copy2"))).first());
            t.see("out other", () -> c.aggregate(List.of(Aggregates.match(gt("n", 10)), Aggregates.out(t.database.getName(), "copy3"))).into(new ArrayList<>()));
            t.see("merge", () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.merge("merged"))).into(new ArrayList<>()));
            t.see("merge namespace", () -> c.aggregate(List.of(Aggregates.match(gt("n", 9)), Aggregates.merge(new MongoNamespace(t.database.getName(), "merged2")))).into(new ArrayList<>()));
            t.run("to collection", () -> c.aggregate(List.of(Aggregates.match(gt("n", 8)), Aggregates.out("copy4"))).toCollection());
            t.see("copied", () -> t.database.getCollection("copy4").countDocuments());
            t.run("to nothing", () -> c.aggregate(List.of(Aggregates.match(gt("n", 8)))).toCollection());
            t.see("bad", () -> c.aggregate(List.of(new Document("$foo", 1))).first());
            t.see("null stage", () -> c.aggregate(Arrays.asList((Bson) null)).first());
            t.see("explain", () -> c.aggregate(List.of(Aggregates.match(gt("n", 8)))).explain().containsKey("ok"));
            t.see("database", () -> t.database.aggregate(List.of(new Document("$documents", List.of(new Document("x", 1))))).first());
            t.see("current", () -> t.client.getDatabase("admin").aggregate(List.of(new Document("$currentOp", new Document()))).first() != null);
            t.see("view", () -> {
                t.database.createView("v", "things", List.of(Aggregates.match(gt("n", 9))));
                return t.database.getCollection("v").countDocuments();
            });
            t.see("raw", () -> c.aggregate(List.of(Aggregates.match(eq("_id", 1))), RawBsonDocument.class).first());
        });
    }

    @Test
    void indexes() {
        drivers.agree(t -> {
            var c = t.collection;
            t.see("list of none", () -> c.listIndexes().into(new ArrayList<>()));
            t.see("create", () -> c.createIndex(Indexes.ascending("a")));
            t.see("compound", () -> c.createIndex(Indexes.compoundIndex(Indexes.ascending("a"), Indexes.descending("b")), new IndexOptions().unique(true)));
            t.see("double", () -> c.createIndex(new Document("dd", 1.0)));
            t.see("many", () -> c.createIndexes(List.of(
                    new IndexModel(Indexes.text("t"), new IndexOptions().name("text").defaultLanguage("english").weights(new Document("t", 3))),
                    new IndexModel(Indexes.geo2dsphere("g")),
                    new IndexModel(Indexes.hashed("h")),
                    new IndexModel(Indexes.ascending("e"), new IndexOptions().expireAfter(10L, TimeUnit.SECONDS).background(true)),
                    new IndexModel(Indexes.ascending("p"), new IndexOptions().partialFilterExpression(gt("p", 1)).hidden(true)),
                    new IndexModel(Indexes.ascending("$**"), new IndexOptions().wildcardProjection(new Document("w", 1))),
                    new IndexModel(Indexes.ascending("co"), new IndexOptions().collation(Collation.builder().locale("fr").build())))));
            t.see("list", () -> c.listIndexes().into(new ArrayList<>()));
            t.see("conflict", () -> c.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true)));
            t.see("null keys", () -> c.createIndex(null));
            t.run("drop", () -> c.dropIndex("a_1"));
            t.run("drop unknown", () -> c.dropIndex("zzz"));
            t.run("drop by keys", () -> c.dropIndex(Indexes.ascending("e")));
            t.run("drop by unknown keys", () -> c.dropIndex(Indexes.ascending("eeee")));
            t.run("drop id", () -> c.dropIndex("_id_"));
            t.see("names", () -> c.listIndexes().map(d -> d.getString("name")).into(new TreeSet<>()));
            t.run("drop star", () -> c.dropIndex("*"));
            t.see("left", () -> c.listIndexes().map(d -> d.getString("name")).into(new TreeSet<>()));
            t.run("drop all", () -> c.dropIndexes(new DropIndexOptions().maxTime(5, TimeUnit.SECONDS)));
            t.run("drop of unknown collection", () -> t.database.getCollection("unknown").dropIndexes());
            t.run("drop one of unknown collection", () -> t.database.getCollection("unknown").dropIndex("x"));
            t.see("search", () -> c.createSearchIndex("s", new Document("mappings", new Document("dynamic", true))));
            t.see("search list", () -> c.listSearchIndexes().into(new ArrayList<>()));
            t.run("search update", () -> c.updateSearchIndex("s", new Document()));
            t.run("search drop", () -> c.dropSearchIndex("s"));
        });
    }

    @Test
    void administration() {
        drivers.agree(t -> {
            t.see("names", () -> t.database.listCollectionNames().into(new TreeSet<>()));
            t.run("create", () -> t.database.createCollection("made"));
            t.run("create again", () -> t.database.createCollection("made"));
            t.see("invalid name", () -> t.database.getCollection(""));
            t.see("invalid database", () -> t.client.getDatabase("a b"));
            t.run("capped", () -> t.database.createCollection("capped", new CreateCollectionOptions().capped(true).sizeInBytes(10000).maxDocuments(5)));
            t.run("series", () -> t.database.createCollection("series", new CreateCollectionOptions()
                    .timeSeriesOptions(new com.mongodb.client.model.TimeSeriesOptions("t").metaField("m").granularity(com.mongodb.client.model.TimeSeriesGranularity.MINUTES))
                    .expireAfter(100, TimeUnit.SECONDS)));
            t.run("clustered", () -> t.database.createCollection("clustered", new CreateCollectionOptions()
                    .clusteredIndexOptions(new com.mongodb.client.model.ClusteredIndexOptions(new Document("_id", 1), true).name("x"))));
            t.see("names", () -> t.database.listCollectionNames().into(new TreeSet<>()));
            t.see("filtered names", () -> t.database.listCollectionNames().filter(eq("name", "made")).into(new TreeSet<>()));
            t.see("filtered by type", () -> t.database.listCollectionNames().filter(eq("type", "timeseries")).authorizedCollections(true).into(new TreeSet<>()));
            t.see("options", () -> {
                var list = t.database.listCollections().into(new ArrayList<>());
                list.forEach(d -> d.remove("info"));
                list.sort((a, b) -> a.getString("name").compareTo(b.getString("name")));
                return list;
            });
            t.see("batches", () -> t.database.listCollections().batchSize(1).map(d -> d.getString("name")).into(new TreeSet<>()));
            t.see("command", () -> t.database.runCommand(new Document("ping", 1)).get("ok"));
            t.see("command class", () -> t.database.runCommand(new BsonDocument("ping", new BsonInt32(1)), BsonDocument.class).get("ok"));
            t.see("bad command", () -> t.database.runCommand(new Document("foo", 1)));
            t.see("null command", () -> t.database.runCommand(null));
            var made = t.database.getCollection("made");
            made.insertOne(new Document("_id", 1));
            t.run("rename", () -> made.renameCollection(new MongoNamespace(t.database.getName(), "renamed")));
            t.see("renamed", () -> t.database.getCollection("renamed").countDocuments());
            t.run("rename unknown", () -> made.renameCollection(new MongoNamespace(t.database.getName(), "other")));
            t.run("rename on existing", () -> t.database.getCollection("capped").renameCollection(new MongoNamespace(t.database.getName(), "renamed")));
            t.run("rename with drop", () -> t.database.getCollection("capped").renameCollection(new MongoNamespace(t.database.getName(), "renamed"), new RenameCollectionOptions().dropTarget(true)));
            t.run("rename to another database", () -> {
                t.database.getCollection("renamed").renameCollection(new MongoNamespace(t.database.getName() + "x", "moved"));
                t.client.getDatabase(t.database.getName() + "x").drop();
            });
            t.run("drop", () -> t.database.getCollection("series").drop());
            t.run("drop unknown", () -> t.database.getCollection("nothing").drop());
            t.see("databases", () -> t.client.listDatabaseNames().into(new ArrayList<>()).contains(t.database.getName()));
            t.see("database", () -> t.client.listDatabases().filter(eq("name", t.database.getName())).nameOnly(true).into(new ArrayList<>()));
            t.see("database class", () -> t.client.listDatabases(BsonDocument.class).first() != null);
            t.see("views", () -> List.of(
                    t.database.getName(),
                    t.database.getReadPreference(),
                    t.database.getWriteConcern(),
                    t.database.getReadConcern(),
                    "" + t.database.getTimeout(TimeUnit.MILLISECONDS),
                    t.database.withWriteConcern(WriteConcern.MAJORITY).getWriteConcern(),
                    t.database.withTimeout(5, TimeUnit.SECONDS).getTimeout(TimeUnit.MILLISECONDS),
                    t.database.withWriteConcern(WriteConcern.W1).getCollection("x").getWriteConcern(),
                    t.collection.withReadConcern(ReadConcern.MAJORITY).getReadConcern(),
                    t.collection.getDocumentClass(),
                    t.collection.getNamespace()));
        });
    }

    @Test
    @SuppressWarnings("deprecation")
    void mapReduces() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(numbers(9));
            String map = "function() { emit(this.s, this.n); }";
            String reduce = "function(k, v) { return Array.sum(v); }";
            t.see("inline", () -> c.mapReduce(map, reduce).into(new ArrayList<>()).size());
            t.see("first", () -> c.mapReduce(map, reduce).filter(eq("s", "s1")).first());
            t.see("stored", () -> c.mapReduce(map, reduce).collectionName("reduced").limit(0).sort(Sorts.ascending("_id")).into(new ArrayList<>()).size());
            t.run("to collection", () -> c.mapReduce(map, reduce).collectionName("reduced2").toCollection());
            t.run("to nothing", () -> c.mapReduce(map, reduce).toCollection());
            t.see("bad", () -> c.mapReduce("function(", reduce).first());
        });
    }

    @Test
    void timeouts() {
        drivers.agree(t -> {
            var c = t.collection.withTimeout(200, TimeUnit.MILLISECONDS);
            t.collection.insertMany(numbers(5));
            t.see("fine", () -> c.find(eq("_id", 1)).first());
            t.see("slow", () -> c.find(new Document("$where", "sleep(1000)")).first());
            t.see("slow aggregation", () -> c.aggregate(List.of(new Document("$match", new Document("$where", "sleep(1000)")))).first());
            t.see("mode without timeout", () -> t.collection.find().timeoutMode(com.mongodb.client.cursor.TimeoutMode.ITERATION).first());
            t.see("mode", () -> c.find(eq("_id", 1)).timeoutMode(com.mongodb.client.cursor.TimeoutMode.ITERATION).first());
            t.see("negative", () -> c.withTimeout(-1, TimeUnit.SECONDS));
            t.see("lifetime", () -> c.find(eq("_id", 1)).timeoutMode(com.mongodb.client.cursor.TimeoutMode.CURSOR_LIFETIME).into(new ArrayList<>()));
        });
    }
}
