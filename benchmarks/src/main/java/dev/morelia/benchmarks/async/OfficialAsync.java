package dev.morelia.benchmarks.async;

import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.mongodb.reactivestreams.client.gridfs.GridFSBucket;
import com.mongodb.reactivestreams.client.gridfs.GridFSBuckets;
import dev.morelia.benchmarks.driver.DriverTask;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** {@code mongodb-driver-reactivestreams} with its default settings. {@link ReactivePeer} loads it. */
public final class OfficialAsync implements AsyncClient {
    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<Document> collection;
    private final GridFSBucket bucket;

    /** Connects; called by reflection. */
    public OfficialAsync(String uri, String database, String collection) {
        this.client = MongoClients.create(uri);
        this.database = client.getDatabase(database);
        this.collection = this.database.getCollection(collection);
        this.bucket = GridFSBuckets.create(this.database, "peer");
    }

    @Override
    public void findOne(int id, End end) {
        consume(collection.find(new Document("_id", id)).first(), end);
    }

    @Override
    public Operation task(DriverTask task, String json) {
        return switch (task) {
            case RUN_COMMAND -> {
                var hello = new Document("hello", true);
                yield operation(() -> database.runCommand(hello));
            }
            case FIND_ONE -> (number, end) -> findOne(1 + number % DriverTask.TWEETS, end);
            case SMALL_INSERT, LARGE_INSERT -> {
                var document = Document.parse(json);
                yield operation(() -> {
                    document.remove("_id");
                    return collection.insertOne(document);
                });
            }
            case FIND_MANY, FIND_MANY_READ_ONE, FIND_MANY_READ_ALL -> findMany(task);
            case SMALL_BULK, LARGE_BULK -> {
                var documents = documents(task, json);
                yield operation(() -> collection.insertMany(documents));
            }
            case SMALL_COLLECTION_BULK, LARGE_COLLECTION_BULK, COLLECTION_BULK_MIXED -> {
                var writes = writes(task, documents(task, json));
                yield operation(() -> collection.bulkWrite(writes));
            }
            case SMALL_CLIENT_BULK, LARGE_CLIENT_BULK, CLIENT_BULK_MIXED ->
                throw new IllegalArgumentException(task.row() + " needs a front");
        };
    }

    private Operation findMany(DriverTask task) {
        return (number, end) -> {
            var reader = new FieldReader(task);
            End counted = failure -> end.ended(failure == null ? reader.failure() : failure);
            consume(collection.find(), reader::read, counted);
        };
    }

    private static Operation operation(Supplier<Publisher<?>> operation) {
        return (number, end) -> consume(operation.get(), end);
    }

    private static List<Document> documents(DriverTask task, String json) {
        return Stream.generate(() -> Document.parse(json))
                .limit(task.documentsPerOperation())
                .toList();
    }

    private static List<WriteModel<Document>> writes(DriverTask task, List<Document> documents) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        int inserted = task.isMixed() ? documents.size() / 2 : documents.size();
        for (int i = 0; i < inserted; i++) {
            writes.add(new InsertOneModel<>(documents.get(i)));
            if (task.isMixed()) {
                writes.add(new ReplaceOneModel<>(new Document(), documents.get(inserted + i)));
                writes.add(new DeleteOneModel<>(new Document()));
            }
        }
        return writes;
    }

    /** Consumes what must publish something. */
    private static <T> void consume(Publisher<T> publisher, End end) {
        var last = new AtomicReference<@Nullable T>();
        consume(
                publisher,
                last::set,
                failure -> end.ended(
                        failure == null && last.get() == null ? new IllegalStateException("no result") : failure));
    }

    private static <T> void consume(Publisher<T> publisher, Consumer<? super T> each, End end) {
        publisher.subscribe(new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T element) {
                each.accept(element);
            }

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

    private Publisher<ObjectId> uploaded(byte[] content) {
        Publisher<ByteBuffer> pieces = FlowAdapters.toPublisher(BodyPublishers.ofByteArray(content));
        return bucket.uploadFromPublisher("gridfstest", pieces);
    }

    private void resetBucket() throws Exception {
        AsyncClient.await((number, end) -> consume(bucket.drop(), nothing -> {}, end));
        AsyncClient.await(operation(() -> uploaded(new byte[1])));
    }

    @Override
    public Operation upload(byte[] content) throws Exception {
        resetBucket();
        return operation(() -> uploaded(content));
    }

    @Override
    public Operation download(byte[] content) throws Exception {
        resetBucket();
        var id = new AtomicReference<@Nullable ObjectId>();
        AsyncClient.await((number, end) -> consume(uploaded(content), id::set, end));
        return operation(() -> bucket.downloadToPublisher(Objects.requireNonNull(id.get())));
    }

    @Override
    public void close() {
        client.close();
    }
}
