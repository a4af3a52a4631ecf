package dev.morelia.benchmarks.async;

import dev.morelia.MongoClient;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.benchmarks.driver.DriverTask;
import dev.morelia.bson.Document;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.WriteModel;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The async API of Morelia with its default settings. */
final class MoreliaAsync implements AsyncClient {
    private final MongoClient client;
    private final AsyncMongoDatabase database;
    private final AsyncMongoCollection<Document> collection;
    private final AsyncGridFsBucket bucket;

    MoreliaAsync(String uri, String database, String collection) {
        this.client = MongoClient.create(uri);
        this.database = client.database(database).async();
        this.collection = this.database.collection(collection);
        this.bucket = AsyncGridFsBucket.of(
                this.database, GridFsOptions.defaults().bucketName("ours"));
    }

    @Override
    public void findOne(int id, End end) {
        var unused = collection
                .findOne(new Document("_id", id))
                .whenComplete((found, failure) -> end.ended(
                        failure == null && found.isEmpty() ? new IllegalStateException("no document " + id) : failure));
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
            collection.find().subscribe(new Each<>(reader::read, counted));
        };
    }

    private static Operation operation(Supplier<CompletableFuture<?>> operation) {
        return (number, end) -> {
            var unused = operation.get().whenComplete((result, failure) -> end.ended(failure));
        };
    }

    private static List<Document> documents(DriverTask task, String json) {
        return Stream.generate(() -> Document.parse(json))
                .limit(task.documentsPerOperation())
                .toList();
    }

    /** As the blocking row: if it is mixed, each inserted document is replaced by another one, which is deleted. */
    private static List<WriteModel<Document>> writes(DriverTask task, List<Document> documents) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        int inserted = task.isMixed() ? documents.size() / 2 : documents.size();
        for (int i = 0; i < inserted; i++) {
            writes.add(WriteModel.insertOne(documents.get(i)));
            if (task.isMixed()) {
                writes.add(WriteModel.replaceOne(new Document(), documents.get(inserted + i)));
                writes.add(WriteModel.deleteOne(new Document()));
            }
        }
        return writes;
    }

    private record Each<T>(Consumer<? super T> action, End end) implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T element) {
            action.accept(element);
        }

        @Override
        public void onError(Throwable failure) {
            end.ended(failure);
        }

        @Override
        public void onComplete() {
            end.ended(null);
        }
    }

    /** Leaves a file of one byte, so that the indexes exist. */
    private void resetBucket() throws Exception {
        AsyncClient.await(operation(bucket::drop));
        AsyncClient.await(operation(() -> bucket.upload("first", BodyPublishers.ofByteArray(new byte[1]))));
    }

    @Override
    public Operation upload(byte[] content) throws Exception {
        resetBucket();
        return operation(() -> bucket.upload("gridfstest", BodyPublishers.ofByteArray(content)));
    }

    @Override
    public Operation download(byte[] content) throws Exception {
        resetBucket();
        Object id = bucket.upload("gridfstest", BodyPublishers.ofByteArray(content))
                .get()
                .id();
        return (number, end) -> bucket.download(id).subscribe(new Each<ByteBuffer>(piece -> {}, end));
    }

    @Override
    public void close() {
        client.close();
    }
}
