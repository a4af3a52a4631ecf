package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.options.FindOptions;
import java.time.Duration;
import java.util.List;

/** The methods of a GridFS bucket that operations call. */
public interface BucketApi {
    BucketApi with(Concerns concerns);

    BucketApi with(Duration timeout);

    /** Stores a file; returns its id. */
    Object upload(String filename, byte[] content, GridFsUploadOptions options);

    byte[] download(Object id);

    byte[] downloadByName(String filename, int revision);

    List<Document> find(Document filter, FindOptions options);

    void delete(Object id);

    void deleteByName(String filename);

    void rename(Object id, String newFilename);

    void renameByName(String filename, String newFilename);

    void drop();
}
