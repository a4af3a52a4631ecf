package dev.morelia.internal.client;

import static dev.morelia.builder.Filters.and;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.nor;
import static dev.morelia.builder.Filters.or;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.Query;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.BsonName;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.builder.Updates;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A name is rejected if a collection's documents store the field under another name, such as {@code id} stored as
 * {@code _id}. There is no server here: a name that is found only when the command is encoded would not be found at
 * all.
 */
class StoredNamesTest {
    record Inner(String id) {}

    record Order(String id, Inner inner) {}

    record Own(@BsonName("id") String id) {}

    record Unnamed(int n) {}

    sealed interface Event {}

    record Opened(String id) implements Event {}

    record Closed(String id) implements Event {}

    record Versioned<T>(String id, T content) {}

    interface Call {
        Object on(MongoCollection<?> collection);
    }

    private static final Document ONE = Document.of("a", 1);
    private static final Document ONE_MATCH = Document.of("$match", ONE);

    private static MongoClient client;
    private static MongoDatabase database;

    @BeforeAll
    static void create() {
        client = MongoClient.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1&directConnection=true");
        database = client.database("app")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static Map<String, Call> filters(Document filter) {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("find", c -> c.find(filter));
        calls.put("findOne", c -> c.findOne(filter));
        calls.put("countDocuments", c -> c.countDocuments(filter));
        calls.put(
                "partial index",
                c -> c.createIndex(
                        Document.of("a", 1), new IndexOptions().partialFilterExpression(Document.of("id", 1))));
        calls.put("distinct", c -> c.distinct("a", filter, String.class));
        calls.put("updateOne", c -> c.updateOne(filter, Updates.set("a", 1)));
        calls.put("updateMany", c -> c.updateMany(filter, List.of(Document.of("$set", ONE))));
        calls.put("deleteOne", c -> c.deleteOne(filter));
        calls.put("deleteMany", c -> c.deleteMany(filter));
        calls.put("findOneAndUpdate", c -> c.findOneAndUpdate(filter, Updates.set("a", 1)));
        calls.put("findOneAndDelete", c -> c.findOneAndDelete(filter));
        calls.put("bulk updateOne", c -> c.bulkWrite(List.of(WriteModel.updateOne(filter, Updates.set("a", 1)))));
        calls.put("bulk updateMany", c -> c.bulkWrite(List.of(WriteModel.updateMany(filter, Updates.set("a", 1)))));
        calls.put("bulk deleteOne", c -> c.bulkWrite(List.of(WriteModel.deleteOne(filter))));
        calls.put("bulk deleteMany", c -> c.bulkWrite(List.of(WriteModel.deleteMany(filter))));
        calls.put(
                "$expr",
                c -> c.find(Document.of("$expr", Document.of("$eq", List.of("$id", 1))))
                        .toList());
        calls.put("leading $match", c -> c.aggregate(List.of(Document.of("$match", filter))));
        calls.put("second $match", c -> c.aggregate(List.of(Document.of("$sort", ONE), Document.of("$match", filter))));
        return calls;
    }

    private static Map<String, Call> others() {
        Document set = Updates.set("a", 1);
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("sort", c -> c.find().sort(Document.of("a", 1, "id", -1)).toList());
        calls.put("sort of first", c -> c.find().sort(Document.of("id", -1)).first());
        calls.put(
                "sort option",
                c -> c.find(ONE, new FindOptions().sort(Document.of("id", 1))).toList());
        calls.put(
                "projection of a part",
                c -> c.find()
                        .projection(Document.of("id.x", Document.of("$elemMatch", ONE)))
                        .toList());
        calls.put("projection", c -> c.find().projection(Document.of("id", 1)).toList());
        calls.put(
                "sort of findOneAndUpdate",
                c -> c.findOneAndUpdate(ONE, set, new FindOneAndUpdateOptions().sort(Document.of("id", 1))));
        calls.put(
                "projection of findOneAndUpdate",
                c -> c.findOneAndUpdate(ONE, set, new FindOneAndUpdateOptions().projection(Document.of("id", 1))));
        calls.put("set", c -> c.updateOne(ONE, Updates.set("id", "x")));
        calls.put("set of a part", c -> c.updateOne(ONE, Updates.set("id.x", "x")));
        calls.put("second operator", c -> c.updateMany(ONE, Document.of("$set", ONE, "$inc", Document.of("id", 1))));
        calls.put("rename", c -> c.updateMany(ONE, Document.of("$rename", Document.of("a", "id"))));
        calls.put("pipeline $set", c -> c.updateOne(ONE, List.of(Document.of("$set", Document.of("id", 1)))));
        calls.put("pipeline $unset", c -> c.updateOne(ONE, List.of(Document.of("$unset", List.of("a", "id")))));
        calls.put("pipeline expression", c -> c.updateOne(ONE, List.of(Document.of("$set", Document.of("a", "$id")))));
        calls.put("$group", c -> c.aggregate(List.of(ONE_MATCH, Document.of("$group", Document.of("_id", "$id.x")))));
        calls.put("$sortByCount", c -> c.aggregate(List.of(Document.of("$sortByCount", "$id"))));
        calls.put(
                "whole document",
                c -> c.aggregate(List.of(Document.of("$project", Document.of("a", List.of("$$ROOT.id"))))));
        calls.put(
                "computed projection",
                c -> c.find().projection(Document.of("a", "$id")).toList());
        calls.put("findOneAndUpdate", c -> c.findOneAndUpdate(ONE, Updates.set("id", "x")));
        calls.put("bulk", c -> c.bulkWrite(List.of(WriteModel.updateOne(ONE, Updates.set("id", "x")))));
        calls.put(
                "bulk pipeline",
                c -> c.bulkWrite(List.of(new WriteModel.UpdateMany<>(
                        ONE, List.of(Document.of("$addFields", Document.of("id", 1))), new UpdateOptions()))));
        calls.put("distinct", c -> c.distinct("id", ONE, String.class));
        calls.put("distinct of a part", c -> c.distinct("id.x", ONE, String.class));
        calls.put("index", c -> c.createIndex(Document.of("a", 1, "id", 1)));
        calls.put("indexes", c -> c.createIndexes(List.of(IndexModel.of(ONE), IndexModel.of(Document.of("id.x", 1)))));
        calls.put(
                "leading $sort",
                c -> c.aggregate(
                        List.of(Document.of("$limit", 1), Document.of("$sort", Document.of("id", 1))), Document.class));
        return calls;
    }

    static Stream<Call> rejected() {
        return Stream.of(
                        filters(eq("id", "x")),
                        filters(Document.of("a", 1, "id.x", 1)),
                        filters(and(eq("a", 1), or(eq("b", 1), nor(eq("id", 1))))),
                        others())
                .flatMap(calls -> calls.entrySet().stream())
                .map(call -> named(call.getKey(), call.getValue()));
    }

    private static Call named(String name, Call call) {
        return new Call() {
            @Override
            public Object on(MongoCollection<?> collection) {
                return call.on(collection);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsId(Call call) {
        for (MongoCollection<?> collection : List.of(
                database.collection("orders", Order.class),
                database.collection("events", Event.class),
                database.collection("versions", new TypeReference<Versioned<Order>>() {}),
                database.collection("documents").as(Order.class),
                database.collection("documents").as(new TypeReference<Versioned<String>>() {}))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> call.on(collection))
                    .withMessageContaining("'_id")
                    .withMessageContaining("got 'id");
        }
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void acceptsIdIfItIsAField(Call call) {
        for (MongoCollection<?> collection : List.of(
                database.collection("documents"),
                database.collection("orders", Order.class).as(Document.class),
                database.collection("own", Own.class),
                database.collection("unnamed", Unnamed.class))) {
            // A query that is not opened needs no server.
            assertThatThrownBy(() -> {
                        if (call.on(collection) instanceof Query<?> query) {
                            query.toList();
                        }
                    })
                    .isInstanceOf(ServerSelectionException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_id", "_id.x", "inner.id", "ids", "identity", "i", "ID"})
    void acceptsOtherNames(String name) {
        var orders = database.collection("orders", Order.class);
        assertThatThrownBy(() -> orders.find(eq(name, 1))
                        .sort(Document.of(name, 1))
                        .projection(Document.of(name, 1))
                        .toList())
                .isInstanceOf(ServerSelectionException.class);
        assertThatThrownBy(() -> orders.updateOne(eq(name, 1), Updates.set(name, 1)))
                .isInstanceOf(ServerSelectionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$group", "$project", "$unwind"})
    void laterStagesSeeOtherDocuments(String stage) {
        var pipeline = List.of(Document.of(stage, ONE), Document.of("$match", eq("id", 1)));
        assertThatThrownBy(() -> database.collection("orders", Order.class)
                        .aggregate(pipeline)
                        .toList())
                .isInstanceOf(ServerSelectionException.class);
    }

    @Test
    void aLiteralIsNotAPath() {
        var pipeline = List.of(Document.of("$project", Document.of("a", Document.of("$literal", "$id"))));
        assertThatThrownBy(() -> database.collection("orders", Order.class)
                        .aggregate(pipeline)
                        .toList())
                .isInstanceOf(ServerSelectionException.class);
    }

    record Labelled(
            String id,
            @BsonName("n") String name,
            @BsonName("name") int age) {}

    record Named(String id, @BsonName("n") String name) {}

    sealed interface Thing {}

    record Tool(@BsonName("n") String name) implements Thing {}

    record Toy(int age) implements Thing {}

    record Game(String name) implements Other {}

    record Sport(@BsonName("n") String name) implements Other {}

    sealed interface Other {}

    @Test
    void rejectsNamesReplacedByAnAnnotation() {
        for (MongoCollection<?> collection :
                List.of(database.collection("named", Named.class), database.collection("things", Thing.class))) {
            List<Call> calls = List.of(
                    c -> c.find(eq("name", 1)),
                    c -> c.find(or(eq("a", 1), eq("name.x", 1))),
                    c -> c.find().sort(Document.of("name", 1)).toList(),
                    c -> c.find().projection(Document.of("name", 1)).toList(),
                    c -> c.find()
                            .projection(Document.of("name", Document.of("$slice", 1)))
                            .toList(),
                    c -> c.updateOne(ONE, Updates.set("name", 1)),
                    c -> c.updateOne(ONE, List.of(Document.of("$set", Document.of("name", 1)))),
                    c -> c.bulkWrite(List.of(WriteModel.deleteOne(eq("name", 1)))),
                    c -> c.distinct("name", String.class),
                    c -> c.createIndex(Document.of("name", 1)),
                    c -> c.aggregate(List.of(Document.of("$match", eq("name", 1)))));
            for (Call call : calls) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> call.on(collection))
                        .withMessageContaining("must name 'n")
                        .withMessageContaining("component name is stored as n")
                        .withMessageContaining("as(Document.class)");
            }
        }
    }

    @Test
    void acceptsNamesThatAreFields() {
        List<Runnable> calls = List.of(
                () -> database.collection("named", Named.class).findOne(eq("n", 1)),
                () -> database.collection("named", Named.class).findOne(eq("inner.name", 1)),
                () -> database.collection("labelled", Labelled.class).findOne(eq("name", 1)),
                () -> database.collection("others", Other.class).findOne(eq("name", 1)),
                () -> database.collection("named", Named.class)
                        .as(Document.class)
                        .findOne(eq("name", 1)));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(ServerSelectionException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("computed")
    void acceptsComputedProjections(Object computed) {
        var named = database.collection("named", Named.class);
        assertThatThrownBy(() -> named.find()
                        .projection(Document.of("name", computed, "id", computed))
                        .as(Document.class)
                        .toList())
                .isInstanceOf(ServerSelectionException.class);
    }

    static Stream<Object> computed() {
        return Stream.of("$n", Document.of("$toUpper", "$n"), Document.of("$meta", "textScore"), List.of("$n"));
    }

    @Test
    void visitingACyclicFilterEnds() {
        var filter = Document.of("a", 1);
        filter.append("$or", List.of(filter, filter));
        assertThatThrownBy(() -> database.collection("named", Named.class).findOne(filter))
                .isInstanceOf(ServerSelectionException.class);
    }
}
