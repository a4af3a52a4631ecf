package dev.morelia.internal.client;

import static dev.morelia.builder.Filters.and;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gt;
import static dev.morelia.builder.Filters.in;
import static dev.morelia.builder.Filters.or;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.builder.Updates;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upsert for which the server would generate an ObjectId is rejected if the type could not read that. There is no
 * server here: only immediate rejection passes.
 */
class GivenIdTest {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final Document SET = Updates.set("n", 1);

    record Person(String id, int n) {}

    record Key(int a, int b) {}

    record Keyed(Key id, int n) {}

    record Generated(@Nullable ObjectId id, int n) {}

    record Unnamed(int n) {}

    sealed interface Event {}

    record Opened(String id) implements Event {}

    record Closed(Integer id) implements Event {}

    sealed interface Mixed {}

    record WithText(String id) implements Mixed {}

    record WithoutId(int n) implements Mixed {}

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

    private static List<MongoCollection<?>> cannotReadObjectIds() {
        return List.of(
                database.collection("people", Person.class),
                database.collection("events", Event.class),
                database.collection("texts", new TypeReference<Map<String, String>>() {}));
    }

    private static void assertRejected(MongoCollection<?> collection, Document filter, Object update) {
        calls(collection, filter, update)
                .forEach(call -> assertThatIllegalArgumentException()
                        .isThrownBy(call::run)
                        .withMessageContaining("has no _id")
                        .withMessageContaining("$setOnInsert")
                        .withMessageContaining("java.lang.String"));
    }

    private static void assertPasses(MongoCollection<?> collection, Document filter, Object update) {
        calls(collection, filter, update)
                .forEach(call -> assertThatThrownBy(call::run).isInstanceOf(ServerSelectionException.class));
    }

    @SuppressWarnings("unchecked")
    private static <T> Stream<Runnable> calls(MongoCollection<T> collection, Document filter, Object update) {
        var after = new FindOneAndUpdateOptions().upsert(true);
        Stream<Runnable> bulk = Stream.of(
                () -> collection.bulkWrite(List.of(new WriteModel.UpdateOne<>(filter, update, UPSERT))),
                () -> collection.bulkWrite(List.of(new WriteModel.UpdateMany<>(filter, update, UPSERT))));
        Stream<Runnable> single;
        if (update instanceof Document operators) {
            single = Stream.of(
                    () -> collection.updateOne(filter, operators, UPSERT),
                    () -> collection.updateMany(filter, operators, UPSERT),
                    () -> collection.findOneAndUpdate(filter, operators, after));
        } else {
            var pipeline = (List<Document>) update;
            single = Stream.of(
                    () -> collection.updateOne(filter, pipeline, UPSERT),
                    () -> collection.updateMany(filter, pipeline, UPSERT),
                    () -> collection.findOneAndUpdate(filter, pipeline, after));
        }
        return Stream.concat(single, bulk);
    }

    static Stream<Document> filtersWithoutId() {
        Document itself = Document.of("n", 1);
        itself.append("$and", List.of(itself, itself));
        return Stream.of(
                new Document(),
                eq("n", 1),
                gt("_id", "a"),
                in("_id", "a", "b"),
                Document.of("_id", new Regex("^a", "")),
                Document.of("_id", Pattern.compile("^a")),
                Document.of("_id", RawDocument.encode(gt("x", 1).document("x"))),
                or(eq("_id", "a"), eq("n", 1)),
                and(gt("_id", "a"), eq("n", 1)),
                itself);
    }

    @ParameterizedTest
    @MethodSource("filtersWithoutId")
    void rejected(Document filter) {
        cannotReadObjectIds().forEach(each -> assertRejected(each, filter, SET));
    }

    static Stream<Object> updatesWithoutId() {
        return Stream.of(
                SET,
                Updates.unset("_id"),
                Updates.set("inner._id", 1),
                Document.of("$rename", Document.of("a", "b")),
                List.of(Document.of("$set", Document.of("n", 1))),
                List.of(Document.of("$unset", "_id"), Document.of("$addFields", Document.of("n", 1))));
    }

    @ParameterizedTest
    @MethodSource("updatesWithoutId")
    void rejectedForAnyUpdate(Object update) {
        cannotReadObjectIds().forEach(each -> assertRejected(each, eq("n", 1), update));
    }

    static Stream<Document> filtersWithId() {
        return Stream.of(
                eq("_id", "a"),
                Document.of("_id", Document.of("$eq", "a")),
                Document.of("_id", null),
                in("_id", "a"),
                Document.of("_id", Document.of("$all", List.of("a"))),
                eq("_id", new Key(1, 2)),
                eq("_id.a", 1),
                Document.of("_id", Document.of("$gt", "a", "$eq", "b")),
                and(eq("n", 1), eq("_id", "a")),
                Document.of("$and", new Object[] {and(eq("_id", "a"))}));
    }

    @ParameterizedTest
    @MethodSource("filtersWithId")
    void acceptsAnIdFromTheFilter(Document filter) {
        cannotReadObjectIds().forEach(each -> assertPasses(each, filter, SET));
    }

    static Stream<Object> updatesWithId() {
        return Stream.of(
                Updates.setOnInsert("_id", "a"),
                Updates.set("_id", "a"),
                Updates.set("_id.a", 1),
                Document.of("$inc", Document.of("n", 1), "$max", Document.of("_id", 1)),
                Document.of("$rename", Document.of("a", "_id")),
                List.of(Document.of("$set", Document.of("n", 1)), Document.of("$addFields", Document.of("_id", "a"))),
                List.of(Document.of("$replaceWith", "$other")));
    }

    @ParameterizedTest
    @MethodSource("updatesWithId")
    void acceptsAnIdFromTheUpdate(Object update) {
        cannotReadObjectIds().forEach(each -> assertPasses(each, eq("n", 1), update));
    }

    @Test
    void acceptsTypesThatReadAnObjectId() {
        for (MongoCollection<?> collection : List.of(
                database.collection("documents"),
                database.collection("generated", Generated.class),
                database.collection("unnamed", Unnamed.class),
                database.collection("mixed", Mixed.class),
                database.collection("any", new TypeReference<Map<String, Object>>() {}))) {
            assertPasses(collection, eq("n", 1), SET);
        }
        var people = database.collection("people", Person.class);
        assertThatThrownBy(() -> people.updateOne(eq("n", 1), SET))
                .as("without upsert")
                .isInstanceOf(ServerSelectionException.class);
    }

    @Test
    void theErrorNamesTheClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.collection("keyed", Keyed.class).updateOne(eq("n", 1), SET, UPSERT))
                .withMessageContaining(Key.class.getName());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.collection("numbered", new TypeReference<Map<Integer, Integer>>() {})
                        .updateOne(eq("1", 1), SET, UPSERT))
                .withMessageContaining("Map<java.lang.Integer")
                .withMessageContaining("_id");
    }
}
