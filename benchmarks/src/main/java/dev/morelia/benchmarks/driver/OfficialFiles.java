package dev.morelia.benchmarks.driver;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.InsertManyOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.bson.json.JsonWriter;
import org.bson.types.ObjectId;

/** The rows with files by the official driver, with raw documents as in its own version of the benchmark. */
final class OfficialFiles implements DriverFiles {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
    private static final RawBsonDocumentCodec CODEC = new RawBsonDocumentCodec();
    private static final EncoderContext CONTEXT = EncoderContext.builder().build();

    private final MongoCollection<RawBsonDocument> collection;
    private final GridFSBucket bucket;

    /** @param bucket the name of the bucket, which is emptied */
    OfficialFiles(MongoDatabase database, String bucket) {
        collection = database.getCollection(DriverTask.COLLECTION, RawBsonDocument.class);
        this.bucket = GridFSBuckets.create(database, bucket);
    }

    @Override
    public void importLines(Path file) throws IOException {
        DriverFiles.inBatches(file, RawBsonDocument::parse, batch -> collection.insertMany(batch, UNORDERED));
    }

    @Override
    public void exportLines(int from, int to, Path file) throws IOException {
        var range = new Document("_id", new Document("$gte", from).append("$lt", to));
        try (var out = Files.newBufferedWriter(file);
                var cursor = collection.find(range).cursor()) {
            while (cursor.hasNext()) {
                CODEC.encode(new JsonWriter(out), cursor.next(), CONTEXT);
                out.write('\n');
            }
        }
    }

    @Override
    public void resetBucket() {
        bucket.drop();
        Object unused = upload(new ByteArrayInputStream(new byte[1]));
    }

    @Override
    public Object upload(InputStream content) {
        return bucket.uploadFromStream("gridfstest", content);
    }

    @Override
    public void download(Object id, OutputStream destination) {
        bucket.downloadToStream((ObjectId) id, destination);
    }
}
