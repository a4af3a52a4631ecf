package dev.morelia.gridfs;

import dev.morelia.ClientSession;
import dev.morelia.FindQuery;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.GridFsException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of GridFS: files of any size in a database, in chunks that a program can also read one part at a time. It
 * consists of two collections, {@code fs.files} with a document for each file and {@code fs.chunks}. A cheap view that
 * holds no connection; each {@code with} method returns another view. Immutable and thread-safe.
 *
 * <p>A file has an id, by default a new {@code ObjectId}, and a name, which need not be unique: files with the same
 * name are revisions of it, ordered by the time of their upload. There is no way to change the content of a file; store
 * another revision and delete the old one.
 *
 * <p>A file exists from the moment when all of its chunks are stored. An upload that fails leaves chunks that belong to
 * no file, as the specification asks for: {@link #delete} with its id removes them. The first upload creates the
 * indexes if the bucket is empty.
 *
 * <p>A timeout holds for the whole of a method, or for the whole life of a stream that it returns. Methods that read or
 * write a stream of the program notice only between two reads or writes of it that the timeout has passed.
 *
 * <p>Every method checks its arguments before it does any I/O and throws {@link IllegalArgumentException}. A file that
 * does not exist is a {@link GridFsException.FileNotFound}, which an unacknowledged {@code delete} or {@code rename}
 * cannot notice. All other failures throw another {@link dev.morelia.error.MongoException}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md">GridFS specification</a>
 */
public final class GridFsBucket {
    private static final int IDS_AT_ONCE = 1000;

    private final MongoDatabase database;
    /** The database without the session of this view: transactions cannot create indexes. */
    private final MongoDatabase outsideSessions;

    private final GridFsOptions options;
    private final IndexCheck indexes;

    private GridFsBucket(
            MongoDatabase database, MongoDatabase outsideSessions, GridFsOptions options, IndexCheck indexes) {
        this.database = database;
        this.outsideSessions = outsideSessions;
        this.options = options;
        this.indexes = indexes;
    }

    /** The bucket {@code fs} of a database, with its concerns, read preference and timeout. */
    public static GridFsBucket of(MongoDatabase database) {
        return of(database, new GridFsOptions());
    }

    /** A bucket of a database, with its concerns, read preference and timeout. */
    public static GridFsBucket of(MongoDatabase database, GridFsOptions options) {
        Argument.notNull("database", database);
        MongoDatabase outside = DatabaseAccess.get().outsideSession(database);
        return new GridFsBucket(database, outside, Argument.notNull("options", options), new IndexCheck());
    }

    /** Returns a view of this bucket with the given write concern. */
    public GridFsBucket with(WriteConcern writeConcern) {
        return new GridFsBucket(database.with(writeConcern), outsideSessions.with(writeConcern), options, indexes);
    }

    /** Returns a view of this bucket with the given read concern. */
    public GridFsBucket with(ReadConcern readConcern) {
        return new GridFsBucket(database.with(readConcern), outsideSessions, options, indexes);
    }

    /** Returns a view of this bucket with the given read preference. */
    public GridFsBucket with(ReadPreference readPreference) {
        return new GridFsBucket(database.with(readPreference), outsideSessions, options, indexes);
    }

    /**
     * Returns a view of this bucket with the given timeout for a whole operation, or for the whole life of a stream;
     * zero for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     * @see MongoDatabase#with(Duration)
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#gridfs-api">Client Side Operations Timeout: GridFS API</a>
     */
    public GridFsBucket with(Duration timeout) {
        return new GridFsBucket(database.with(timeout), outsideSessions.with(timeout), options, indexes);
    }

    /**
     * Returns a view of this bucket whose operations run in the given session. In a transaction, files become visible
     * with the commit; the indexes are created outside of it.
     *
     * @throws IllegalArgumentException if it is the session of another client
     */
    public GridFsBucket with(ClientSession session) {
        return new GridFsBucket(database.with(session), outsideSessions, options, indexes);
    }

    /** The same bucket with the async API. */
    public AsyncGridFsBucket async() {
        var access = DatabaseAccess.get();
        return new AsyncGridFsBucket(this, access.core(database).bridge(access.context(database), this));
    }

    /** The name of the bucket. */
    public String bucketName() {
        return options.bucketName();
    }

    // ---- uploads

    /** Opens a stream that writes a new file with a new {@code ObjectId}; sends nothing yet. */
    public GridFsUploadStream openUploadStream(String filename) {
        return openUploadStream(filename, new GridFsUploadOptions());
    }

    /** Opens a stream that writes a new file; sends nothing yet. */
    public GridFsUploadStream openUploadStream(String filename, GridFsUploadOptions upload) {
        return openUploadStream(filename, upload, UploadSteps.HERE);
    }

    GridFsUploadStream openUploadStream(String filename, GridFsUploadOptions upload, UploadSteps steps) {
        Argument.notNull("filename", filename);
        Integer ofFile = Argument.notNull("options", upload).chunkSizeBytes();
        int chunkSizeBytes = ofFile == null ? options.chunkSizeBytes() : ofFile;
        return new GridFsUploadStream(begin(), steps, filename, upload, chunkSizeBytes);
    }

    /**
     * Stores a new file, with a new {@code ObjectId}, with all that a stream contains, which is not closed.
     *
     * @throws IOException if the stream fails; then the chunks that were stored are deleted, as they are if the thread
     *     is interrupted or the timeout passes
     */
    public GridFsFile uploadFromStream(String filename, InputStream source) throws IOException {
        return uploadFromStream(filename, source, new GridFsUploadOptions());
    }

    /**
     * Stores a new file with all that a stream contains, which is not closed.
     *
     * @throws IOException if the stream fails; then the chunks that were stored are deleted
     */
    public GridFsFile uploadFromStream(String filename, InputStream source, GridFsUploadOptions upload)
            throws IOException {
        return upload(filename, source, upload, UploadSteps.HERE);
    }

    GridFsFile upload(String filename, InputStream source, GridFsUploadOptions upload, UploadSteps steps)
            throws IOException {
        Argument.notNull("source", source);
        return openUploadStream(filename, upload, steps).storeAll(source);
    }

    GridFsFile upload(String filename, Stream<ByteBuffer> published, GridFsUploadOptions upload, UploadSteps steps)
            throws IOException {
        try (var content = new PublishedBytes(published)) {
            return upload(filename, content, upload, steps);
        }
    }

    /** Stores a file of the file system under its name, with a new {@code ObjectId}. */
    public GridFsFile upload(Path source) throws IOException {
        return upload(source, new GridFsUploadOptions());
    }

    /**
     * Stores a file of the file system under its name.
     *
     * @throws IOException if it cannot be read; then the chunks that were stored are deleted
     */
    public GridFsFile upload(Path source, GridFsUploadOptions upload) throws IOException {
        return upload(source, upload, UploadSteps.HERE);
    }

    GridFsFile upload(Path source, GridFsUploadOptions upload, UploadSteps steps) throws IOException {
        Path name = Argument.notNull("source", source).getFileName();
        if (name == null) {
            throw Argument.rejected("source", source, "must have a name");
        }
        Argument.notNull("options", upload);
        if (Files.isDirectory(source)) {
            throw new FileSystemException(source.toString(), null, "is a directory");
        }
        try (var content = Files.newInputStream(source)) {
            return upload(name.toString(), content, upload, steps);
        }
    }

    // ---- downloads

    /**
     * Opens a stream that reads a file.
     *
     * @throws GridFsException.FileNotFound if there is no file with this id
     */
    public GridFsDownloadStream openDownloadStream(Object id) {
        Equality.checkedId(id);
        BucketView bucket = begin();
        GridFsFile file =
                first(files(bucket, Equality.of("_id", id)), id, null).orElseThrow(() -> notFound(bucket, id));
        return new GridFsDownloadStream(file, bucket.reader(file));
    }

    /**
     * Opens a stream that reads the latest revision of a file.
     *
     * @throws GridFsException.FileNotFound if there is no file with this name
     */
    public GridFsDownloadStream openDownloadStreamByName(String filename) {
        return openDownloadStreamByName(filename, -1);
    }

    /**
     * Opens a stream that reads a revision of a file.
     *
     * @param revision 0 for the first one, 1 for the second one, and so on; -1 for the latest one, -2 for the one
     *     before
     * @throws GridFsException.FileNotFound if there is no file with this name, or no such revision of it
     */
    public GridFsDownloadStream openDownloadStreamByName(String filename, int revision) {
        Argument.notNull("filename", filename);
        BucketView bucket = begin();
        var revisions = files(bucket, Equality.of("filename", filename))
                .sort(new Document("uploadDate", revision < 0 ? -1 : 1));
        long skipped = revision < 0 ? -(revision + 1L) : revision;
        GridFsFile file = first(skipped == 0 ? revisions : revisions.skip(skipped), null, filename)
                .orElseThrow(() -> noRevision(bucket, filename, revision));
        return new GridFsDownloadStream(file, bucket.reader(file));
    }

    private static GridFsException.FileNotFound noRevision(BucketView bucket, String filename, int revision) {
        boolean exists =
                bucket.files().findOne(Equality.of("filename", filename)).isPresent();
        return exists
                ? new GridFsException.FileNotFound(bucket.files().namespace(), filename, revision)
                : new GridFsException.FileNotFound(bucket.files().namespace(), filename);
    }

    /**
     * Writes a file to a stream, which is not closed. The arrays passed to the stream are filled anew after it has
     * written them.
     *
     * @throws IOException if the stream fails
     * @throws GridFsException.FileNotFound if there is no file with this id
     */
    public GridFsFile downloadToStream(Object id, OutputStream destination) throws IOException {
        Argument.notNull("destination", destination);
        return transfer(openDownloadStream(id), destination);
    }

    /**
     * Writes the latest revision of a file to a stream, which is not closed.
     *
     * @throws IOException if the stream fails
     * @throws GridFsException.FileNotFound if there is no file with this name
     */
    public GridFsFile downloadToStreamByName(String filename, OutputStream destination) throws IOException {
        return downloadToStreamByName(filename, destination, -1);
    }

    /**
     * Writes a revision of a file to a stream, which is not closed.
     *
     * @param revision as for {@link #openDownloadStreamByName(String, int)}
     * @throws IOException if the stream fails
     * @throws GridFsException.FileNotFound if there is no file with this name, or no such revision of it
     */
    public GridFsFile downloadToStreamByName(String filename, OutputStream destination, int revision)
            throws IOException {
        Argument.notNull("destination", destination);
        return transfer(openDownloadStreamByName(filename, revision), destination);
    }

    private static GridFsFile transfer(GridFsDownloadStream content, OutputStream destination) throws IOException {
        try (content) {
            long unused = content.transferTo(destination);
        }
        return content.file();
    }

    /**
     * Writes a file to the file system. It is written under a short name in the same directory, and takes its own when
     * it is complete: then it replaces what was there before. If that fails, nothing is left.
     *
     * @throws IOException if it cannot be written
     * @throws GridFsException.FileNotFound if there is no file with this id
     */
    public GridFsFile downloadTo(Object id, Path destination) throws IOException {
        if (Argument.notNull("destination", destination).getFileName() == null) {
            throw Argument.rejected("destination", destination, "must have a name");
        }
        var content = openDownloadStream(id);
        // Without the name, which may be as long as a file system allows.
        Path part = destination.resolveSibling("download-" + new ObjectId() + ".part");
        try {
            try (var output = created(part, destination)) {
                transfer(content, output);
            }
            Files.move(part, destination, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable failure) {
            deleteAfter(failure, part);
            throw failure;
        }
        return content.file();
    }

    /** The program knows nothing of the temporary file, so errors name its own. */
    private static OutputStream created(Path part, Path destination) throws IOException {
        try {
            return Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException noDirectory) {
            var named = new NoSuchFileException(destination.toString(), null, "its directory does not exist");
            named.initCause(noDirectory);
            throw named;
        } catch (FileSystemException failure) {
            var named = new FileSystemException(
                    destination.toString(), null, "its directory is not writable: " + failure.getMessage());
            named.initCause(failure);
            throw named;
        }
    }

    private static void deleteAfter(Throwable failure, Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException another) {
            failure.addSuppressed(another);
        }
    }

    // ---- the files

    /** Finds all files; nothing is sent until the query is opened. */
    public FindQuery<GridFsFile> find() {
        return find(new Document());
    }

    /**
     * Finds files by the fields of their documents: {@code _id}, {@code filename}, {@code length}, {@code uploadDate}
     * and {@code metadata}, as in {@code find(eq("metadata.owner", "Ada"))}. Nothing is sent until the query is opened.
     */
    public FindQuery<GridFsFile> find(Document filter) {
        return collection("files").find(filter).as(FileCodec.INSTANCE);
    }

    /**
     * Deletes a file, or what an upload with this id has left behind: first its document, then its chunks.
     *
     * @throws GridFsException.FileNotFound if there is no file with this id; chunks with this id are deleted even then,
     *     so do not delete a file while it is being stored
     */
    public void delete(Object id) {
        Equality.checkedId(id);
        BucketView bucket = begin();
        var deleted = bucket.files().deleteOne(Equality.of("_id", id));
        bucket.chunks().deleteMany(Equality.of("files_id", id));
        if (deleted.acknowledged() && deleted.deletedCount() == 0) {
            throw notFound(bucket, id);
        }
    }

    /**
     * Deletes all revisions of a file: those that exist when this begins.
     *
     * @throws GridFsException.FileNotFound if there is no file with this name
     */
    public void deleteByName(String filename) {
        Argument.notNull("filename", filename);
        BucketView bucket = begin();
        List<Object> ids = bucket.files()
                .find(Equality.of("filename", filename))
                .projection(new Document("_id", 1))
                .map(found -> found.value("_id", Object.class))
                .toList();
        if (ids.isEmpty()) {
            throw new GridFsException.FileNotFound(bucket.files().namespace(), filename);
        }
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            var some = new Document("$in", ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)));
            bucket.files().deleteMany(new Document("_id", some));
            bucket.chunks().deleteMany(new Document("files_id", some));
        }
    }

    /**
     * Gives a file another name.
     *
     * @throws GridFsException.FileNotFound if there is no file with this id
     */
    public void rename(Object id, String newFilename) {
        Equality.checkedId(id);
        BucketView bucket = begin();
        var renamed = bucket.files().updateOne(Equality.of("_id", id), naming(newFilename));
        if (renamed.acknowledged() && renamed.matchedCount() == 0) {
            throw notFound(bucket, id);
        }
    }

    /**
     * Gives all revisions of a file another name.
     *
     * @throws GridFsException.FileNotFound if there is no file with this name
     */
    public void renameByName(String filename, String newFilename) {
        Argument.notNull("filename", filename);
        BucketView bucket = begin();
        var renamed = bucket.files().updateMany(Equality.of("filename", filename), naming(newFilename));
        if (renamed.acknowledged() && renamed.matchedCount() == 0) {
            throw new GridFsException.FileNotFound(bucket.files().namespace(), filename);
        }
    }

    private static Document naming(String newFilename) {
        return new Document("$set", new Document("filename", Argument.notNull("newFilename", newFilename)));
    }

    /** Drops the bucket with all its files. Does nothing if it does not exist. */
    public void drop() {
        BucketView bucket = begin();
        bucket.files().drop();
        bucket.chunks().drop();
        indexes.forget();
    }

    private BucketView begin() {
        return BucketView.begin(database, outsideSessions, options.bucketName(), indexes);
    }

    private MongoCollection<Document> collection(String name) {
        return database.collection(options.bucketName() + "." + name);
    }

    private static FindQuery<GridFsFile> files(BucketView bucket, Document filter) {
        return bucket.files().find(filter).as(FileCodec.INSTANCE);
    }

    private Optional<GridFsFile> first(FindQuery<GridFsFile> query, @Nullable Object id, @Nullable String filename) {
        try {
            return query.first();
        } catch (BsonException malformed) {
            throw new GridFsException.CorruptFile(collection("files").namespace(), id, filename, malformed);
        }
    }

    private static GridFsException.FileNotFound notFound(BucketView bucket, Object id) {
        return new GridFsException.FileNotFound(bucket.files().namespace(), id);
    }

    @Override
    public String toString() {
        return "GridFsBucket[" + database.name() + "." + options.bucketName() + "]";
    }
}
