package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid arguments are rejected with the argument's name and value before anything is sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private ScriptedServer server;
    private MongoClient client;
    private MongoCollection<Document> people;

    /** A call with an invalid argument. */
    interface Call {
        Object on(MongoCollection<Document> people);
    }

    @BeforeAll
    void start() {
        server = ScriptedServer.canned(Map.of("ping", Document.of("ok", 1)));
        client = MongoClient.create(server.uri());
        people = client.database("app").collection("people");
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "a$b", "a/b", "a\\b", "a\"b", "a\0b"})
    void databaseNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.database(name))
                .withMessageContaining("database name")
                .withMessageContaining(name.replace("\0", "\\0"));
    }

    @Test
    void databaseNamesAreMeasuredInBytes() {
        assertThat(client.database("x".repeat(63)).name()).hasSize(63);
        assertThat(client.database("é".repeat(31) + "x").name()).hasSize(32);
        for (String name : List.of("x".repeat(64), "é".repeat(32), "€".repeat(21) + "x", "😀".repeat(16))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.database(name))
                    .withMessageContaining("database name")
                    .withMessageContaining("64 bytes")
                    .withMessageContaining(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a$b", "a\0b"})
    void collectionNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.database("app").collection(name))
                .withMessageContaining("collection name")
                .withMessageContaining(name.replace("\0", "\\0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "http://localhost", "mongodb://", "mongodb://h:0", "mongodb://h:x", "mongodb://u:p:q@h"})
    void connectionStrings(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> MongoClient.create(uri));
    }

    static Stream<Arguments> badCalls() {
        var tooDeep = nested(201);
        var tooLarge = new Document("text", "x".repeat(16 * 1024 * 1024));
        return Stream.of(
                call("replacement", people -> people.replaceOne(new Document(), new Document("$set", new Document()))),
                call("update", people -> people.updateOne(new Document(), new Document("name", "Ada"))),
                call("update", people -> people.updateOne(new Document(), new Document())),
                call("pipeline", people -> people.updateOne(new Document(), List.of())),
                call("documents", people -> people.insertMany(List.of())),
                call("models", people -> people.bulkWrite(List.of())),
                call("deep", people -> people.insertOne(tooDeep)),
                call("16777216", people -> people.insertOne(tooLarge)),
                call(
                        "larger",
                        people -> people.find(new Document("text", "x".repeat(17 * 1024 * 1024)))
                                .first()),
                call("_id", people -> people.insertOne(new Document("_id", List.of(1)))),
                call("name", people -> people.insertOne(new Document("a\0b", 1))));
    }

    private static Arguments call(String expected, Call call) {
        return Arguments.of(expected, call);
    }

    private static Document nested(int levels) {
        var document = new Document();
        for (int i = 1; i < levels; i++) {
            document = new Document("deeper", document);
        }
        return document;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCalls")
    void arguments(String expected, Call call) {
        assertThatIllegalArgumentException().isThrownBy(() -> call.on(people)).withMessageContaining(expected);
        assertThat(sentAfterHandshakes()).isEmpty();
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // tests callers without a null checker
    void nulls() {
        List<Call> calls = new ArrayList<>();
        calls.add(people -> people.insertOne(null));
        calls.add(people -> people.insertMany((List<Document>) null));
        calls.add(people -> people.insertMany((Stream<Document>) null));
        calls.add(people -> people.find(null));
        calls.add(people -> people.updateOne(null, new Document("$set", new Document("a", 1))));
        calls.add(people -> people.updateOne(new Document(), (Document) null));
        calls.add(people -> people.replaceOne(new Document(), null));
        calls.add(people -> people.deleteMany(null));
        calls.add(people -> people.findOneAndDelete(null));
        calls.add(people -> people.countDocuments(null));
        calls.add(people -> people.distinct("a", null, String.class));
        calls.add(people -> people.aggregate(null));
        calls.add(people -> people.insertOne(new Document(), null));
        calls.add(people -> people.deleteOne(new Document(), null));
        for (Call call : calls) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> call.on(people))
                    .withMessageContaining("must not be null");
        }
        assertThat(sentAfterHandshakes()).isEmpty();
    }

    private List<?> sentAfterHandshakes() {
        return server.received();
    }
}
