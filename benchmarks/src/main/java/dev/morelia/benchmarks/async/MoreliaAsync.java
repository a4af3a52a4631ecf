package dev.morelia.benchmarks.async;

import dev.morelia.MongoClient;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** The async API of Morelia with its default settings. */
final class MoreliaAsync implements AsyncClient {
    private final MongoClient client;
    private final AsyncMongoCollection<Document> collection;

    MoreliaAsync(String uri, String database, String collection) {
        this.client = MongoClient.create(uri);
        this.collection = client.database(database).collection(collection).async();
    }

    @Override
    public void findOne(int id, End end) {
        var unused = collection
                .findOne(new Document("_id", id))
                .whenComplete((found, failure) -> end.ended(
                        failure == null && found.isEmpty() ? new IllegalStateException("no document " + id) : failure));
    }

    @Override
    public void findMany(End end) {
        collection.find().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Document document) {}

            @Override
            public void onError(Throwable failure) {
                end.ended(failure);
            }

            @Override
            public void onComplete() {
                end.ended(null);
            }
        });
    }

    @Override
    public Insertion insertMany(String json, int count) {
        List<Document> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(Document.parse(json));
        }
        return end -> {
            var unused = collection.insertMany(documents).whenComplete((result, failure) -> end.ended(failure));
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
