package dev.morelia.tools.transfer;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.tools.format.TransferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Imports a file: one thread divides it into parts, several read the documents of a part and write them, one part after
 * the other. The queue between them is short, so a file may be larger than memory. Where the order matters, parts are
 * read in parallel and written one after the other. For one import.
 */
public final class Importer {
    private static final long POLL_MILLIS = 100;

    private final MongoCollection<Document> collection;
    private final ImportPlan plan;
    private final Meter meter;
    private final Tally tally = new Tally();
    private final Turns turns = new Turns();

    /** Prepares an import. */
    public Importer(MongoCollection<Document> collection, ImportPlan plan, Meter meter) {
        this.collection = collection;
        this.plan = plan;
        this.meter = meter;
    }

    /** What has been done so far, also after a failure. */
    public Tally tally() {
        return tally;
    }

    /**
     * Imports a stream.
     *
     * @throws IOException if it cannot be read
     * @throws TransferException if it is no such table
     * @throws dev.morelia.error.MongoException if something fails other than the writes of single documents
     */
    public void run(InputStream input) throws IOException {
        PartSource source = new ImportFile(plan, input).parts(null);
        if (plan.drop()) {
            collection.drop();
        }
        run(source, null, false);
    }

    /**
     * Imports a file, and keeps a record of how far it came in a file beside it, which is deleted at the end.
     *
     * @throws IOException if it cannot be read, or the record cannot be written
     * @throws TransferException if it is no such table, or not the file that the record is of
     * @throws dev.morelia.error.MongoException if something fails other than the writes of single documents
     */
    public void resume(Path file) throws IOException {
        if (plan.mode().stopOnError()) {
            throw new TransferException("--resume and --stop-on-error cannot be combined");
        }
        StateFile saved = ImportState.file(file);
        boolean resumed = saved.read() != null;
        var target = CollectionIdentity.of(collection);
        if (target.isTimeSeries()) {
            throw new TransferException("--resume is not possible with a time series collection: nothing keeps the"
                    + " documents that were written beyond the record from being inserted twice");
        }
        ImportState state = ImportState.of(file, collection.namespace().toString(), plan.documents(), target);
        try (var input = Files.newInputStream(file)) {
            PartSource source = new ImportFile(plan, input).parts(state);
            ImportState.save(saved, state);
            meter.add(0, state.reached().offset());
            tally.reject(state.reached().rejections());
            run(source, new Frontier(saved, state, () -> CollectionIdentity.of(collection)), resumed);
        }
    }

    private void run(PartSource source, @Nullable Frontier frontier, boolean resumed) throws IOException {
        tally.unit(source.unit());
        var writes = new Writes(collection, plan.mode(), resumed, tally);
        BlockingQueue<Task> queue = new ArrayBlockingQueue<>(plan.writers());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.writers(); i++) {
            threads.add(Thread.ofPlatform()
                    .name("import-" + i)
                    .daemon()
                    .start(() -> write(queue, new Writer(writes, frontier))));
        }
        try {
            enqueue(source, queue);
        } catch (IOException | RuntimeException failed) {
            turns.fail(failed);
        }
        threads.forEach(Importer::join);
        if (frontier != null) {
            if (turns.failure() == null) {
                frontier.delete();
            } else {
                frontier.save();
            }
        }
        turns.throwFailure();
    }

    /** A part and its number. */
    private record Task(long number, @Nullable Part part) {}

    private void enqueue(PartSource source, BlockingQueue<Task> queue) throws IOException {
        long number = 0;
        for (Part part = source.next(); part != null && put(queue, new Task(number, part)); part = source.next()) {
            number++;
        }
        for (int i = 0; i < plan.writers() && put(queue, new Task(-1, null)); i++) {
            // Each of them ends one thread.
        }
    }

    /** Returns false if the import has ended. */
    private boolean put(BlockingQueue<Task> queue, Task task) {
        try {
            boolean added = false;
            while (!added && !turns.ended()) {
                added = queue.offer(task, POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
            return added;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransferException("the import was interrupted", interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransferException("the import was interrupted", interrupted);
        }
    }

    private record Writer(Writes writes, @Nullable Frontier frontier) {}

    private void write(BlockingQueue<Task> queue, Writer writer) {
        try {
            while (!turns.ended()) {
                Task task = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (task == null) {
                    continue;
                }
                Part part = task.part();
                if (part == null) {
                    return;
                }
                write(task.number(), part, writer);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            turns.fail(interrupted);
        } catch (IOException | RuntimeException | Error failed) {
            turns.fail(failed);
        }
    }

    private void write(long number, Part part, Writer writer) throws IOException, InterruptedException {
        Batch batch = part.read();
        boolean ordered = plan.mode().isOrdered();
        if (ordered && !turns.await(number)) {
            return;
        }
        boolean complete = writer.writes().write(batch);
        if (!complete && plan.mode().stopOnError()) {
            turns.stop();
        }
        if (ordered) {
            turns.pass();
        }
        if (writer.frontier() != null) {
            writer.frontier().complete(number, batch);
        }
        meter.add(batch.size(), part.bytes());
    }
}
