package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.DocumentValidationException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.result.InsertOneResult;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On a real mongod. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongodLiveTest extends CrudLiveTest {
    private MongoClient client;

    @BeforeAll
    void connect() {
        assumeTrue(Mongod.available(), () -> Mongod.absence().orElse(""));
        client = MongoClient.create(Mongod.shared().uri());
    }

    @AfterAll
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Override
    MongoClient client() {
        return client;
    }

    @Test
    void acceptsEveryNameThatTheServerAccepts() {
        for (String name : List.of("a.", "a..b", "a b", "a/b", "é", "x".repeat(200))) {
            var collection = client.database("live").collection(name);
            collection.insertOne(new Document("_id", 1));
            assertThat(collection.find().batchSize(1).toList()).hasSize(1);
            assertThat(client.database("live").listCollectionNames()).contains(name);
            collection.drop();
        }
        var longest = client.database("é".repeat(31) + "x");
        longest.collection("a").insertOne(new Document());
        assertThat(client.listDatabaseNames()).contains(longest.name());
        longest.drop();
    }

    @Test
    void explainsWhichRuleADocumentBreaks() {
        var database = client.database("live");
        database.collection("strict").drop();
        var schema = new Document("bsonType", "object")
                .append("required", List.of("name"))
                .append("properties", new Document("age", new Document("bsonType", "int").append("minimum", 0)));
        database.createCollection(
                "strict", new CreateCollectionOptions().validator(new Document("$jsonSchema", schema)));
        var failure = catchThrowableOfType(
                DocumentValidationException.class,
                () -> database.collection("strict").insertOne(new Document("age", -1)));
        assertThat(failure.violations()).isNotEmpty();
        assertThat(failure).hasMessageContaining("name").hasMessageContaining("age");
    }

    @Test
    void reportsAWriteConcernError() {
        var people = client.database("live").collection("people");
        var unfulfilled = new Document("code", 64).append("errmsg", "waiting for replication timed out");
        client.database("admin")
                .runCommand(new Document("configureFailPoint", "failCommand")
                        .append("mode", new Document("times", 1))
                        .append(
                                "data",
                                new Document("failCommands", java.util.List.of("insert"))
                                        .append("writeConcernError", unfulfilled)));
        var failure = catchThrowableOfType(
                WriteConcernException.class,
                () -> people.with(WriteConcern.MAJORITY).insertOne(new Document("_id", 77)));
        assertThat(failure).isNotNull();
        assertThat(failure.result()).isInstanceOf(InsertOneResult.class);
        assertThat(people.findOne(new Document("_id", 77)))
                .as("the write is done")
                .isPresent();
    }

    @Test
    void reportsMaxTimeExpired() {
        var people = client.database("live").collection("people");
        people.insertOne(new Document("n", 1));
        var slow = people.find(new Document("$where", "sleep(200) || true")).maxTime(Duration.ofMillis(20));
        assertThat(catchThrowableOfType(ExecutionTimeoutException.class, slow::toList))
                .hasMessageContaining("maxTime");
    }

    @Test
    void closesTheServerSideOfCursorsClosedEarly() {
        fill();
        long before = openCursors();
        var cursor =
                client.database("live").collection("many").find().batchSize(2).cursor();
        assertThat(openCursors()).isEqualTo(before + 1);
        cursor.close();
        cursor.close();
        assertThat(openCursors()).isEqualTo(before);
    }

    @Test
    void closesTheServerSideOfAbandonedCursors() throws InterruptedException {
        fill();
        long before = openCursors();
        WeakReference<Object> forgotten = openAndForget();
        long giveUpAt = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while ((forgotten.get() != null || openCursors() > before) && System.nanoTime() < giveUpAt) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(openCursors()).isEqualTo(before);
    }

    private WeakReference<Object> openAndForget() {
        return new WeakReference<>(
                client.database("live").collection("many").find().batchSize(2).cursor());
    }

    private void fill() {
        var many = client.database("live").collection("many");
        many.drop();
        many.insertMany(
                IntStream.range(0, 100).mapToObj(i -> new Document("_id", i)).toList());
    }

    private long openCursors() {
        return client.database("admin")
                .runCommand(new Document("serverStatus", 1))
                .document("metrics")
                .document("cursor")
                .document("open")
                .int64("total");
    }

    @Test
    void survivesARestartOfTheServer() {
        try (var mongod = Mongod.start();
                var ours = MongoClient.create(mongod.uri())) {
            var people = ours.database("live").collection("people");
            people.insertOne(new Document("_id", 1));
            mongod.restart();
            assertThat(people.findOne(new Document("_id", 1)))
                    .as("the read notices the dead connection and is retried on a new one")
                    .isPresent();
            people.insertOne(new Document("_id", 2));
        }
    }
}
