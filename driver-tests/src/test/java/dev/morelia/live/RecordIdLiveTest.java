package dev.morelia.live;

import static dev.morelia.builder.Filters.and;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gt;
import static dev.morelia.builder.Filters.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.builder.Updates;
import dev.morelia.error.BulkWriteException;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.Mongod;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Ids of records, generic records and raw documents, on a real server. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class RecordIdLiveTest {
    record Inner(String id) {}

    record Outer(@Nullable String id, Inner inner) {}

    record Versioned<T>(@Nullable ObjectId id, int version, T content) {}

    record Joined(String id, List<Outer> orders) {}

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private static MongoClient client;
    private static MongoDatabase database;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        database = client.database("record_ids")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @BeforeEach
    void empty() {
        database.drop();
    }

    @Test
    void idIsUnderscoreIdOnlyAtTheTopLevel() {
        var outers = database.collection("outers", Outer.class);
        var outer = new Outer("o", new Inner("i"));
        assertThat(outers.insertOne(outer).insertedId()).isEqualTo("o");

        RawDocument stored =
                database.collection("outers", RawDocument.class).find().firstOrThrow();
        assertThat(stored).isEqualTo(RawDocument.encode(Document.of("_id", "o", "inner", Document.of("id", "i"))));
        assertThat(outers.findOne(eq("inner.id", "i"))).contains(outer);
        assertThat(outers.find(eq("inner.id", "i"))
                        .sort(Document.of("inner.id", 1))
                        .projection(Document.of("inner.id", 1))
                        .toList())
                .containsExactly(outer);
        assertThat(outers.findOne(eq("inner", new Inner("i")))).contains(outer);
        assertThat(outers.findOne(eq("_id", "o"))).contains(outer);
        assertThat(outers.distinct("inner", new Document(), Inner.class)).containsExactly(new Inner("i"));
        assertThat(outers.updateOne(eq("_id", "o"), Updates.set("inner", new Inner("j")))
                        .matchedCount())
                .isEqualTo(1);
        assertThat(outers.find(eq("inner.id", "j")).toList()).containsExactly(new Outer("o", new Inner("j")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outers.findOne(eq("id", "o")))
                .withMessageContaining("'_id'");
    }

    @Test
    void documentsJoinedByLookupKeepTheirIds() {
        database.collection("outers", Outer.class).insertOne(new Outer("o", new Inner("i")));
        var pipeline = List.of(Document.of(
                "$lookup", Document.of("from", "outers", "localField", "_id", "foreignField", "_id", "as", "orders")));
        assertThat(database.collection("outers")
                        .aggregate(pipeline, Joined.class)
                        .toList())
                .containsExactly(new Joined("o", List.of(new Outer("o", new Inner("i")))));
    }

    @Test
    void nullIdThatCannotBeGeneratedIsNotStored() {
        var outers = database.collection("outers", Outer.class);
        var nobody = new Outer(null, new Inner("i"));
        List<Runnable> inserts = List.of(
                () -> outers.insertOne(nobody),
                () -> outers.insertMany(List.of(nobody)),
                () -> outers.bulkWrite(List.of(WriteModel.insertOne(nobody))),
                () -> outers.replaceOne(eq("inner.id", "none"), nobody, new ReplaceOptions().upsert(true)),
                () -> outers.replaceOne(
                        Document.of("_id", Document.of("$gt", "z")), nobody, new ReplaceOptions().upsert(true)));
        for (Runnable insert : inserts) {
            assertThatThrownBy(insert::run)
                    .isInstanceOfAny(IllegalArgumentException.class, BulkWriteException.class)
                    .hasMessageContaining("has no _id")
                    .hasMessageContaining("java.lang.String");
        }
        assertThat(outers.countDocuments(new Document())).isZero();

        outers.replaceOne(eq("_id", "x"), nobody, new ReplaceOptions().upsert(true));
        assertThat(outers.findOne(eq("_id", "x"))).contains(new Outer("x", new Inner("i")));
        outers.replaceOne(eq("_id", "x"), new Outer(null, new Inner("j")));
        assertThat(outers.findOne(eq("_id", "x"))).contains(new Outer("x", new Inner("j")));
    }

    @Test
    void genericRecords() {
        var versions = database.collection("versions", new TypeReference<Versioned<Outer>>() {});
        var first = new Versioned<>(null, 1, new Outer("o", new Inner("i")));
        var id = (ObjectId) versions.insertOne(first).insertedId();
        assertThat(versions.findOne(eq("content.inner.id", "i")))
                .contains(new Versioned<>(id, 1, new Outer("o", new Inner("i"))));
        assertThat(database.collection("versions")
                        .as(new TypeReference<Versioned<Document>>() {})
                        .find(eq("content.id", "o"))
                        .toList())
                .containsExactly(new Versioned<>(id, 1, Document.of("id", "o", "inner", Document.of("id", "i"))));
    }

    @Test
    void rawDocumentsAndCodecs() {
        var raw = database.collection("raw", RawDocument.class);
        raw.insertOne(RawDocument.encode(Document.of("n", 1)));
        raw.insertOne(RawDocument.encode(Document.of("_id", "x", "n", 2)));
        List<RawDocument> found =
                raw.find().sort(Document.of("n", 1)).batchSize(1).toList();
        assertThat(found).extracting(document -> document.int32("n", 0)).containsExactly(1, 2);
        assertThat(found.getFirst().valueOrNull("_id")).isInstanceOf(ObjectId.class);
        assertThat(found.getLast()).isEqualTo(RawDocument.encode(Document.of("_id", "x", "n", 2)));
        var codec = CodecRegistry.standard().codec(RawDocument.class);
        assertThat(database.collection("raw", codec).findOne(eq("n", 2))).contains(found.getLast());
        assertThat(database.collection("raw")
                        .aggregate(List.of(Document.of("$match", eq("n", 2))), RawDocument.class)
                        .toList())
                .containsExactly(found.getLast());
    }

    @Test
    void mapsNeedAnIdThatTheyCanRead() {
        var texts = database.collection("texts", new TypeReference<Map<String, String>>() {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts.insertOne(Map.of("a", "b")))
                .withMessageContaining("has no _id")
                .withMessageContaining("java.lang.String");
        texts.insertOne(Map.of("_id", "x", "a", "b"));
        assertThat(texts.find().toList()).containsExactly(Map.of("_id", "x", "a", "b"));

        var any = database.collection("any", new TypeReference<Map<String, Object>>() {});
        any.insertOne(Map.of("a", 1));
        assertThat(any.find().firstOrThrow().get("_id")).isInstanceOf(ObjectId.class);
    }

    /** An upsert accepted because the filter or the update has an id stores that id. */
    @Test
    void upsertsInsertIdsThatCanBeRead() {
        var outers = database.collection("outers", Outer.class);
        Document set = Updates.set("inner", new Inner("i"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outers.updateOne(eq("inner.id", "none"), set, UPSERT))
                .withMessageContaining("has no _id");
        List<Runnable> upserts = List.of(
                () -> outers.updateOne(eq("_id", "0"), set, UPSERT),
                () -> outers.updateOne(in("_id", "1"), set, UPSERT),
                () -> outers.updateOne(Document.of("_id", Document.of("$all", List.of("2"))), set, UPSERT),
                () -> outers.updateOne(and(gt("n", 1), eq("_id", "3")), set, UPSERT),
                () -> outers.updateMany(
                        eq("n", 1),
                        Document.of("$set", set.document("$set"), "$setOnInsert", Document.of("_id", "4")),
                        UPSERT),
                () -> outers.updateOne(
                        eq("n", 2),
                        List.of(Document.of("$set", Document.of("_id", "5", "inner", new Inner("i")))),
                        UPSERT),
                () -> outers.findOneAndUpdate(eq("_id", "6"), set, new FindOneAndUpdateOptions().upsert(true)),
                () -> outers.bulkWrite(List.of(WriteModel.updateOne(eq("_id", "7"), set, UPSERT))));
        upserts.forEach(Runnable::run);
        assertThat(outers.find().sort(Document.of("_id", 1)).toList())
                .extracting(Outer::id)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    sealed interface Shape {}

    record Circle(ObjectId id, int radius) implements Shape {}

    record Square(ObjectId id, int radius) implements Shape {}

    @Test
    void aSubtypeIsNotReadAsAnother() {
        var shapes = database.collection("shapes", Shape.class);
        var circle = new Circle(new ObjectId(), 1);
        shapes.insertOne(circle);
        assertThat(shapes.find().toList()).containsExactly(circle);
        assertThat(shapes.as(Circle.class).find().toList()).containsExactly(circle);
        assertThatThrownBy(() -> shapes.as(Square.class).find().toList())
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("'Circle'")
                .hasMessageContaining("'Square'")
                .hasMessageContaining("record_ids.shapes");
    }
}
