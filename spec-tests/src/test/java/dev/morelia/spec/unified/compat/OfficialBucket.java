package dev.morelia.spec.unified.compat;

import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.model.GridFSDownloadOptions;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.spec.unified.api.BucketApi;
import dev.morelia.spec.unified.api.Concerns;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.BsonObjectId;
import org.bson.codecs.BsonValueCodecProvider;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.DocumentCodecProvider;
import org.bson.codecs.ValueCodecProvider;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;

/** A bucket of the official driver on a database of {@code morelia-compat}. */
record OfficialBucket(GridFSBucket bucket) implements BucketApi {
    private static final CodecRegistry CODECS = CodecRegistries.fromProviders(
            new ValueCodecProvider(), new BsonValueCodecProvider(), new DocumentCodecProvider());

    @Override
    public BucketApi with(Concerns concerns) {
        var view = bucket;
        if (concerns.readConcern() != null) {
            view = view.withReadConcern(OfficialDatabase.official(concerns.readConcern()));
        }
        if (concerns.readPreference() != null) {
            view = view.withReadPreference(OfficialDatabase.official(concerns.readPreference()));
        }
        if (concerns.writeConcern() != null) {
            view = view.withWriteConcern(OfficialDatabase.official(concerns.writeConcern()));
        }
        var changed = new OfficialBucket(view);
        return concerns.timeout() == null ? changed : changed.with(concerns.timeout());
    }

    @Override
    public BucketApi with(Duration timeout) {
        return new OfficialBucket(bucket.withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public Object upload(String filename, byte[] content, GridFsUploadOptions options) {
        var official = new GridFSUploadOptions();
        if (options.chunkSizeBytes() != null) {
            official.chunkSizeBytes(options.chunkSizeBytes());
        }
        var metadata = options.metadata();
        if (metadata != null) {
            official.metadata(Bytes.decode(RawDocument.encode(metadata), new DocumentCodec(CODECS)));
        }
        var source = new ByteArrayInputStream(content);
        var id = options.id();
        if (id == null) {
            var made = bucket.uploadFromStream(filename, source, official);
            return Objects.requireNonNull(Bytes.ours(new BsonObjectId(made)));
        }
        bucket.uploadFromStream(Bytes.value(id), filename, source, official);
        return id;
    }

    @Override
    public byte[] download(Object id) {
        var content = new ByteArrayOutputStream();
        bucket.downloadToStream(Bytes.value(id), content);
        return content.toByteArray();
    }

    @Override
    public byte[] downloadByName(String filename, int revision) {
        var content = new ByteArrayOutputStream();
        bucket.downloadToStream(filename, content, new GridFSDownloadOptions().revision(revision));
        return content.toByteArray();
    }

    @Override
    public List<Document> find(Document filter, FindOptions options) {
        var query = QueryTables.FILES.apply(bucket.find(Bytes.bson(filter)), options.fields());
        return OfficialCursor.drain(query.cursor()).stream()
                .map(OfficialBucket::ours)
                .toList();
    }

    private static Document ours(GridFSFile file) {
        var fields = new org.bson.Document("_id", file.getId())
                .append("length", file.getLength())
                .append("chunkSize", file.getChunkSize())
                .append("uploadDate", file.getUploadDate())
                .append("filename", file.getFilename());
        if (file.getMetadata() != null) {
            fields.append("metadata", file.getMetadata());
        }
        return Bytes.ours(fields.toBsonDocument(org.bson.BsonDocument.class, CODECS));
    }

    @Override
    public void delete(Object id) {
        bucket.delete(Bytes.value(id));
    }

    @Override
    public void deleteByName(String filename) {
        throw Lacking.feature("deleteByName");
    }

    @Override
    public void rename(Object id, String newFilename) {
        bucket.rename(Bytes.value(id), newFilename);
    }

    @Override
    public void renameByName(String filename, String newFilename) {
        throw Lacking.feature("renameByName");
    }

    @Override
    public void drop() {
        bucket.drop();
    }
}
