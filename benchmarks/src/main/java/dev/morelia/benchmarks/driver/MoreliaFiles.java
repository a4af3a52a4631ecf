package dev.morelia.benchmarks.driver;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.InsertManyOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows with files by Morelia. */
final class MoreliaFiles implements DriverFiles {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoCollection<Document> collection;
    private final GridFsBucket bucket;

    MoreliaFiles(MongoDatabase database) {
        collection = database.collection(DriverTask.COLLECTION);
        bucket = GridFsBucket.of(database, new GridFsOptions().bucketName("ours"));
    }

    @Override
    public void importLines(Path file) throws IOException {
        DriverFiles.inBatches(file, Document::parse, batch -> collection.insertMany(batch, UNORDERED));
    }

    @Override
    public void exportLines(int from, int to, Path file) throws IOException {
        var range = new Document("_id", Document.of("$gte", from, "$lt", to));
        try (var out = Files.newBufferedWriter(file);
                var cursor = collection.find(range).as(RawDocument.class).cursor()) {
            while (cursor.hasNext()) {
                out.write(ExtendedJson.write(cursor.next(), JsonMode.RELAXED));
                out.write('\n');
            }
        }
    }

    @Override
    public void resetBucket() throws IOException {
        bucket.drop();
        Object unused = upload(new ByteArrayInputStream(new byte[1]));
    }

    @Override
    public Object upload(InputStream content) throws IOException {
        return bucket.uploadFromStream("gridfstest", content).id();
    }

    @Override
    public void download(Object id, OutputStream destination) throws IOException {
        var unused = bucket.downloadToStream(id, destination);
    }
}
