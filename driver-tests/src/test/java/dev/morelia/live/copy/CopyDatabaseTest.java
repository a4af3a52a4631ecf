package dev.morelia.live.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.admin.CopyDatabaseOptions;
import dev.morelia.options.admin.CopyDatabaseOptions.IfExists;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.TimeSeriesOptions;
import dev.morelia.result.CopiedCollection;
import dev.morelia.result.CopyDatabaseResult;
import dev.morelia.result.CopyProgress;
import dev.morelia.settings.Collation;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** {@code copyDatabase}: of every kind of collection, between servers, and after failures. */
@Timeout(180)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CopyDatabaseTest {
    private static final CopyDatabaseOptions DEFAULTS = new CopyDatabaseOptions();

    private static MongoClient client;
    private static MongoDatabase source;
    private static MongoDatabase target;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        source = client.database("copy_source");
        target = client.database("copy_target");
    }

    @AfterAll
    static void close() {
        source.drop();
        target.drop();
        client.close();
    }

    @BeforeEach
    void empty() {
        source.drop();
        target.drop();
    }

    private static List<RawDocument> stored(MongoDatabase database, String collection) {
        return database.collection(collection).as(RawDocument.class).find().toList();
    }

    private static Map<Object, RawDocument> byId(MongoDatabase database, String collection) {
        return stored(database, collection).stream()
                .collect(Collectors.toMap(document -> String.valueOf(document.valueOrNull("_id")), it -> it));
    }

    /** Without the identity, which a copy does not share. */
    private static List<Document> described(MongoDatabase database) {
        return database.listCollections().stream()
                .filter(listed -> !listed.string("name").startsWith("system."))
                .map(listed -> {
                    listed.document("info").remove("uuid");
                    return listed;
                })
                .sorted((a, b) -> a.string("name").compareTo(b.string("name")))
                .toList();
    }

    private static void createKinds() {
        var german = Collation.of("de");
        source.createCollection("empty");
        source.createCollection(
                "german",
                new CreateCollectionOptions().collation(german).validator(new Document("n", new Document("$lt", 100))));
        source.collection("german")
                .createIndexes(List.of(
                        IndexModel.of(new Document("n", 1)),
                        new IndexModel(
                                new Document("name", 1),
                                new IndexOptions().name("simple").collation(Collation.of("simple")))));
        source.collection("german")
                .insertMany(
                        List.of(new Document("n", 1), new Document("n", 500)),
                        new InsertManyOptions().bypassDocumentValidation(true));
        source.createCollection(
                "last", new CreateCollectionOptions().capped(true).size(4096).max(3));
        source.collection("last").insertMany(IntStream.range(0, 5).mapToObj(i -> new Document("_id", 10 - i)));
        source.createCollection("clustered", new CreateCollectionOptions().clusteredIndex("byId"));
        source.collection("clustered").insertMany(IntStream.range(0, 20).mapToObj(i -> new Document("_id", i)));
        var measured = new TimeSeriesOptions("at").metaField("sensor");
        source.createCollection("weather", new CreateCollectionOptions().timeSeries(measured));
        source.collection("weather")
                .insertMany(IntStream.range(0, 2500)
                        .mapToObj(i -> new Document("at", Instant.ofEpochSecond(1_700_000_000L + i))
                                .append("sensor", i % 3)
                                .append("t", i * 0.5)));
        source.collection("weather").createIndex(new Document("sensor", 1));
        source.collection("Ünïcode &ö/ü 100%").insertOne(new Document("_id", "ä").append("zwölf", 12));
        source.createCollection(
                "view",
                new CreateCollectionOptions()
                        .viewOn("view of")
                        .collation(german)
                        .pipeline(List.of()));
        source.createCollection(
                "view of",
                new CreateCollectionOptions()
                        .viewOn("german")
                        .collation(german)
                        .pipeline(List.of(new Document("$match", new Document("n", 1)))));
    }

    @Test
    void everyKindOfCollection() {
        createKinds();
        source.collection("indexed")
                .createIndexes(List.of(
                        new IndexModel(
                                new Document("a", 1),
                                new IndexOptions().unique(true).sparse(true)),
                        IndexModel.of(new Document("text", "text")),
                        IndexModel.of(new Document("place", "2dsphere")),
                        IndexModel.of(new Document("h", "hashed")),
                        IndexModel.of(new Document("$**", 1)),
                        new IndexModel(new Document("t", 1), new IndexOptions().expireAfter(Duration.ofDays(900))),
                        new IndexModel(
                                new Document("p", -1),
                                new IndexOptions()
                                        .hidden(true)
                                        .partialFilterExpression(new Document("p", new Document("$gt", 5))))));
        CopyDatabaseResult result = client.copyDatabase("copy_source", "copy_target");
        assertThat(described(target)).isEqualTo(described(source));
        for (CopiedCollection copied : result.collections()) {
            String name = copied.name();
            long count = source.collection(name).countDocuments();
            assertThat(target.collection(name).countDocuments()).as(name).isEqualTo(count);
            if (!copied.type().equals("view")) {
                assertThat(copied.documents()).as(name).isEqualTo(count);
                assertThat(stored(target, name)).as(name).isEqualTo(stored(source, name));
                assertThat(target.collection(name).listIndexes().toList())
                        .as(name)
                        .isEqualTo(source.collection(name).listIndexes().toList());
            }
        }
        assertThat(stored(target, "system.buckets.weather")).isEqualTo(stored(source, "system.buckets.weather"));
        assertThat(result.collections().stream()
                        .map(CopiedCollection::name)
                        .toList()
                        .subList(7, 9))
                .containsExactlyInAnyOrder("view", "view of");
        assertThat(target.listCollectionNames()).doesNotContain("morelia.copy");
    }

    /** Bytes that a decoded document would not keep. */
    @Test
    void documentsKeepTheirBytes() {
        var odd = List.of(
                new Document("a", 1).append("_id", 1).append("b", Decimal128.parse("1.0")),
                new Document("_id", 2).append("nested", new Document("$set", 1).append("", List.of())));
        var twice = new BsonOutput();
        twice.startDocument();
        twice.name("_id").int32(3);
        twice.name("x").int32(1);
        twice.name("x").int32(2);
        twice.endDocument();
        source.collection("odd").insertMany(odd);
        source.collection("odd").as(RawDocument.class).insertOne(RawDocument.of(twice.toByteArray()));
        CopyDatabaseResult result = client.copyDatabase("copy_source", "copy_target");
        assertThat(stored(target, "odd")).isEqualTo(stored(source, "odd"));
        assertThat(result.documents()).isEqualTo(3);
        assertThat(result.bytes())
                .isEqualTo(stored(source, "odd").stream()
                        .mapToLong(RawDocument::length)
                        .sum());
        assertThat(result.indexes()).isEqualTo(1);
    }

    private static Object id(int i) {
        return switch (i % 6) {
            case 0 -> i;
            case 1 -> "s" + i;
            case 2 -> new ObjectId();
            case 3 -> new Document("a", i);
            case 4 -> new UUID(i, i);
            default -> Instant.ofEpochMilli(i);
        };
    }

    private static void insert(String collection, int count) {
        source.collection(collection)
                .insertMany(IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", id(i)).append("i", i).append("padding", "x".repeat(40))));
    }

    @Test
    void idsOfAllTypesInRanges() {
        insert("mixed", 60_000);
        source.createCollection("clustered", new CreateCollectionOptions().clusteredIndex(null));
        source.collection("clustered").insertMany(IntStream.range(0, 30_000).mapToObj(i -> new Document("_id", id(i))));
        var seen = new ArrayList<CopyProgress>();
        CopyDatabaseResult result = client.copyDatabase(
                "copy_source", "copy_target", DEFAULTS.parallelism(3).progress(seen::add));
        assertThat(result.documents()).isEqualTo(90_000);
        assertThat(byId(target, "mixed")).isEqualTo(byId(source, "mixed"));
        assertThat(byId(target, "clustered")).isEqualTo(byId(source, "clustered"));
        CopyProgress last = seen.getLast();
        assertThat(last.documents()).isEqualTo(90_000);
        assertThat(last.expectedDocuments()).isEqualTo(90_000);
        assertThat(last.bytes()).isEqualTo(result.bytes()).isEqualTo(last.expectedBytes());
        assertThat(last.collections()).isEqualTo(2);
    }

    @Test
    void documentsOfTheMaximumSize() {
        var large = new Document("_id", 1).append("data", new byte[16 * 1024 * 1024 - 60]);
        source.collection("large").insertOne(large);
        source.collection("large").insertOne(large.append("_id", 2));
        CopyDatabaseResult result = client.copyDatabase("copy_source", "copy_target");
        assertThat(result.documents()).isEqualTo(2);
        assertThat(stored(target, "large")).isEqualTo(stored(source, "large"));
    }

    @Test
    void nothingIsWrittenOverWhatExists() {
        insert("people", 5);
        insert("towns", 5);
        target.collection("people").insertOne(new Document("mine", 1));
        target.collection("other").insertOne(new Document("mine", 2));
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target"))
                .isInstanceOf(DatabaseCopyException.class)
                .hasMessageContaining("copy_target")
                .hasMessageContaining("people");
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target", DEFAULTS.ifExists(IfExists.RESUME)))
                .isInstanceOf(DatabaseCopyException.class);
        assertThat(target.listCollectionNames()).containsExactlyInAnyOrder("people", "other");
        var towns = client.copyDatabase("copy_source", "copy_target", DEFAULTS.collections(List.of("towns")));
        assertThat(towns.documents()).isEqualTo(5);
        client.copyDatabase("copy_source", "copy_target", DEFAULTS.ifExists(IfExists.DROP));
        assertThat(target.listCollectionNames()).containsExactlyInAnyOrder("people", "other", "towns");
        assertThat(target.collection("people").countDocuments()).isEqualTo(5);
        assertThat(target.collection("other").countDocuments()).isEqualTo(1);
    }

    @Test
    void whatCannotBeCopied() {
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target"))
                .isInstanceOf(DatabaseCopyException.class)
                .hasMessageContaining("no collections");
        insert("people", 1);
        assertThatThrownBy(() ->
                        client.copyDatabase("copy_source", "copy_target", DEFAULTS.collections(List.of("peeple"))))
                .isInstanceOf(DatabaseCopyException.class)
                .hasMessageContaining("peeple");
        assertThatIllegalArgumentException().isThrownBy(() -> client.copyDatabase("copy_source", "copy_source"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.copyDatabase("copy_source", "admin"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.with(WriteConcern.UNACKNOWLEDGED).copyDatabase("copy_source", "copy_target"));
        try (var other = MongoClient.create(Mongod.shared().uri())) {
            assertThatThrownBy(() -> other.copyDatabase(source, "copy_source", DEFAULTS.ifExists(IfExists.DROP)))
                    .isInstanceOf(DatabaseCopyException.class)
                    .hasMessageContaining("same servers");
        }
        assertThat(source.collection("people").countDocuments()).isEqualTo(1);
        assertThat(target.listCollectionNames()).isEmpty();
    }

    /** Lets the target reject documents of one collection. */
    private static void failInserts(Object mode) {
        client.database("admin")
                .runCommand(new Document("configureFailPoint", "failCommand")
                        .append("mode", mode)
                        .append(
                                "data",
                                new Document("failCommands", List.of("insert"))
                                        .append("namespace", "copy_target.mixed")
                                        .append("errorCode", 8000)));
    }

    @Test
    void whatAProgressListenerThrowsEndsTheCopy() {
        insert("people", 10);
        var failing = DEFAULTS.progress(at -> {
            throw new IllegalStateException("enough");
        });
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target", failing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        CopyDatabaseResult result =
                client.copyDatabase("copy_source", "copy_target", DEFAULTS.ifExists(IfExists.RESUME));
        assertThat(result.documents()).isEqualTo(10);
        assertThat(target.listCollectionNames()).containsExactly("people");
    }

    @Test
    void anInterruptedCopyIsResumed() {
        insert("mixed", 60_000);
        source.collection("mixed").createIndex(new Document("i", 1), new IndexOptions().unique(true));
        insert("small", 10);
        var resumed = DEFAULTS.parallelism(2).ifExists(IfExists.RESUME);
        failInserts(new Document("skip", 3));
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target", resumed))
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("copy_target.mixed");
            failInserts(new Document("skip", 3));
        }
        failInserts("off");
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target"))
                .isInstanceOf(DatabaseCopyException.class)
                .hasMessageContaining("RESUME");
        CopyDatabaseResult result = client.copyDatabase("copy_source", "copy_target", resumed);
        assertThat(result.documents()).isEqualTo(60_010);
        assertThat(result.indexes()).isEqualTo(3);
        assertThat(byId(target, "mixed")).isEqualTo(byId(source, "mixed"));
        assertThat(byId(target, "small")).isEqualTo(byId(source, "small"));
        assertThat(described(target)).isEqualTo(described(source));
    }

    @Test
    void aCopyOfAnotherCollectionIsNotResumed() {
        insert("mixed", 25_000);
        failInserts(new Document("skip", 1));
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target"))
                .isInstanceOf(MongoException.class);
        failInserts("off");
        source.collection("mixed").drop();
        insert("mixed", 10);
        assertThatThrownBy(() -> client.copyDatabase("copy_source", "copy_target", DEFAULTS.ifExists(IfExists.RESUME)))
                .isInstanceOf(DatabaseCopyException.class)
                .hasMessageContaining("mixed");
        assertThat(client.copyDatabase("copy_source", "copy_target", DEFAULTS.ifExists(IfExists.DROP))
                        .documents())
                .isEqualTo(10);
    }

    @Test
    void betweenServersWithDifferentCredentialsAndAfterALostTarget() {
        try (var first = Mongod.builder().authentication(true).start();
                var second = Mongod.builder().authentication(true).start();
                var root = MongoClient.create(first.uri());
                var admin = MongoClient.create(second.uri())) {
            createUser(root, "reader", "old secret", List.of("backup"));
            createUser(admin, "writer", "new secret", List.of("restore", "readWriteAnyDatabase"));
            root.database("shop")
                    .collection("orders")
                    .insertMany(IntStream.range(0, 40_000)
                            .mapToObj(i -> new Document("_id", id(i)).append("text", "y".repeat(100))));
            root.database("shop")
                    .createCollection("at", new CreateCollectionOptions().timeSeries(new TimeSeriesOptions("t")));
            root.database("shop").collection("at").insertOne(new Document("t", Instant.EPOCH));
            var inserts = new AtomicInteger();
            var killing = new CommandListener() {
                @Override
                public void started(CommandStartedEvent event) {
                    if (event.commandName().equals("insert") && inserts.incrementAndGet() == 6) {
                        second.kill();
                    }
                }
            };
            try (var reader = MongoClient.create(first.uri("reader", "old secret"));
                    var writer = MongoClient.builder()
                            .uri(second.uri("writer", "new secret"))
                            .commandListener(killing)
                            .build()) {
                var options = DEFAULTS.parallelism(2).ifExists(IfExists.RESUME);
                assertThatThrownBy(() -> writer.copyDatabase(reader.database("shop"), "shop", options))
                        .isInstanceOf(MongoException.class);
                second.restart();
                CopyDatabaseResult result = writer.copyDatabase(reader.database("shop"), "shop", options);
                assertThat(result.documents()).isEqualTo(40_001);
            }
            assertThat(byId(admin.database("shop"), "orders")).isEqualTo(byId(root.database("shop"), "orders"));
            assertThat(admin.database("shop").collection("at").countDocuments()).isEqualTo(1);
        }
    }

    private static void createUser(MongoClient client, String name, String password, List<String> roles) {
        client.database("admin")
                .runCommand(
                        new Document("createUser", name).append("pwd", password).append("roles", roles));
    }

    @Test
    void fromAReplicaSetWithImages() {
        try (var set = MongoClient.create(ReplicaSet.shared().uri())) {
            MongoDatabase from = set.database("copy_images");
            from.createCollection("watched", new CreateCollectionOptions().changeStreamPreAndPostImages(true));
            from.collection("watched").insertOne(new Document("_id", 1));
            set.copyDatabase("copy_images", "copy_images_2");
            MongoDatabase to = set.database("copy_images_2");
            assertThat(described(to)).isEqualTo(described(from));
            assertThat(stored(to, "watched")).isEqualTo(stored(from, "watched"));
            from.drop();
            to.drop();
        }
    }

    @Test
    void aDocumentThatIsInsertedAnewMeanwhileIsCopiedOnce() {
        var people = source.collection("people");
        String text = "x".repeat(150_000);
        people.insertMany(IntStream.range(0, 150).mapToObj(i -> new Document("_id", i).append("text", text)));
        var writes = new AtomicInteger();
        var writing = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                if (event.commandName().equals("getMore") && writes.getAndIncrement() == 0) {
                    people.deleteOne(new Document("_id", 0));
                    people.insertOne(new Document("_id", 0).append("text", "later"));
                }
            }
        };
        try (var reader = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .commandListener(writing)
                .build()) {
            CopyDatabaseResult result = client.copyDatabase(reader.database("copy_source"), "copy_target", DEFAULTS);
            assertThat(writes).hasPositiveValue();
            assertThat(result.documents()).isEqualTo(150);
        }
        assertThat(target.collection("people").countDocuments()).isEqualTo(150);
    }
}
