package dev.morelia.live.publisher;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for change streams of collections that were dropped, which therefore end. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTckTest extends PublisherTck {
    private static final List<Document> INSERTS = List.of(Document.parse("{$match: {operationType: 'insert'}}"));

    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final MongoDatabase database = client.database("publisher");
    private final Map<Integer, Timestamp> histories = new ConcurrentHashMap<>();

    @AfterAll
    void close() {
        client.close();
    }

    /** Before this time there was no such collection, and by now there is none any more. */
    private Timestamp inserted(int number) {
        var collection = database.collection("inserted" + number);
        collection.drop();
        database.createCollection(collection.namespace().collection());
        var created = database.runCommand(new Document("ping", 1)).value("operationTime", Timestamp.class);
        if (number > 0) {
            collection.insertMany(IntStream.range(0, number)
                    .mapToObj(id -> Document.of("_id", id))
                    .toList());
        }
        collection.drop();
        return created;
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        var begin = histories.computeIfAbsent(elements, this::inserted);
        return database.async()
                .collection("inserted" + elements)
                .watch(INSERTS)
                .startAtOperationTime(begin)
                .batchSize(2)
                .maxAwaitTime(Duration.ofMillis(100));
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return database.async().collection("any").watch(List.of(Document.parse("{$unknown: 1}")));
    }
}
