package dev.morelia.benchmarks.async;

import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.mongodb.reactivestreams.client.gridfs.GridFSBucket;
import com.mongodb.reactivestreams.client.gridfs.GridFSBuckets;
import dev.morelia.compat.reactive.ReactiveCompatClients;
import java.io.Writer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.bson.json.JsonWriter;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** {@code mongodb-driver-reactivestreams} with its default settings. {@link ReactivePeer} loads it. */
public final class OfficialAsync implements AsyncClient<Document> {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
    private static final RawBsonDocumentCodec CODEC = new RawBsonDocumentCodec();
    private static final EncoderContext CONTEXT = EncoderContext.builder().build();

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<Document> collection;
    /** With raw documents as in the official driver's own version of the benchmark. */
    private final MongoCollection<RawBsonDocument> raw;

    private final GridFSBucket bucket;

    private OfficialAsync(MongoClient client, String database, String collection) {
        this.client = client;
        this.database = client.getDatabase(database);
        this.collection = this.database.getCollection(collection);
        this.raw = this.database.getCollection(collection, RawBsonDocument.class);
        this.bucket = GridFSBuckets.create(this.database, "peer");
    }

    /** Connects the official driver; called by reflection. */
    public static OfficialAsync official(String uri, String database, String collection) {
        return new OfficialAsync(MongoClients.create(uri), database, collection);
    }

    /** Connects the same interfaces, implemented by Morelia; called by reflection. */
    public static OfficialAsync onMorelia(String uri, String database, String collection) {
        return new OfficialAsync(ReactiveCompatClients.create(uri), database, collection);
    }

    @Override
    public void findOne(int id, End end) {
        consume(collection.find(new Document("_id", id)).first(), end);
    }

    @Override
    public Document document(String json) {
        return Document.parse(json);
    }

    @Override
    public void runCommand(Document command, End end) {
        consume(database.runCommand(command), end);
    }

    @Override
    public void findMany(Consumer<Document> each, End end) {
        consume(collection.find(), each, end);
    }

    @Override
    public void insertOne(Document document, End end) {
        consume(collection.insertOne(document), end);
    }

    @Override
    public void insertMany(List<Document> documents, End end) {
        consume(collection.insertMany(documents), end);
    }

    @Override
    public Operation bulkWrite(List<Document> inserted, List<Document> replacements) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (var document : inserted) {
            writes.add(new InsertOneModel<>(document));
            if (!replacements.isEmpty()) {
                writes.add(new ReplaceOneModel<>(new Document(), replacements.get(writes.size() / 3)));
                writes.add(new DeleteOneModel<>(new Document()));
            }
        }
        return (number, end) -> consume(collection.bulkWrite(writes), end);
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

    @Override
    public void importLines(Path file, End end) {
        LineImport.start(
                file, RawBsonDocument::parse, (batch, next) -> consume(raw.insertMany(batch, UNORDERED), next), end);
    }

    @Override
    public void exportLines(int from, int to, Path file, End end) {
        var range = new Document("_id", new Document("$gte", from).append("$lt", to));
        LineExport.start(
                file,
                (RawBsonDocument document, Writer out) -> CODEC.encode(new JsonWriter(out), document, CONTEXT),
                export -> consume(raw.find(range), export::write, export::ended),
                end);
    }

    private Publisher<ObjectId> uploaded(byte[] content) {
        Publisher<ByteBuffer> pieces = FlowAdapters.toPublisher(BodyPublishers.ofByteArray(content));
        return bucket.uploadFromPublisher("gridfstest", pieces);
    }

    @Override
    public void resetBucket() throws Exception {
        AsyncClient.await((number, end) -> consume(bucket.drop(), nothing -> {}, end));
        var unused = stored(new byte[1]);
    }

    @Override
    public void upload(byte[] content, End end) {
        consume(uploaded(content), end);
    }

    @Override
    public Object stored(byte[] content) throws Exception {
        var id = new AtomicReference<@Nullable ObjectId>();
        AsyncClient.await((number, end) -> consume(uploaded(content), id::set, end));
        return Objects.requireNonNull(id.get());
    }

    @Override
    public void download(Object id, End end) {
        consume(bucket.downloadToPublisher((ObjectId) id), end);
    }

    @Override
    public void close() {
        client.close();
    }
}
