package dev.morelia.tools.transfer;

import dev.morelia.FindQuery;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.tools.file.PartFile;
import dev.morelia.tools.format.ExportFormat;
import dev.morelia.tools.format.RecordWriter;
import dev.morelia.tools.format.TransferException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Exports a collection: with one thread in the order of the server, or with several, each of which reads the documents
 * of a range of {@code _id}s; their texts are written in the order of {@code _id}. For one export.
 */
public final class Exporter {
    private static final int FLUSH_BYTES = 1 << 16;

    /** How much of the heap the texts that wait for their turn may take, all threads together. */
    private static final long HEAP_SHARE = 8;

    /** Below that, several threads are not worth it. */
    private static final long MINIMUM_PARALLEL_DOCUMENTS = 50_000;

    private final MongoCollection<Document> collection;
    private final Selection selection;
    private final ExportFormat format;
    private final int readers;
    private final Meter meter;
    private final Turns turns = new Turns();

    /**
     * Prepares an export.
     *
     * @param readers how many threads read
     */
    public Exporter(
            MongoCollection<Document> collection, Selection selection, ExportFormat format, int readers, Meter meter) {
        this.collection = collection;
        this.selection = selection;
        this.format = format;
        this.readers = readers;
        this.meter = meter;
    }

    /**
     * Writes to a stream.
     *
     * @return how many documents were written
     * @throws TransferException if a document cannot be written
     * @throws dev.morelia.error.MongoException if the documents cannot be read
     */
    public long run(OutputStream out) throws IOException {
        requireCollection();
        return run(new ExportOutput(out, format, ExportState.begin("", null), null), false);
    }

    /** One that does not exist would look like an empty one, before anything is replaced. */
    private void requireCollection() {
        if (!CollectionIdentity.of(collection).exists()) {
            throw new TransferException(collection.namespace() + " does not exist: the database has no such collection"
                    + " or view. Check the names, also for capital letters");
        }
    }

    /**
     * Writes to a file, which is replaced once all documents are written, or to a device or pipe.
     *
     * @return how many documents were written
     * @throws TransferException if a document cannot be written
     * @throws dev.morelia.error.MongoException if the documents cannot be read
     */
    public long run(Path file) throws IOException {
        if (isDevice(file)) {
            try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                return run(out);
            }
        }
        requireCollection();
        try (var part = PartFile.create(PartFile.target(file))) {
            long documents = run(new ExportOutput(part.output(), format, ExportState.begin("", null), null), false);
            part.complete();
            return documents;
        }
    }

    /** What cannot be replaced by a file. */
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /**
     * Writes to a file in the order of {@code _id}, and continues an export that was not completed.
     *
     * @return how many documents the file has
     * @throws TransferException if that is not possible, or a document cannot be written
     * @throws dev.morelia.error.MongoException if the documents cannot be read
     */
    public long resume(Path file) throws IOException {
        if (!selection.isDivisible()) {
            throw new TransferException("--resume cannot be combined with --sort, --skip, --limit, and queries with"
                    + " $text, $near and the like, which have an order of their own");
        }
        if (isDevice(file)) {
            throw new TransferException("--resume needs a file");
        }
        requireCollection();
        if (!IdRange.isPossible(collection)) {
            throw new TransferException("--resume needs a collection with an index on _id");
        }
        Path target = PartFile.target(file);
        Path path = PartFile.path(target);
        StateFile saved = ExportState.file(path);
        if (!Files.exists(path)) {
            saved.delete();
        }
        long documents;
        try (var part = PartFile.keep(target)) {
            var state = ExportState.of(path, plan(), CollectionIdentity.of(collection));
            part.truncate(state.bytes());
            var output = new ExportOutput(part.output(), format, state, saved);
            meter.add(state.documents(), state.bytes());
            try {
                documents = run(output, true);
            } catch (IOException | RuntimeException failed) {
                output.save();
                throw failed;
            }
            part.complete();
        }
        saved.delete();
        return documents;
    }

    private String plan() {
        return collection.namespace() + " " + ExtendedJson.write(selection.query(), JsonMode.CANONICAL) + " " + format;
    }

    private long run(ExportOutput output, boolean resumable) throws IOException {
        output.begin();
        long documents = readers > 1 && selection.isDivisible() ? collection.estimatedDocumentCount() : 0;
        boolean parallel = documents >= MINIMUM_PARALLEL_DOCUMENTS && IdRange.isPossible(collection);
        var projection = Selection.projection(
                format.fields(), resumable || !format.type().isTable());
        if (parallel) {
            new Ranges(output, projection, documents).export();
        } else {
            var find = resumable
                    ? selection.find(
                            collection, projection, new IdRange(output.state().last(), null))
                    : selection.find(collection, projection);
            copy(find, output, 0, output.state().last());
        }
        output.end();
        return output.state().documents();
    }

    /** A thread that waits for the turn of its range holds as much text as this. */
    private long maximumWaitingBytes() {
        return Math.max(FLUSH_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE / readers / 2);
    }

    /**
     * Copies documents; those of other numbers than the current turn's wait.
     *
     * @param written the last document that the output has, which is left out
     */
    private boolean copy(FindQuery<RawDocument> find, ExportOutput output, long number, @Nullable Document written)
            throws IOException {
        RecordWriter text = format.writer();
        long count = 0;
        long waiting = maximumWaitingBytes();
        RawDocument last = null;
        try (var cursor = find.cursor()) {
            while (cursor.hasNext()) {
                RawDocument document = cursor.next();
                if (written != null && isSame(document, written)) {
                    continue;
                }
                add(text, document);
                last = document;
                count++;
                if (text.length() >= FLUSH_BYTES && (turns.isTurn(number) || text.length() >= waiting)) {
                    if (!turns.await(number)) {
                        return false;
                    }
                    meter.add(count, output.append(text, count, last));
                    count = 0;
                }
            }
            if (!turns.await(number)) {
                return false;
            }
            if (last != null && count > 0) {
                meter.add(count, output.append(text, count, last));
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransferException("the export was interrupted", interrupted);
        }
    }

    private static boolean isSame(RawDocument document, Document written) {
        return new Document("_id", document.valueOrNull("_id")).equals(written);
    }

    private static void add(RecordWriter text, RawDocument document) {
        try {
            text.add(document);
        } catch (BsonException malformed) {
            throw new TransferException("a document cannot be written: " + malformed.getMessage(), malformed);
        }
    }

    /** An export by several threads. */
    private final class Ranges {
        private final ExportOutput output;
        private final @Nullable Document projection;
        private final List<IdRange> ranges;
        private final @Nullable Document written;
        private final AtomicInteger next = new AtomicInteger();

        Ranges(ExportOutput output, @Nullable Document projection, long documents) {
            this.output = output;
            this.projection = projection;
            this.written = output.state().last();
            this.ranges = IdRange.divide(collection, written, documents);
        }

        void export() throws IOException {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < readers; i++) {
                threads.add(Thread.ofPlatform().name("export-" + i).daemon().start(this::work));
            }
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                turns.fail(interrupted);
            }
            turns.throwFailure();
        }

        private void work() {
            try {
                for (int i = next.getAndIncrement(); i < ranges.size(); i = next.getAndIncrement()) {
                    var find = selection.find(collection, projection, ranges.get(i));
                    if (!copy(find, output, i, i == 0 ? written : null)) {
                        return;
                    }
                    turns.pass();
                }
            } catch (IOException | RuntimeException | Error failed) {
                turns.fail(failed);
            }
        }
    }
}
