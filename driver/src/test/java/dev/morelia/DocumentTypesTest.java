package dev.morelia;

import static dev.morelia.builder.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.options.InsertManyOptions;
import java.time.DayOfWeek;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The type of a collection must be encoded as documents, which is checked when the collection is created. */
class DocumentTypesTest {
    private static MongoClient client;
    private static MongoCollection<Document> things;

    @BeforeAll
    static void create() {
        client = MongoClient.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1&directConnection=true");
        things = client.database("app").collection("things");
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void typesThatAreNotDocuments() {
        var database = client.database("app");
        for (Class<?> type : List.of(String.class, Integer.class, List.class, DayOfWeek.class)) {
            List<Runnable> calls = List.of(
                    () -> database.collection("x", type),
                    () -> things.as(type),
                    () -> things.find().as(type),
                    () -> things.aggregate(List.of(), type),
                    () -> database.runCommand(Document.of("ping", 1), type));
            for (Runnable call : calls) {
                assertThatIllegalArgumentException()
                        .isThrownBy(call::run)
                        .withMessageContaining("not documents")
                        .withMessageContaining(type.getName());
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.collection("x", new TypeReference<String>() {}))
                .withMessageContaining("not documents");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> things.as(new TypeReference<List<Document>>() {}))
                .withMessageContaining("not documents");
        assertThat(things.as(Object.class)).isNotNull();
    }

    record Growing<T>(T value, Growing<List<T>> next) {}

    @Test
    void typesThatGrowInfinitely() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> things.as(new TypeReference<Growing<String>>() {}))
                .withMessageContaining("component 'next'");
    }

    @Test
    void aStreamIsClosedWhateverTheOptionsAre() {
        var closed = new AtomicInteger();
        Stream<Document> documents = Stream.of(eq("_id", 1)).onClose(closed::incrementAndGet);
        InsertManyOptions none = nothing();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> things.insertMany(documents, none))
                .withMessageContaining("options must not be null");
        assertThat(closed).hasValue(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as in a program without null checks
    private static <T> T nothing() {
        return null;
    }
}
