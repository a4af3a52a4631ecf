package dev.morelia.live;

import static dev.morelia.builder.Aggregates.match;
import static dev.morelia.builder.Aggregates.setFields;
import static dev.morelia.builder.Aggregates.unwind;
import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Filters.gte;
import static dev.morelia.builder.Sorts.ascending;
import static dev.morelia.builder.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.error.CommandException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.DropCollectionOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.testkit.Mongod;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The API that new users need first exists and works as expected. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class NewcomerLiveTest {
    enum Color {
        RED,
        GREEN
    }

    record Person(int id, @Nullable String name) {}

    record Versioned<T>(int id, T content) {}

    private static MongoClient client;
    private static MongoDatabase database;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        database = client.database("newcomer")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @BeforeEach
    void fill() {
        database.drop();
        things().insertMany(List.of(thing(1, "a"), thing(2, "b"), thing(3, "b")));
    }

    private static MongoCollection<Document> things() {
        return database.collection("things");
    }

    private static Document thing(int id, String name) {
        return Document.of("_id", id, "name", name);
    }

    @Test
    void waysToAClient() {
        var address = Mongod.shared().address();
        try (var local = MongoClient.create(address.host(), address.port())) {
            assertThat(local.database("newcomer").collection("things").countDocuments())
                    .isEqualTo(3);
        }
        try (var local = MongoClient.builder()
                .uris(List.of("localhost", "mongodb://localhost/first", "mongodb://localhost:1/last"))
                .connect(false)
                .socketKeepAlive(true)
                .driverInfo("newcomer", "1", null)
                .build()) {
            assertThat(local.description().servers()).as("nothing has started").isEmpty();
            assertThat(local.defaultDatabase().name()).isEqualTo("last");
            assertThat(local.settings().topology().hosts()).hasToString("[localhost:27017, localhost:1]");
        }
        var other = client.database("newcomer_other");
        other.collection("things").insertOne(new Document());
        client.dropDatabase(other);
        assertThat(client.listDatabaseNames()).doesNotContain("newcomer_other");
    }

    @Test
    void documents() {
        var ten = Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8, "i", 9, "j", 10);
        assertThat(ten).hasSize(10);
        assertThat(new Document(Map.of("a", 1))).isEqualTo(Document.of("a", 1));
        assertThat(new ObjectId("65a0f0f0f0f0f0f0f0f0f0f0").hex()).isEqualTo("65a0f0f0f0f0f0f0f0f0f0f0");
        for (Object five : List.of(5, 5L, 5.0, Decimal128.parse("5.0"))) {
            assertThat(Document.of("x", five).int32("x")).isEqualTo(5);
            assertThat(RawDocument.encode(Document.of("x", five)).int32("x", 0)).isEqualTo(5);
        }
        for (Object odd : List.of(5L << 40, 5.5, Decimal128.parse("5.5"))) {
            assertThatThrownBy(() -> Document.of("x", odd).int32("x")).isInstanceOf(BsonException.class);
        }
    }

    @Test
    void reading() {
        assertThat(things().countDocuments()).isEqualTo(3);
        assertThat(things().findOne()).isPresent();
        assertThat(things().distinct("name", String.class)).containsExactly("a", "b");
        assertThat(things().find()
                        .sort(ascending("_id"))
                        .map(thing -> thing.int32("_id"))
                        .toList())
                .containsExactly(1, 2, 3);
        assertThat(things().find(eq("name", "b")).explain()).containsKey("executionStats");
        try (var cursor = things().find().batchSize(2).cursor()) {
            assertThat(cursor.server()).isEqualTo(client.address());
            assertThat(cursor.available()).isEqualTo(2);
        }
        var pipeline = List.of(match(gte("_id", 3)));
        assertThat(things().aggregate(pipeline, Person.class).first()).contains(new Person(3, "b"));
        assertThat(things().aggregate(pipeline)
                        .allowDiskUse(true)
                        .batchSize(5)
                        .maxTime(Duration.ofSeconds(5))
                        .comment("x")
                        .toList())
                .hasSize(1);
        things().updateOne(eq("_id", 1), set("who", List.of("x", "y")));
        for (String field : List.of("$who", "who")) {
            assertThat(things().aggregate(List.of(unwind(field))).toList()).hasSize(2);
        }
        things().updateOne(eq("_id", 1), List.of(setFields("name", "$_id")));
        assertThat(things().findOne(eq("name", 1))).isPresent();
    }

    @Test
    void rawDocumentsAndCodecsWhereverAClassIsAccepted() {
        var codec = CodecRegistry.standard().documentCodec(RawDocument.class);
        var all = List.of(match(new Document()));
        var ping = Document.of("ping", 1);
        things().updateMany(new Document(), set("sub", Document.of("n", 1)));
        var raws = Stream.of(
                things().aggregate(all, RawDocument.class).toList(),
                things().aggregate(all, codec).toList(),
                things().find().as(RawDocument.class).toList(),
                things().find().as(codec).toList(),
                things().listIndexes().as(RawDocument.class).toList(),
                things().listIndexes().as(codec).toList(),
                database.listCollections().as(RawDocument.class).toList(),
                database.listCollections().as(codec).toList(),
                database.collection("things", RawDocument.class).find().toList(),
                database.collection("things", codec).find().toList(),
                List.of(database.runCommand(ping, RawDocument.class), database.runCommand(ping, codec)),
                things().distinct("sub", RawDocument.class),
                things().distinct("sub", codec));
        assertThat(raws).allSatisfy(list -> assertThat(list).isNotEmpty().hasOnlyElementsOfType(RawDocument.class));
        var orders = database.collection("orders", new TypeReference<Versioned<List<Person>>>() {});
        var order = new Versioned<>(1, List.of(new Person(7, "Ada")));
        orders.insertOne(order);
        assertThat(orders.findOne()).contains(order);
    }

    @Test
    void writing() {
        assertThat(things().insertMany(new LinkedHashSet<>(List.of(thing(4, "c"))))
                        .insertedCount())
                .isEqualTo(1);
        assertThat(things().insertMany(Stream.of(thing(5, "d"))).insertedCount())
                .isEqualTo(1);
        var upsert = new UpdateOptions().upsert(true);
        var result = things().bulkWrite(List.of(
                WriteModel.updateOne(eq("_id", 10), set("name", "x"), upsert),
                WriteModel.updateOne(eq("_id", 11), List.of(setFields("name", "x")), upsert),
                WriteModel.updateMany(eq("_id", 12), set("name", "x"), upsert),
                WriteModel.updateMany(eq("_id", 13), List.of(setFields("name", "x")), upsert),
                WriteModel.replaceOne(eq("_id", 14), thing(14, "x"), new ReplaceOptions().upsert(true)),
                WriteModel.deleteOne(eq("_id", 1), new DeleteOptions().hint("_id_")),
                WriteModel.deleteMany(eq("_id", 2), new DeleteOptions().hint("_id_")),
                WriteModel.insertOne(thing(15, "x"))));
        assertThat(result.upsertedIds()).containsValues(10, 11, 12, 13, 14);
        assertThat(result.deletedCount()).isEqualTo(2);
        assertThat(result.insertedCount()).isEqualTo(1);
        database.collection("taken").insertOne(new Document());
        assertThatThrownBy(() -> things().rename("taken")).isInstanceOf(CommandException.class);
        things().rename("taken", new RenameCollectionOptions().dropTarget(true));
        database.collection("taken").drop(new DropCollectionOptions().comment("x"));
        assertThat(database.listCollectionNames()).isEmpty();
    }

    /** Records the contexts of events. */
    private record Contexts(List<@Nullable Object> seen) implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            seen.add(event.context());
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            seen.add(event.context());
        }

        @Override
        public void failed(CommandFailedEvent event) {
            seen.add(event.context());
        }
    }

    @Test
    void aContextInEveryEvent() {
        var contexts = new Contexts(new CopyOnWriteArrayList<>());
        try (var traced = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .commandListener(contexts)
                .build()) {
            var trace = new Object();
            var people = traced.database("newcomer").collection("things").withContext(trace);
            assertThat(people.countDocuments()).isEqualTo(3);
            assertThatThrownBy(() -> people.find(Document.of("$nope", 1)).toList())
                    .isInstanceOf(CommandException.class);
            assertThat(contexts.seen()).hasSize(4).containsOnly(trace);
        }
    }

    record Values(
            EnumMap<Color, Integer> byColor,
            EnumSet<Color> colors,
            OptionalInt int32,
            OptionalLong int64,
            OptionalDouble float64,
            Locale locale,
            Currency currency,
            Map<Color, String> names,
            Map<UUID, Integer> counts,
            Map<Integer, String> numbers) {}

    @Test
    void valuesOfTheJdk() {
        var uuid = UUID.randomUUID();
        var values = new Values(
                new EnumMap<>(Map.of(Color.RED, 1)),
                EnumSet.of(Color.GREEN),
                OptionalInt.of(1),
                OptionalLong.empty(),
                OptionalDouble.of(0.5),
                Locale.UK,
                Currency.getInstance("EUR"),
                Map.of(Color.GREEN, "x"),
                Map.of(uuid, 2),
                Map.of(7, "seven"));
        var typed = database.collection("values", Values.class);
        typed.insertOne(values);
        assertThat(typed.findOne()).contains(values);
        assertThat(typed.findOne(eq("names", values.names()))).contains(values);
        assertThat(typed.updateOne(eq("counts", values.counts()), set("numbers", Map.of(8, "eight")))
                        .modifiedCount())
                .isEqualTo(1);
        assertThat(typed.findOne().orElseThrow().numbers()).isEqualTo(Map.of(8, "eight"));
        Map<Object, Object> mixed = new LinkedHashMap<>();
        mixed.put(Color.RED, Locale.FRANCE);
        mixed.put(uuid, Currency.getInstance("CHF"));
        mixed.put(9L, EnumSet.of(Color.RED));
        var documents = database.collection("values");
        documents.insertOne(Document.of("_id", 1, "mixed", mixed));
        assertThat(documents.findOne(eq("mixed", mixed)).orElseThrow().document("mixed"))
                .isEqualTo(Document.of("RED", "fr-FR", uuid.toString(), "CHF", "9", List.of("RED")));
    }

    record Absent(int id, @Nullable String text, List<String> list, Set<Integer> set, Map<String, Integer> map) {}

    @Test
    void absentFields() {
        assertThat(things().find(eq("_id", 1)).as(Absent.class).first())
                .contains(new Absent(1, null, List.of(), Set.of(), Map.of()));
    }

    /** Has duplicate names at the top level and inside. */
    private static RawDocument doubled(int id) {
        byte[] inner = {19, 0, 0, 0, 16, 'a', 0, 1, 0, 0, 0, 16, 'a', 0, 2, 0, 0, 0, 0};
        byte[] bytes = new byte[4 + 9 + 8 + 8 + 3 + inner.length + 1];
        int at = 0;
        bytes[at] = (byte) bytes.length;
        at += 4;
        for (byte[] part : List.of(
                new byte[] {16, '_', 'i', 'd', 0, (byte) id, 0, 0, 0},
                new byte[] {16, 'a', 'a', 0, 1, 0, 0, 0},
                new byte[] {16, 'a', 'a', 0, 2, 0, 0, 0},
                new byte[] {3, 's', 0},
                inner)) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return RawDocument.of(bytes);
    }

    @Test
    void documentsThatWereReadAreInsertedByteForByte() {
        var source = database.collection("doubled");
        source.as(RawDocument.class).insertOne(doubled(1));
        RawDocument stored = source.as(RawDocument.class).findOne().orElseThrow();
        assertThat(stored.toByteArray()).isEqualTo(doubled(1).toByteArray());
        var copies = database.collection("copies");
        copies.insertOne(source.findOne().orElseThrow());
        assertThat(copies.as(RawDocument.class).findOne().orElseThrow().toByteArray())
                .isEqualTo(stored.toByteArray());
        copies.drop();
        copies.insertMany(source.find().toList());
        assertThat(copies.as(RawDocument.class).findOne().orElseThrow().toByteArray())
                .isEqualTo(stored.toByteArray());
        copies.drop();
        copies.insertMany(source.find().stream());
        assertThat(copies.as(RawDocument.class).findOne().orElseThrow().toByteArray())
                .isEqualTo(stored.toByteArray());
        copies.replaceOne(eq("_id", 1), source.findOne().orElseThrow());
        assertThat(copies.as(RawDocument.class).findOne().orElseThrow().toByteArray())
                .isEqualTo(stored.toByteArray());
    }
}
