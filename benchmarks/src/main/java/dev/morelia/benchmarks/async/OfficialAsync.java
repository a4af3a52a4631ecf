package dev.morelia.benchmarks.async;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** {@code mongodb-driver-reactivestreams} with its default settings. {@link ReactivePeer} loads it. */
public final class OfficialAsync implements AsyncClient {
    private final MongoClient client;
    private final MongoCollection<Document> collection;

    /** Connects; called by reflection. */
    public OfficialAsync(String uri, String database, String collection) {
        this.client = MongoClients.create(uri);
        this.collection = client.getDatabase(database).getCollection(collection);
    }

    @Override
    public void findOne(int id, End end) {
        consume(collection.find(new Document("_id", id)).first(), 1, end);
    }

    @Override
    public void findMany(End end) {
        consume(collection.find(), 1, end);
    }

    @Override
    public Insertion insertMany(String json, int count) {
        List<Document> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(Document.parse(json));
        }
        return end -> consume(collection.insertMany(documents), 1, end);
    }

    private static <T> void consume(Publisher<T> publisher, int atLeast, End end) {
        publisher.subscribe(new Subscriber<>() {
            private int received;

            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T element) {
                received++;
            }

            @Override
            public void onError(Throwable failure) {
                end.ended(failure);
            }

            @Override
            public void onComplete() {
                end.ended(received < atLeast ? new IllegalStateException("no result") : null);
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
