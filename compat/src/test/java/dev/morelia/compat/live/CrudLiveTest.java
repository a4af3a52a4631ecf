package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.WriteConcern;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
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
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Writes of a collection, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
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
                        + " "
                        + document.getObjectId("_id")
                                .equals(result.getInsertedId().asObjectId().getValue());
            });
            t.see("many", () -> c.insertMany(List.of(new Document("_id", 2), new Document("_id", 3))));
            t.see("none", () -> c.insertMany(List.of()));
            t.see("a null", () -> c.insertMany(Arrays.asList(new Document("_id", 4), null)));
            t.see(
                    "ordered",
                    () -> c.insertMany(
                            List.of(new Document("_id", 5), new Document("_id", 1), new Document("_id", 6))));
            t.see(
                    "unordered",
                    () -> c.insertMany(
                            List.of(new Document("_id", 7), new Document("_id", 1), new Document("_id", 8)),
                            new InsertManyOptions().ordered(false)));
            t.see(
                    "unacknowledged",
                    () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED).insertOne(new Document("_id", 9)));
            t.see(
                    "many unacknowledged",
                    () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
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
            t.see(
                    "raws",
                    () -> raw.insertMany(List.of(RawBsonDocument.parse("{_id: 2}"), RawBsonDocument.parse("{b: 1}"))));
            t.see(
                    "raw bulk",
                    () -> raw.bulkWrite(List.of(
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
            var wrapped = t.database.getCollection("thing", Thing.class).withCodecRegistry(Thing.registry());
            t.see(
                    "immutable",
                    () -> wrapped.insertOne(new Thing(null, "a"))
                            .getInsertedId()
                            .isObjectId());
            t.see("read", () -> wrapped.find().first().id() != null);
            t.see(
                    "ids",
                    () ->
                            wrapped
                                    .insertMany(List.of(new Thing(null, "b"), new Thing(null, "c")))
                                    .getInsertedIds()
                                    .values()
                                    .stream()
                                    .map(BsonValue::getBsonType)
                                    .toList());
            t.see(
                    "bulk",
                    () -> wrapped.bulkWrite(List.of(new InsertOneModel<>(new Thing(null, "d"))))
                            .getInserts()
                            .size());
            t.see("no codec", () -> t.database.getCollection("x", Thing.class).insertOne(new Thing(null, "a")));
            t.see(
                    "no codec to read",
                    () -> t.database.getCollection("thing", Thing.class).find().first());
        });
    }

    @Test
    void updates() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("one", () -> c.updateOne(eq("_id", 1), Updates.set("x", 1)));
            t.see("same", () -> c.updateOne(eq("_id", 1), Updates.set("x", 1)));
            t.see("none", () -> c.updateOne(eq("_id", 99), Updates.set("x", 1)));
            t.see("upsert", () -> c.updateOne(eq("_id", 99), Updates.set("x", 1), new UpdateOptions().upsert(true)));
            t.see(
                    "upsert generated",
                    () -> c.updateOne(eq("u", 1), Updates.set("x", 1), new UpdateOptions().upsert(true))
                            .getUpsertedId()
                            .isObjectId());
            t.see("many", () -> c.updateMany(eq("even", true), Updates.inc("n", 100)));
            t.see(
                    "pipeline",
                    () -> c.updateOne(
                            eq("_id", 2), List.of(Aggregates.set(new com.mongodb.client.model.Field<>("y", "$n")))));
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
        });
    }

    @Test
    void otherUpdates() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("duplicate", () -> {
                c.createIndex(
                        Indexes.ascending("k"), new IndexOptions().unique(true).sparse(true));
                c.updateOne(eq("_id", 3), Updates.set("k", 1));
                return c.updateOne(eq("_id", 4), Updates.set("k", 1));
            });
        });
    }

    @Test
    void replacementsAndDeletes() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("replace", () -> c.replaceOne(eq("_id", 5), new Document("r", 1)));
            t.see(
                    "replace upsert",
                    () -> c.replaceOne(eq("_id", 60), new Document("r", 1), new ReplaceOptions().upsert(true)));
            t.see(
                    "replace with operator",
                    () -> c.replaceOne(eq("_id", 5), new Document("$set", new Document("a", 1))));
            t.see("replace other id", () -> c.replaceOne(eq("_id", 5), new Document("_id", 6).append("r", 1)));
            t.see("replace with null", () -> c.replaceOne(eq("_id", 5), null));
            t.see(
                    "hint",
                    () -> c.updateOne(
                            eq("_id", 5), Updates.set("h", 1), new UpdateOptions().hint(new Document("_id", 1))));
            t.see(
                    "bad hint",
                    () -> c.updateOne(eq("_id", 5), Updates.set("h", 1), new UpdateOptions().hintString("none")));
            t.see(
                    "unacknowledged",
                    () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED).updateOne(eq("_id", 5), Updates.set("z", 1)));
            t.see("deleted", () -> c.deleteOne(eq("_id", 7)));
            t.see("deleted many", () -> c.deleteMany(gt("_id", 70)));
            t.see(
                    "deleted unacknowledged",
                    () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED).deleteOne(eq("_id", 8)));
            t.see(
                    "sort",
                    () -> c.find()
                            .sort(Sorts.ascending("n", "_id"))
                            .projection(Projections.include("n"))
                            .into(new ArrayList<>())
                            .size());
            t.see(
                    "write concern",
                    () -> c.withWriteConcern(new WriteConcern(5)).updateOne(eq("_id", 1), Updates.set("q", 1)));
        });
    }

    @Test
    void findAndModify() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(6));
            t.see("update", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("x", 1)));
            t.see(
                    "after",
                    () -> c.findOneAndUpdate(
                            eq("_id", 1),
                            Updates.set("x", 2),
                            new FindOneAndUpdateOptions()
                                    .returnDocument(ReturnDocument.AFTER)
                                    .projection(Projections.include("x"))));
            t.see("none", () -> c.findOneAndUpdate(eq("_id", 99), Updates.set("x", 2)));
            t.see(
                    "upsert",
                    () -> c.findOneAndUpdate(
                            eq("_id", 99), Updates.set("x", 2), new FindOneAndUpdateOptions().upsert(true)));
            t.see(
                    "sorted",
                    () -> c.findOneAndDelete(
                            eq("even", true), new FindOneAndDeleteOptions().sort(Sorts.descending("_id"))));
            t.see(
                    "replace",
                    () -> c.findOneAndReplace(
                            eq("_id", 2),
                            new Document("r", 1),
                            new FindOneAndReplaceOptions().returnDocument(ReturnDocument.AFTER)));
            t.see("deleted none", () -> c.findOneAndDelete(eq("_id", 1000)));
            t.see(
                    "pipeline",
                    () -> c.findOneAndUpdate(eq("_id", 3), List.of(new Document("$set", new Document("p", "$n")))));
            t.see("operator", () -> c.findOneAndReplace(eq("_id", 3), new Document("$a", 1)));
            t.see("no operator", () -> c.findOneAndUpdate(eq("_id", 3), new Document("a", 1)));
            t.see("duplicate", () -> {
                c.createIndex(
                        Indexes.ascending("k"), new IndexOptions().unique(true).sparse(true));
                c.updateOne(eq("_id", 3), Updates.set("k", 1));
                return c.findOneAndUpdate(eq("_id", 5), Updates.set("k", 1));
            });
            t.see("duplicate on replacing", () -> c.findOneAndReplace(eq("_id", 5), new Document("k", 1)));
            t.see(
                    "concern",
                    () -> c.withWriteConcern(new WriteConcern(5)).findOneAndUpdate(eq("_id", 1), Updates.set("q", 1)));
        });
    }

    @Test
    void bulkWrites() {
        drivers.agree(t -> {
            var c = t.collection;
            t.see(
                    "mixed",
                    () -> c.bulkWrite(List.of(
                            new InsertOneModel<>(new Document("_id", 1).append("a", 1)),
                            new InsertOneModel<>(new Document("_id", 2).append("a", 2)),
                            new UpdateOneModel<>(eq("_id", 1), Updates.set("b", 1)),
                            new UpdateManyModel<>(new Document(), Updates.inc("a", 1)),
                            new UpdateOneModel<>(eq("_id", 3), Updates.set("b", 1), new UpdateOptions().upsert(true)),
                            new ReplaceOneModel<>(eq("_id", 2), new Document("c", 1)),
                            new ReplaceOneModel<>(
                                    eq("_id", 4), new Document("c", 1), new ReplaceOptions().upsert(true)),
                            new DeleteOneModel<>(eq("_id", 1)),
                            new DeleteManyModel<>(eq("_id", 77)))));
            t.see("empty", () -> c.bulkWrite(List.of()));
            t.see(
                    "ordered errors",
                    () -> c.bulkWrite(List.of(
                            new InsertOneModel<>(new Document("_id", 10)),
                            new InsertOneModel<>(new Document("_id", 2)),
                            new InsertOneModel<>(new Document("_id", 11)))));
            t.see(
                    "unordered errors",
                    () -> c.bulkWrite(
                            List.of(
                                    new InsertOneModel<>(new Document("_id", 12)),
                                    new InsertOneModel<>(new Document("_id", 2)),
                                    new UpdateOneModel<>(eq("_id", 12), new Document("$set", new Document("_id", 5))),
                                    new DeleteOneModel<>(eq("_id", 12)),
                                    new InsertOneModel<>(new Document("_id", 13))),
                            new BulkWriteOptions().ordered(false)));
            t.see("null", () -> c.bulkWrite(Arrays.asList(new InsertOneModel<>(new Document("_id", 20)), null)));
            t.see(
                    "concern",
                    () -> c.withWriteConcern(new WriteConcern(5))
                            .bulkWrite(List.of(new InsertOneModel<>(new Document("_id", 21)))));
            t.see(
                    "unacknowledged",
                    () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                            .bulkWrite(List.of(new InsertOneModel<>(new Document("_id", 22)))));
            t.see("bad update", () -> c.bulkWrite(List.of(new UpdateOneModel<>(eq("_id", 1), new Document("a", 1)))));
            t.see("all", () -> Numbers.all(c));
        });
    }

    @Test
    void validation() {
        drivers.agree(t -> {
            t.database.createCollection(
                    "strict",
                    new CreateCollectionOptions().validationOptions(new ValidationOptions().validator(gt("n", 0))));
            var c = t.database.getCollection("strict");
            t.see("rejected", () -> c.insertOne(new Document("_id", 1).append("n", 0)));
            t.see("rejected many", () -> c.insertMany(List.of(new Document("_id", 1).append("n", 0))));
            t.see(
                    "bypassed",
                    () -> c.insertMany(
                            List.of(new Document("_id", 1).append("n", 0)),
                            new InsertManyOptions().bypassDocumentValidation(true)));
            t.see("update", () -> c.updateOne(eq("_id", 1), Updates.set("n", -1)));
            t.see("find and modify", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("n", -1)));
            t.see("again", () -> {
                t.database.createCollection("strict");
                return "created";
            });
        });
    }
}
