package dev.morelia.live.publisher;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.testkit.Mongod;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for lists of collections on a real server. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListTckTest extends PublisherTck {
    private static final int COLLECTIONS = 25;

    private final MongoClient client = MongoClient.create(Mongod.shared().uri());

    ListTckTest() {
        super(COLLECTIONS);
    }

    @BeforeAll
    void createCollections() {
        var database = client.database("publisherlist");
        database.drop();
        for (int i = 0; i < COLLECTIONS; i++) {
            database.createCollection("c" + (char) ('a' + i));
        }
    }

    @AfterAll
    void close() {
        client.database("publisherlist").drop();
        client.close();
    }

    private Flow.Publisher<Document> collections(Object names) {
        return client.database("publisherlist")
                .async()
                .listCollections(new ListCollectionsOptions()
                        .filter(Document.of("name", names))
                        .batchSize(2));
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return collections(Document.of("$lt", "c" + (char) ('a' + elements)));
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return collections(Document.of("$unknown", 1));
    }
}
