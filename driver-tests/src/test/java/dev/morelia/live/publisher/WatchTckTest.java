package dev.morelia.live.publisher;

import dev.morelia.MongoClient;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ReplicaSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** The TCK for change streams, of collections that were filled and dropped: the last event is that they are invalid. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTckTest extends PublisherTck {
    private static final Document EVENTS =
            Document.of("$match", Document.of("operationType", Document.of("$in", List.of("insert", "invalidate"))));

    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final Map<Integer, Timestamp> begins = new ConcurrentHashMap<>();

    WatchTckTest() {
        super(100, Set.of("optional_spec105_emptyStreamMustTerminateBySignallingOnComplete"));
    }

    @AfterAll
    void close() {
        client.close();
    }

    /** When the collection with so many events was created. */
    private Timestamp filled(int events) {
        var collection = client.database("publisher").collection("changes" + events);
        var begin = (Timestamp) client.database("publisher")
                .runCommand(Document.of("ping", 1))
                .value("operationTime");
        client.database("publisher").createCollection("changes" + events);
        if (events > 1) {
            collection.insertMany(IntStream.range(1, events)
                    .mapToObj(number -> Document.of("_id", number))
                    .toList());
        }
        collection.drop();
        return begin;
    }

    private Flow.Publisher<?> watch(int events, Document stage) {
        var begin = begins.computeIfAbsent(events, this::filled);
        return client.database("publisher")
                .collection("changes" + events)
                .watch(List.of(stage))
                .options(options -> options.startAtOperationTime(begin).batchSize(3))
                .async();
    }

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return watch(elements, EVENTS);
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return watch(1, Document.of("$unknown", 1));
    }
}
