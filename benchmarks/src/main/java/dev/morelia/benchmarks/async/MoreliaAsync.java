package dev.morelia.benchmarks.async;

import dev.morelia.MongoClient;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.WriteModel;
import java.io.Writer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** The async API of Morelia with its default settings. */
final class MoreliaAsync implements AsyncClient<Document> {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoClient client;
    private final AsyncMongoDatabase database;
    private final AsyncMongoCollection<Document> collection;
    private final AsyncGridFsBucket bucket;

    MoreliaAsync(String uri, String database, String collection) {
        this.client = MongoClient.create(uri);
        this.database = client.database(database).async();
        this.collection = this.database.collection(collection);
        this.bucket = AsyncGridFsBucket.of(this.database, new GridFsOptions().bucketName("ours"));
    }

    @Override
    public void findOne(int id, End end) {
        var unused = collection
                .findOne(new Document("_id", id))
                .whenComplete((found, failure) -> end.ended(
                        failure == null && found.isEmpty() ? new IllegalStateException("no document " + id) : failure));
    }

    @Override
    public Document document(String json) {
        return Document.parse(json);
    }

    @Override
    public void runCommand(Document command, End end) {
        tell(database.runCommand(command), end);
    }

    @Override
    public void findMany(Consumer<Document> each, End end) {
        collection.find().subscribe(new Each<>(each, end));
    }

    @Override
    public void insertOne(Document document, End end) {
        tell(collection.insertOne(document), end);
    }

    @Override
    public void insertMany(List<Document> documents, End end) {
        tell(collection.insertMany(documents), end);
    }

    @Override
    public Operation bulkWrite(List<Document> inserted, List<Document> replacements) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (int i = 0; i < inserted.size(); i++) {
            writes.add(WriteModel.insertOne(inserted.get(i)));
            if (!replacements.isEmpty()) {
                writes.add(WriteModel.replaceOne(new Document(), replacements.get(i)));
                writes.add(WriteModel.deleteOne(new Document()));
            }
        }
        return (number, end) -> tell(collection.bulkWrite(writes), end);
    }

    private static void tell(CompletableFuture<?> future, End end) {
        var unused = future.whenComplete((result, failure) -> end.ended(failure));
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

    @Override
    public void importLines(Path file, End end) {
        LineImport.start(
                file, Document::parse, (batch, next) -> tell(collection.insertMany(batch, UNORDERED), next), end);
    }

    @Override
    public void exportLines(int from, int to, Path file, End end) {
        var range = new Document("_id", Document.of("$gte", from, "$lt", to));
        LineExport.start(
                file,
                (RawDocument document, Writer out) -> out.write(ExtendedJson.write(document, JsonMode.RELAXED)),
                export -> collection
                        .find(range)
                        .as(RawDocument.class)
                        .subscribe(new Each<>(export::write, export::ended)),
                end);
    }

    private CompletableFuture<GridFsFile> uploaded(byte[] content) {
        return bucket.upload("gridfstest", BodyPublishers.ofByteArray(content));
    }

    @Override
    public void resetBucket() throws Exception {
        AsyncClient.await((number, end) -> tell(bucket.drop(), end));
        var unused = stored(new byte[1]);
    }

    @Override
    public void upload(byte[] content, End end) {
        tell(uploaded(content), end);
    }

    @Override
    public Object stored(byte[] content) throws Exception {
        return uploaded(content).get().id();
    }

    @Override
    public void download(Object id, End end) {
        bucket.download(id).subscribe(new Each<ByteBuffer>(piece -> {}, end));
    }

    @Override
    public void close() {
        client.close();
    }
}
