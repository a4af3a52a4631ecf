package dev.morelia.live.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A write that returns a document has been executed even if the document cannot be decoded. */
class ReturnedDocumentTest {
    private static final String DONE =
            "findAndModify on app.people succeeded, but the document that it returned cannot be decoded: ";

    record Person(int age) {}

    /** Reads nothing. */
    private record Unreadable(Throwable failure) implements Codec<Person> {
        @Override
        public Person decode(BsonInput input) {
            throw Unreadable.<RuntimeException>sneaky(failure);
        }

        @Override
        public void encode(BsonOutput output, Person value) {
            output.startDocument().endDocument();
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // intended
        private static <E extends Throwable> E sneaky(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    private static ScriptedServer server;
    private static MongoClient client;

    @BeforeAll
    static void start() {
        var found = Document.of("_id", 7, "age", "many");
        server = ScriptedServer.canned(Map.of("findAndModify", Document.of("ok", 1, "value", found)));
        client = MongoClient.create(server.uri());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    static List<Consumer<MongoCollection<Person>>> writes() {
        var filter = new Document("_id", 7);
        return List.of(
                people -> people.findOneAndUpdate(filter, new Document("$set", new Document("a", 1))),
                people -> people.findOneAndReplace(filter, new Person(1)),
                people -> people.findOneAndDelete(filter));
    }

    @Test
    void aDecodeErrorKeepsItsPosition() {
        var people = client.database("app")
                .with(CodecRegistry.builder().access(MethodHandles.lookup()).build())
                .collection("people", Person.class);
        for (var write : writes()) {
            var odd = catchThrowableOfType(BsonException.class, () -> write.accept(people));
            assertThat(odd)
                    .hasMessageStartingWith(DONE)
                    .hasMessageContaining("at field 'age' of the document with _id 7 of app.people (BSON type string)");
            assertThat(odd.path()).isEqualTo("age");
            assertThat(odd.type()).isEqualTo(BsonType.STRING);
            assertThat(odd.documentId()).isEqualTo(7);
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("odd"),
                new IllegalArgumentException("odd"),
                new IOException("odd"),
                new AssertionError("odd"),
                new OutOfMemoryError("odd"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void afterAnyExceptionOfACodecTheWriteIsReportedAsDone(Throwable failure) {
        var people = client.database("app").collection("people").with(new Unreadable(failure));
        for (var write : writes()) {
            var odd = catchThrowableOfType(BsonException.class, () -> write.accept(people));
            assertThat(odd)
                    .hasCause(failure)
                    .hasMessageStartingWith(DONE)
                    .hasMessageContaining("odd, in the document with _id 7 of app.people");
            assertThat(odd.documentId()).isEqualTo(7);
            assertThat(odd.path()).isEmpty();
        }
    }
}
