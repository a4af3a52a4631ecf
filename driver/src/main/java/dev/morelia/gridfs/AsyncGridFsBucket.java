package dev.morelia.gridfs;

import dev.morelia.async.AsyncClientSession;
import dev.morelia.async.AsyncFindQuery;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * The async API of a {@link GridFsBucket}: the same files, with publishers instead of streams.
 *
 * <pre>{@code
 * bucket.upload("film.mp4", request.body())                    // a Flow.Publisher<ByteBuffer>
 *         .thenAccept(file -> log.info("stored as " + file.id()));
 * bucket.download(id).range(0, 1 << 20).subscribe(response);   // a Flow.Subscriber<ByteBuffer>
 * }</pre>
 *
 * <p>Errors come through the future or the subscription, also those of arguments, unless a method returns a view, a
 * query or a download. Immutable and thread-safe.
 */
public final class AsyncGridFsBucket {
    private static final int BUFFERS_AHEAD = 4;

    private final GridFsBucket blocking;
    private final Bridge bridge;

    /** For {@link GridFsBucket#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncGridFsBucket(GridFsBucket blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The bucket {@code fs} of a database, with its concerns, read preference and timeout. */
    public static AsyncGridFsBucket of(AsyncMongoDatabase database) {
        return of(database, new GridFsOptions());
    }

    /** A bucket of a database, with its concerns, read preference and timeout. */
    public static AsyncGridFsBucket of(AsyncMongoDatabase database, GridFsOptions options) {
        return GridFsBucket.of(Argument.notNull("database", database).blocking(), options)
                .async();
    }

    /** The same bucket with the blocking API. */
    public GridFsBucket blocking() {
        return blocking;
    }

    /** As {@link GridFsBucket#with(WriteConcern)}. */
    public AsyncGridFsBucket with(WriteConcern writeConcern) {
        return blocking.with(writeConcern).async();
    }

    /** As {@link GridFsBucket#with(ReadConcern)}. */
    public AsyncGridFsBucket with(ReadConcern readConcern) {
        return blocking.with(readConcern).async();
    }

    /** As {@link GridFsBucket#with(ReadPreference)}. */
    public AsyncGridFsBucket with(ReadPreference readPreference) {
        return blocking.with(readPreference).async();
    }

    /** As {@link GridFsBucket#with(Duration)}; a download has it for each subscription, from its first demand on. */
    public AsyncGridFsBucket with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link GridFsBucket#with(dev.morelia.ClientSession)}. */
    public AsyncGridFsBucket with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /** As {@link GridFsBucket#bucketName()}. */
    public String bucketName() {
        return blocking.bucketName();
    }

    // ---- uploads

    /** As {@link #upload(String, Flow.Publisher, GridFsUploadOptions)}, with default options. */
    public CompletableFuture<GridFsFile> upload(String filename, Flow.Publisher<ByteBuffer> content) {
        return upload(filename, content, new GridFsUploadOptions());
    }

    /**
     * Stores a new file with all that a publisher publishes. At most four buffers are requested ahead of those that are
     * stored; the publisher must leave them as they are then. Only the writes count as operations in flight. A timeout
     * of the bucket is noticed with the next write, so a publisher that never ends needs a cancel.
     *
     * @return completes when the file is stored. If the publisher fails, it fails with the same exception, and the
     *     chunks that were stored are deleted. Cancelling it cancels the subscription and deletes the chunks, after a
     *     write that has begun. So does the timeout, with an exception that tells the id of the file
     */
    public CompletableFuture<GridFsFile> upload(
            String filename, Flow.Publisher<ByteBuffer> content, GridFsUploadOptions options) {
        return bridge.runUnbounded(() -> blocking.upload(
                filename, bridge.stream(Argument.notNull("content", content), BUFFERS_AHEAD), options, this::step));
    }

    /** As {@link #upload(Path, GridFsUploadOptions)}, with default options. */
    public CompletableFuture<GridFsFile> upload(Path source) {
        return upload(source, new GridFsUploadOptions());
    }

    /**
     * Stores a file of the file system under its name.
     *
     * @return completes when the file is stored; fails with an {@link java.io.IOException} if it cannot be read.
     *     Then, and if it is cancelled, the chunks that were stored are deleted, after a write that has begun
     */
    public CompletableFuture<GridFsFile> upload(Path source, GridFsUploadOptions options) {
        return bridge.runUnbounded(() -> blocking.upload(source, options, this::step));
    }

    /** A write of an upload goes on if that is cancelled, so that it is known what to delete. */
    private void step(Runnable write) {
        bridge.runStep("a write of an upload", write);
    }

    // ---- downloads

    /** Returns a download of a file; nothing is sent until there is a subscription with demand. */
    public AsyncGridFsDownload download(Object id) {
        return AsyncGridFsDownload.of(Equality.checkedId(id), blocking::openDownloadStream, bridge);
    }

    /** Returns a download of the latest revision of a file; otherwise as {@link #download}. */
    public AsyncGridFsDownload downloadByName(String filename) {
        return downloadByName(filename, -1);
    }

    /**
     * Returns a download of a revision of a file; otherwise as {@link #download}.
     *
     * @param revision as for {@link GridFsBucket#openDownloadStreamByName(String, int)}
     */
    public AsyncGridFsDownload downloadByName(String filename, int revision) {
        return AsyncGridFsDownload.of(
                Argument.notNull("filename", filename),
                name -> blocking.openDownloadStreamByName(name, revision),
                bridge);
    }

    /**
     * As {@link GridFsBucket#downloadTo}.
     *
     * @return completes when the file is written; if it fails or is cancelled, nothing is left
     */
    public CompletableFuture<GridFsFile> downloadTo(Object id, Path destination) {
        return bridge.runQuery(() -> blocking.downloadTo(id, destination));
    }

    // ---- the files

    /** As {@link GridFsBucket#find()}. */
    public AsyncFindQuery<GridFsFile> find() {
        return blocking.find().async();
    }

    /** As {@link GridFsBucket#find(Document)}. */
    public AsyncFindQuery<GridFsFile> find(Document filter) {
        return blocking.find(filter).async();
    }

    /**
     * As {@link GridFsBucket#delete}.
     *
     * @return completes when the file and its chunks are deleted. If it is cancelled, the file may be deleted and
     *     chunks be left: delete it again
     */
    public CompletableFuture<Void> delete(Object id) {
        return bridge.run(Action.of(() -> blocking.delete(id)));
    }

    /**
     * As {@link GridFsBucket#deleteByName}.
     *
     * @return completes when all revisions are deleted. If it is cancelled, some may be left, or chunks of them
     */
    public CompletableFuture<Void> deleteByName(String filename) {
        return bridge.run(Action.of(() -> blocking.deleteByName(filename)));
    }

    /**
     * As {@link GridFsBucket#rename}.
     *
     * @return completes when the file has its new name. Cancelling it leaves unknown whether it has
     */
    public CompletableFuture<Void> rename(Object id, String newFilename) {
        return bridge.run(Action.of(() -> blocking.rename(id, newFilename)));
    }

    /**
     * As {@link GridFsBucket#renameByName}.
     *
     * @return completes when all revisions have their new name. Cancelling it leaves unknown which have
     */
    public CompletableFuture<Void> renameByName(String filename, String newFilename) {
        return bridge.run(Action.of(() -> blocking.renameByName(filename, newFilename)));
    }

    /**
     * As {@link GridFsBucket#drop}.
     *
     * @return completes when both collections are dropped. If it is cancelled, one may be left: drop it again
     */
    public CompletableFuture<Void> drop() {
        return bridge.run(Action.of(() -> blocking.drop()));
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
