package dev.morelia.live;

import static dev.morelia.builder.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.builder.Updates;
import dev.morelia.error.BulkWriteException;
import dev.morelia.options.FindOneAndReplaceOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.ScriptedServer;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that cannot be encoded as documents, or could not be read back, are rejected before anything is sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadDocumentsTest {
    record Person(@Nullable String id, String name) {}

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    enum Plain implements Shape {
        DOT
    }

    record Odd(Consumer<BsonOutput> writer) {}

    record Cycle(List<Object> others) {}

    /** Writes what the test asks for. */
    private static final class OddCodec implements Codec<Odd> {
        @Override
        public Odd decode(BsonInput input) {
            throw input.failure("not read here", null);
        }

        @Override
        public void encode(BsonOutput output, Odd value) {
            value.writer().accept(output);
        }
    }

    private ScriptedServer server;
    private MongoClient client;
    private MongoDatabase database;

    @BeforeAll
    void start() {
        server = ScriptedServer.canned(Map.of("ping", Document.of("ok", 1)));
        client = MongoClient.create(server.uri());
        database = client.database("app")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @AfterEach
    void sendsNothing() {
        assertThat(server.received()).isEmpty();
        assertThat(client.database("app").runCommand(Document.of("ping", 1)))
                .as("the connection remains usable")
                .containsEntry("ok", 1);
    }

    private static <T> void assertRefused(MongoCollection<T> collection, T document, String... words) {
        var upsert = new ReplaceOptions().upsert(true);
        Document filter = eq("n", 1);
        List<Runnable> calls = List.of(
                () -> collection.insertOne(document),
                () -> collection.replaceOne(filter, document, upsert),
                () -> collection.findOneAndReplace(filter, document, new FindOneAndReplaceOptions().upsert(true)));
        for (Runnable call : calls) {
            assertThatIllegalArgumentException().isThrownBy(call::run).satisfies(error -> {
                for (String word : words) {
                    assertThat(error).hasMessageContaining(word);
                }
            });
        }
        List<Runnable> bulks = List.of(
                () -> collection.insertMany(List.of(document)),
                () -> collection.insertMany(Stream.of(document)),
                () -> collection.bulkWrite(List.of(WriteModel.insertOne(document))),
                () -> collection.bulkWrite(List.of(WriteModel.replaceOne(filter, document, upsert))));
        for (Runnable bulk : bulks) {
            assertThatThrownBy(bulk::run)
                    .isInstanceOfAny(BulkWriteException.class, IllegalArgumentException.class)
                    .satisfies(error -> {
                        for (String word : words) {
                            assertThat(error).hasMessageContaining(word);
                        }
                    });
        }
    }

    @Test
    void valuesThatAreNotDocuments() {
        var any = database.collection("oc", Object.class);
        assertRefused(any, 5, "exactly one document", "java.lang.Integer", "pass a record, a Map or a Document");
        assertRefused(any, "x", "exactly one document", "java.lang.String");
        assertRefused(any, Plain.DOT, "exactly one document", Plain.class.getName());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> any.insertOne(List.of("x")))
                .withMessageContaining("document must be encoded as exactly one document")
                .withMessageContaining("List");
        var shapes = database.collection("shapes", Shape.class);
        assertRefused(shapes, Plain.DOT, "exactly one document", Plain.class.getName());
    }

    static Stream<Odd> odd() {
        return Stream.of(
                new Odd(out -> out.startArray().endArray()),
                new Odd(out -> out.startDocument().endDocument().startDocument().endDocument()),
                new Odd(out -> out.startDocument().int32("_id", 1)),
                new Odd(BsonOutput::startDocument),
                new Odd(out -> out.startDocument().name("_id").endDocument()),
                new Odd(out -> out.startDocument().endDocument().endDocument()),
                new Odd(out -> out.int32(1)),
                new Odd(out -> {}));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void codecsThatWriteSomethingElse(Odd document) {
        assertRefused(
                database.collection("odd", new OddCodec()),
                document,
                "exactly one document",
                OddCodec.class.getName(),
                Odd.class.getName(),
                "start one document and end it");
    }

    @Test
    void idsThatCannotBeGenerated() {
        assertRefused(
                database.collection("people", Person.class),
                new Person(null, "Ada"),
                "has no _id: set it",
                "java.lang.String");
        var texts = database.collection("texts", new TypeReference<Map<String, String>>() {});
        assertRefused(texts, Map.of("a", "b"), "has no _id: set it", "java.lang.String");
        var numbered = database.collection("numbered", new TypeReference<Map<Integer, String>>() {});
        assertRefused(numbered, Map.of(1, "b"), "_id", "java.lang.Integer", "String keys");
    }

    static Stream<Object> containingThemselves() {
        var list = new ArrayList<Object>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("me", map);
        Object[] array = new Object[1];
        array[0] = array;
        var document = Document.of("a", 1);
        document.append("$and", List.of(document, document));
        var others = new ArrayList<Object>();
        var cycle = new Cycle(others);
        others.add(cycle);
        return Stream.of(list, map, array, document, cycle);
    }

    @ParameterizedTest
    @MethodSource("containingThemselves")
    void valuesThatContainThemselves(Object value) {
        var things = database.collection("things");
        var people = database.collection("people", Person.class);
        var any = database.collection("any", Object.class);
        Document filter = value instanceof Document document ? document : eq("v", value);
        List<Runnable> calls = List.of(
                () -> things.insertOne(Document.of("v", value)),
                () -> things.findOne(filter),
                () -> people.findOne(filter),
                () -> people.countDocuments(filter),
                () -> people.updateOne(filter, Updates.set("name", value)),
                () -> things.updateOne(eq("a", 1), Updates.set("v", value)),
                () -> things.updateOne(eq("a", 1), List.of(Document.of("$set", Document.of("v", value)))),
                () -> things.aggregate(List.of(Document.of("$match", filter))).toList(),
                () -> things.distinct("a", filter, String.class),
                () -> things.deleteMany(filter),
                () -> database.runCommand(Document.of("ping", 1, "v", value)),
                () -> any.insertOne(value));
        for (Runnable call : calls) {
            assertThatIllegalArgumentException().isThrownBy(call::run);
        }
        assertThatThrownBy(() -> things.insertMany(List.of(Document.of("_id", 1, "v", value))))
                .isInstanceOf(BulkWriteException.class)
                .hasMessageContaining("200 levels");
        assertThatThrownBy(() -> things.bulkWrite(List.of(WriteModel.deleteOne(filter))))
                .isInstanceOf(BulkWriteException.class)
                .hasMessageContaining("200 levels");
        assertThat(things.find(filter).toString()).isNotEmpty();
    }

    @Test
    void errorsOfAStreamAreBounded() {
        var things = database.collection("things");
        var bad = IntStream.range(0, 2_500).mapToObj(id -> Document.of("_id", id, "bad", new Object()));
        var failure = catchThrowableOfType(
                BulkWriteException.class, () -> things.insertMany(bad, new InsertManyOptions().ordered(false)));
        assertThat(failure.failedCount()).isEqualTo(2_500);
        assertThat(failure.writeErrors()).hasSize(1_000);
        assertThat(failure.writeErrors().getLast().index()).isEqualTo(999);
        assertThat(failure).hasMessageContaining("2500 writes failed").hasMessageContaining("and 2495 more");

        var all = IntStream.range(0, 2_500)
                .mapToObj(id -> Document.of("_id", id, "bad", new Object()))
                .toList();
        var ofList = catchThrowableOfType(
                BulkWriteException.class, () -> things.insertMany(all, new InsertManyOptions().ordered(false)));
        assertThat(ofList.writeErrors()).as("of what the caller holds").hasSize(2_500);
        assertThat(ofList.failedCount()).isEqualTo(2_500);
    }
}
