package dev.morelia.examples.gridfsgallery;

import static dev.morelia.builder.Sorts.descending;

import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsDownloadStream;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.gridfs.GridFsUploadOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The images, in two buckets: an image and its thumbnail are files of the same id. What the gallery shows of an image
 * is the metadata of its thumbnail, which is stored last. Thread-safe.
 */
final class Images {
    private static final Set<String> TYPES = Set.of("image/gif", "image/jpeg", "image/png");

    private final GridFsBucket originals;
    private final GridFsBucket thumbnails;

    Images(MongoDatabase database) {
        originals = GridFsBucket.of(database, new GridFsOptions().bucketName("images"));
        thumbnails = GridFsBucket.of(database, new GridFsOptions().bucketName("thumbnails"));
    }

    /** The latest images, each a document for the page. */
    List<Document> list() {
        return thumbnails.find().sort(descending("uploadDate")).limit(100).toList().stream()
                .map(file -> metadata(file).append("id", file.objectId().hex()).append("name", file.filename()))
                .toList();
    }

    /**
     * Stores an image while it is received, and then its thumbnail.
     *
     * @throws NoImageException if it is no image; then nothing is stored
     */
    ObjectId store(String name, InputStream upload) throws IOException, NoImageException {
        var body = new BufferedInputStream(upload);
        var type = URLConnection.guessContentTypeFromStream(body);
        // The type becomes a header later on: from unknown people it could be a page with scripts.
        if (type == null || !TYPES.contains(type)) {
            throw new NoImageException("Only GIF, JPEG and PNG images can be stored.");
        }
        var options = new GridFsUploadOptions().metadata(Document.of("type", type));
        var file = originals.uploadFromStream(name, body, options);
        try {
            storeThumbnail(file);
            return file.objectId();
        } catch (IOException | NoImageException | RuntimeException failed) {
            originals.delete(file.id());
            throw failed;
        }
    }

    private void storeThumbnail(GridFsFile file) throws IOException, NoImageException {
        try (var stored = originals.openDownloadStream(file.id())) {
            var thumbnail = Thumbnail.of(stored);
            var metadata = Document.of("type", Thumbnail.TYPE, "width", thumbnail.originalWidth())
                    .append("height", thumbnail.originalHeight())
                    .append("bytes", file.length());
            var options = new GridFsUploadOptions().id(file.id()).metadata(metadata);
            var name = Objects.requireNonNullElse(file.filename(), "");
            thumbnails.uploadFromStream(name, new ByteArrayInputStream(thumbnail.bytes()), options);
        }
    }

    GridFsDownloadStream open(ObjectId id) {
        return originals.openDownloadStream(id);
    }

    GridFsDownloadStream openThumbnail(ObjectId id) {
        return thumbnails.openDownloadStream(id);
    }

    /** Deletes the thumbnail first, so that the list never has an image that is gone. */
    void delete(ObjectId id) {
        thumbnails.delete(id);
        originals.delete(id);
    }

    static String type(GridFsFile file) {
        return metadata(file).string("type");
    }

    private static Document metadata(GridFsFile file) {
        return Objects.requireNonNull(file.metadata(), "a file without metadata, not of this gallery");
    }
}
