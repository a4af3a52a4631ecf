package dev.morelia.live.publisher;

import static dev.morelia.builder.Filters.lt;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for queries on a real server, with small batches. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FindTckTest extends PublisherTck {
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final MongoCollection<Document> numbers =
            client.database("publisher").collection("numbers");

    @BeforeAll
    void insertNumbers() {
        numbers.drop();
        numbers.insertMany(IntStream.range(0, MANY)
                .mapToObj(number -> Document.of("_id", number))
                .toList());
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return numbers.find(lt("_id", elements)).batchSize(2).async();
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return numbers.find(Document.of("$unknown", 1)).async();
    }
}
