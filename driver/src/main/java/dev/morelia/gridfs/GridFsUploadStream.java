package dev.morelia.gridfs;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.errordetail.ErrorNotes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a new file of a bucket, as a stream or as a channel. Its chunks are sent in batches of up to 8 MiB, which are
 * held in memory; the file exists from {@link #close} on, which stores the rest. {@link #abort} deletes what was
 * stored.
 *
 * <p>Closing a stream makes a file of what was written so far, so code that may fail on the way must call {@code abort}
 * then, or leave all that to {@link GridFsBucket#uploadFromStream}. After a write that failed there is nothing to
 * close: {@code close} does nothing, and {@code abort} deletes the chunks that were stored.
 *
 * <p>A timeout of the bucket began when the stream was opened, and holds for all its methods together. Not thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md#file-upload">GridFS: file upload</a>
 */
public final class GridFsUploadStream extends OutputStream implements WritableByteChannel {
    private static final int BATCH_BYTES = 8 << 20;
    private static final int MAXIMUM_BATCH = 1000;

    private final BucketView bucket;
    private final UploadSteps steps;
    private final Object id;
    private final String filename;
    private final int chunkSizeBytes;
    private final @Nullable Document metadata;
    private final int batchSize;

    private final List<Document> batch = new ArrayList<>();
    /** Arrays of chunks that were sent, to be filled again. */
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

    private byte[] chunk = {};
    private int filled;
    private int count;
    private long length;
    private State state = State.OPEN;
    /** Whether the server has confirmed the first batch, so that all chunks with the id of the file are its own. */
    private boolean begun;

    /** The file that may be stored although that has failed. */
    private @Nullable GridFsFile uncertain;

    /** Whether the server may yet store what was sent last. */
    private boolean unanswered;

    private enum State {
        OPEN("open"),
        FAILED("has failed"),
        STORED("is closed"),
        ABORTED("was aborted");

        private final String description;

        State(String description) {
            this.description = description;
        }
    }

    GridFsUploadStream(
            BucketView bucket, UploadSteps steps, String filename, GridFsUploadOptions options, int chunkSizeBytes) {
        this.bucket = bucket;
        this.steps = steps;
        this.id = options.id() == null ? new ObjectId() : options.id();
        this.filename = filename;
        this.chunkSizeBytes = chunkSizeBytes;
        this.metadata = options.metadata();
        this.batchSize = Math.clamp(BATCH_BYTES / chunkSizeBytes, 1, MAXIMUM_BATCH);
    }

    /** The {@code _id} of the new file. */
    public Object id() {
        return id;
    }

    /**
     * Writes one byte; otherwise as {@link #write(byte[], int, int)} does.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     * @throws IllegalStateException if the stream is closed, was aborted, or has failed before
     */
    @Override
    public void write(int value) {
        makeRoom();
        chunk[filled++] = (byte) value;
    }

    /**
     * Writes bytes: copies them, and sends full chunks from time to time.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     * @throws IllegalStateException if the stream is closed, was aborted, or has failed before
     */
    @Override
    public void write(byte[] bytes, int offset, int size) {
        Objects.checkFromIndexSize(offset, size, Argument.notNull("bytes", bytes).length);
        write(ByteBuffer.wrap(bytes, offset, size));
    }

    /** Writes all bytes of an array; otherwise as {@link #write(byte[], int, int)} does. */
    @Override
    public void write(byte[] bytes) {
        write(ByteBuffer.wrap(Argument.notNull("bytes", bytes)));
    }

    /** Writes all that is left in a buffer; otherwise as {@link #write(byte[], int, int)} does. */
    @Override
    public int write(ByteBuffer source) {
        int size = Argument.notNull("source", source).remaining();
        requireOpen();
        while (source.hasRemaining()) {
            makeRoom();
            int part = Math.min(source.remaining(), chunk.length - filled);
            source.get(chunk, filled, part);
            filled += part;
        }
        return size;
    }

    /** Does nothing: only whole chunks can be sent, and the last one with {@link #close}. */
    @Override
    public void flush() {
        requireOpen();
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * Stores the rest, and then the file's document, so that the file exists. Does nothing if the stream is closed, was
     * aborted, or has failed.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error; then the
     *     file does not exist, unless {@link dev.morelia.error.MongoException#outcome} is unknown
     */
    @Override
    public void close() {
        if (state == State.OPEN) {
            store();
        }
    }

    /**
     * Ends the upload without a file and deletes what was stored; after a failure, too. If the server has not replied
     * to what was sent last, that is deleted again in the background after 100 and 600 milliseconds, as it may be
     * stored late. Does nothing if the stream was aborted before.
     *
     * @throws dev.morelia.error.MongoException if they could not be deleted
     * @throws IllegalStateException if the stream is closed: then the file exists, and can be deleted
     */
    public void abort() {
        if (state == State.STORED) {
            throw failure();
        }
        Remains all = remains();
        Remains sentLast = sentLast();
        state = State.ABORTED;
        release();
        try {
            all.delete(bucket.files(), bucket.chunks());
        } finally {
            if (unanswered) {
                unanswered = false;
                bucket.deleteInBackground(sentLast, false);
            }
        }
    }

    /** What may be stored as yet. */
    private Remains remains() {
        Remains sentLast = sentLast();
        // If the server may have rejected the first batch because there is a file with this id, that file stays.
        return begun ? new Remains(sentLast.file(), Equality.of("files_id", id)) : sentLast;
    }

    private Remains sentLast() {
        var ids = batch.stream().map(it -> it.get("_id")).toList();
        return new Remains(
                uncertain == null ? null : own(uncertain),
                ids.isEmpty() ? null : new Document("_id", new Document("$in", ids)));
    }

    /** Matches the file's document, but not that of another file with its id. */
    private static Document own(GridFsFile file) {
        return Equality.of("_id", file.id())
                .append("uploadDate", file.uploadDate())
                .append("filename", file.filename())
                .append("length", file.length());
    }

    /** Stores the rest and the file's document. */
    GridFsFile store() {
        requireOpen();
        if (filled > 0) {
            addChunk(Arrays.copyOf(chunk, filled));
        }
        send();
        var file = new GridFsFile(id, filename, length, chunkSizeBytes, bucket.now(), metadata);
        state = State.FAILED; // until it is known to be stored
        insert(file);
        state = State.STORED;
        release();
        return file;
    }

    private void insert(GridFsFile file) {
        uncertain = file;
        try {
            run(() -> bucket.files().with(FileCodec.INSTANCE).insertOne(file));
        } catch (MongoException failure) {
            if (failure.outcome() == MongoException.Outcome.NOT_APPLIED) {
                uncertain = null;
            }
            throw failure;
        }
    }

    /**
     * Writes all of a stream and stores the file, or aborts if the stream fails, the time has run out, or this thread
     * is interrupted.
     */
    GridFsFile storeAll(InputStream source) throws IOException {
        try {
            for (int read = read(source); read >= 0; read = read(source)) {
                filled += read;
            }
            return store();
        } catch (InterruptedOperationException interrupted) {
            if (state != State.ABORTED) {
                abortAfter(interrupted);
            }
            throw interrupted;
        } catch (OperationTimeoutException late) {
            if (state != State.ABORTED) {
                abortAfter(late);
                ErrorNotes.of(late).abortedUpload(description(), uncertain == null);
            }
            throw late;
        }
    }

    private int read(InputStream source) throws IOException {
        makeRoom();
        int room = chunk.length - filled;
        try {
            int read = source.read(chunk, filled, room);
            if (read > room) {
                // Else the file would not be what it says.
                throw new IOException("the source says that it has read " + read + " bytes, of at most " + room);
            }
            return read;
        } catch (Throwable failure) {
            abortAfter(failure);
            throw failure;
        }
    }

    /** An interrupt, which may be the reason, does not keep the chunks from being deleted. */
    private void abortAfter(Throwable failure) {
        boolean interrupted = bucket.core().env().clearInterrupt();
        Remains all = remains();
        try {
            abort();
        } catch (OperationTimeoutException late) {
            bucket.deleteInBackground(all, true);
        } catch (RuntimeException another) {
            failure.addSuppressed(another);
        } finally {
            if (interrupted) {
                bucket.core().env().interruptSelf();
            }
        }
    }

    /** Makes sure that the chunk is not full. */
    private void makeRoom() {
        requireOpen();
        if (filled < chunk.length) {
            return;
        }
        if (filled > 0) {
            addChunk(chunk);
        }
        if (batch.size() == batchSize) {
            send();
        }
        byte[] used = spare.poll();
        chunk = used == null ? new byte[chunkSizeBytes] : used;
    }

    private void addChunk(byte[] data) {
        batch.add(Document.of("_id", new ObjectId(), "files_id", id, "n", count, "data", new Binary(data)));
        count = Math.addExact(count, 1);
        length += data.length;
        filled = 0;
        chunk = new byte[0];
    }

    /** Sends the full chunks, after the first time the indexes were created. */
    private void send() {
        state = State.FAILED; // until they are known to be stored
        run(() -> {
            bucket.indexes().run();
            if (!batch.isEmpty()) {
                bucket.chunks().insertMany(batch);
            }
        });
        if (!batch.isEmpty()) {
            begun = true;
            for (Document sent : batch) {
                byte[] data = sent.value("data", Binary.class).bytes();
                if (data.length == chunkSizeBytes) {
                    spare.add(data);
                }
            }
            batch.clear();
        }
        state = State.OPEN;
    }

    private void run(Runnable step) {
        try {
            steps.run(step);
        } catch (MongoException failure) {
            unanswered = failure.retryAdvice() == MongoException.RetryAdvice.OUTCOME_UNKNOWN;
            throw failure;
        }
    }

    private void release() {
        batch.clear();
        spare.clear();
        chunk = new byte[0];
        filled = 0;
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw failure();
        }
    }

    private IllegalStateException failure() {
        return new IllegalStateException(description() + " " + state.description + ": open another one");
    }

    private String description() {
        return "the upload of " + Argument.shown(filename) + " with the id " + Argument.shown(id);
    }

    @Override
    public String toString() {
        return "GridFsUploadStream[" + Argument.shown(filename) + ", id " + Argument.shown(id) + ", "
                + (length + filled) + " bytes]";
    }
}
