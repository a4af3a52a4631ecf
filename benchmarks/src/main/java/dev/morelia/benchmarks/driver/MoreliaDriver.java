package dev.morelia.benchmarks.driver;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.WriteModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Morelia with its default settings. */
final class MoreliaDriver implements DriverSide.Client<Document> {
    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<Document> collection;

    MoreliaDriver(String uri) {
        client = MongoClient.create(uri);
        database = client.database(DriverTask.DATABASE);
        collection = database.collection(DriverTask.COLLECTION);
    }

    @Override
    public Document document(String json) {
        return Document.parse(json);
    }

    @Override
    public Object runCommand(Document command) {
        return database.runCommand(command);
    }

    @Override
    public Object findOne(int id) {
        return collection.findOne(new Document("_id", id)).orElseThrow();
    }

    @Override
    public void findMany(Consumer<Document> each) {
        collection.find().forEach(each);
    }

    @Override
    public void insertOne(Document document) {
        collection.insertOne(document);
    }

    @Override
    public void insertMany(List<Document> documents) {
        collection.insertMany(documents);
    }

    GridFsRows.Bucket bucket() {
        var bucket = GridFsBucket.of(database, GridFsOptions.defaults().bucketName("ours"));
        return new GridFsRows.Bucket() {
            @Override
            public void reset() throws IOException {
                bucket.drop();
                Object unused = upload(new byte[1]);
            }

            @Override
            public Object upload(byte[] content) throws IOException {
                return bucket.uploadFromStream("gridfstest", new ByteArrayInputStream(content))
                        .id();
            }

            @Override
            public void download(Object id, OutputStream discarding) throws IOException {
                var unused = bucket.downloadToStream(id, discarding);
            }
        };
    }

    @Override
    public void bulkInsert(List<Document> documents) {
        client.bulkWrite(documents.stream()
                .map(document -> WriteModel.insertOne(document).in(collection.namespace()))
                .toList());
    }

    @Override
    public void bulkMixed(List<Document> inserted, List<Document> replacements) {
        List<NamespacedWrite> writes = new ArrayList<>();
        for (int i = 0; i < inserted.size(); i++) {
            writes.add(WriteModel.insertOne(inserted.get(i)).in(collection.namespace()));
            writes.add(
                    WriteModel.replaceOne(new Document(), replacements.get(i)).in(collection.namespace()));
            writes.add(WriteModel.deleteOne(new Document()).in(collection.namespace()));
        }
        client.bulkWrite(writes);
    }

    @Override
    public void close() {
        client.close();
    }
}
