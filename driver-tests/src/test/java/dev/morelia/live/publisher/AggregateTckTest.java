package dev.morelia.live.publisher;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for aggregations on a real server, whose first batch is empty. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregateTckTest extends PublisherTck {
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());

    @AfterAll
    void close() {
        client.close();
    }

    private Flow.Publisher<Document> aggregate(Document stage) {
        List<Document> numbers = IntStream.range(0, MANY)
                .mapToObj(number -> Document.of("n", number))
                .toList();
        return client.database("publisher")
                .aggregate(List.of(Document.of("$documents", numbers), stage))
                .batchSize(0)
                .async();
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return aggregate(Document.of("$match", Document.of("n", Document.of("$lt", elements))));
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return aggregate(Document.of("$unknown", 1));
    }
}
