package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.options.FindOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A bucket of the blocking API. */
record SyncBucket(GridFsBucket bucket) implements BucketApi {
    @Override
    public BucketApi with(Concerns concerns) {
        var view = bucket;
        if (concerns.readConcern() != null) {
            view = view.with(concerns.readConcern());
        }
        if (concerns.readPreference() != null) {
            view = view.with(concerns.readPreference());
        }
        if (concerns.writeConcern() != null) {
            view = view.with(concerns.writeConcern());
        }
        return concerns.timeout() == null ? new SyncBucket(view) : new SyncBucket(view.with(concerns.timeout()));
    }

    @Override
    public BucketApi with(Duration timeout) {
        return new SyncBucket(bucket.with(timeout));
    }

    @Override
    public Object upload(String filename, byte[] content, GridFsUploadOptions options) {
        try {
            return bucket.uploadFromStream(filename, new ByteArrayInputStream(content), options)
                    .id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] download(Object id) {
        var content = new ByteArrayOutputStream();
        try {
            var unused = bucket.downloadToStream(id, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    @Override
    public byte[] downloadByName(String filename, int revision) {
        try (var stream = bucket.openDownloadStreamByName(filename, revision)) {
            return stream.readAllBytes();
        }
    }

    @Override
    public List<Document> find(Document filter, FindOptions options) {
        return bucket.find(filter)
                .options(none -> options)
                .map(SyncBucket::document)
                .toList();
    }

    static Document document(GridFsFile file) {
        var document = Document.of("_id", file.id(), "length", file.length(), "chunkSize", file.chunkSizeBytes());
        document.append("uploadDate", file.uploadDate()).append("filename", file.filename());
        return file.metadata() == null ? document : document.append("metadata", file.metadata());
    }

    @Override
    public void delete(Object id) {
        bucket.delete(id);
    }

    @Override
    public void deleteByName(String filename) {
        bucket.deleteByName(filename);
    }

    @Override
    public void rename(Object id, String newFilename) {
        bucket.rename(id, newFilename);
    }

    @Override
    public void renameByName(String filename, String newFilename) {
        bucket.renameByName(filename, newFilename);
    }

    @Override
    public void drop() {
        bucket.drop();
    }
}
