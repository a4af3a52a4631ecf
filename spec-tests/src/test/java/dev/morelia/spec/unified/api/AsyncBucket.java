package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.AsyncGridFsDownload;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.spec.unified.cursor.Collected;
import dev.morelia.spec.unified.cursor.Outcome;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

/** A bucket of the async API. */
record AsyncBucket(AsyncGridFsBucket bucket) implements BucketApi {
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
        return new AsyncBucket(concerns.timeout() == null ? view : view.with(concerns.timeout()));
    }

    @Override
    public BucketApi with(Duration timeout) {
        return new AsyncBucket(bucket.with(timeout));
    }

    @Override
    public Object upload(String filename, byte[] content, GridFsUploadOptions options) {
        var publisher = HttpRequest.BodyPublishers.ofByteArray(content);
        return Outcome.of(bucket.upload(filename, publisher, options)).id();
    }

    @Override
    public byte[] download(Object id) {
        return content(bucket.download(id));
    }

    @Override
    public byte[] downloadByName(String filename, int revision) {
        return content(bucket.downloadByName(filename, revision));
    }

    private static byte[] content(AsyncGridFsDownload download) {
        var content = new ByteArrayOutputStream();
        for (var buffer : Collected.of(download)) {
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            content.writeBytes(bytes);
        }
        return content.toByteArray();
    }

    @Override
    public List<Document> find(Document filter, FindOptions options) {
        return Collected.of(bucket.find(filter).options(none -> options)).stream()
                .map(SyncBucket::document)
                .toList();
    }

    @Override
    public void delete(Object id) {
        Outcome.of(bucket.delete(id));
    }

    @Override
    public void deleteByName(String filename) {
        Outcome.of(bucket.deleteByName(filename));
    }

    @Override
    public void rename(Object id, String newFilename) {
        Outcome.of(bucket.rename(id, newFilename));
    }

    @Override
    public void renameByName(String filename, String newFilename) {
        Outcome.of(bucket.renameByName(filename, newFilename));
    }

    @Override
    public void drop() {
        Outcome.of(bucket.drop());
    }
}
