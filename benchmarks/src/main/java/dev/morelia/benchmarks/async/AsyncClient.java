package dev.morelia.benchmarks.async;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What both async drivers do in the rows. Loaded once, for all class loaders. Thread-safe.
 *
 * @param <D> the driver's document class
 */
public interface AsyncClient<D extends Map<String, ? extends @Nullable Object>> extends AutoCloseable {
    /** Called when an operation has ended, on whichever thread. */
    @FunctionalInterface
    interface End {
        /**
         * The operation has ended.
         *
         * @param failure null after success
         */
        void ended(@Nullable Throwable failure);
    }

    /** An operation that can be started, again when it has ended. */
    @FunctionalInterface
    interface Operation {
        /** Starts the operation with this number. */
        void start(int number, End end);
    }

    /** Starts to find one document by its id. */
    void findOne(int id, End end);

    /** A document. */
    D document(String json);

    /** Starts a command. */
    void runCommand(D command, End end);

    /** Starts to read all documents of the collection. */
    void findMany(Consumer<D> each, End end);

    /** Starts an insertion, which may give the document an id. */
    void insertOne(D document, End end);

    /** Starts an insertion. */
    void insertMany(List<D> documents, End end);

    /**
     * Prepares an ordered bulk write of the collection.
     *
     * @param inserted the documents to insert
     * @param replacements for each of those the one that replaces it and is deleted; or none, to insert only
     */
    Operation bulkWrite(List<D> inserted, List<D> replacements);

    /** Starts to insert the documents of a file of JSON lines, unordered. */
    void importLines(Path file, End end);

    /** Starts to write the documents whose ids are at least {@code from} and less than {@code to} as JSON lines. */
    void exportLines(int from, int to, Path file, End end);

    /** Leaves a file of one byte in the bucket of this driver, so that the indexes exist. */
    void resetBucket() throws Exception;

    /** Starts to store a file in the bucket of this driver, which is published from memory. */
    void upload(byte[] content, End end);

    /** Stores a file and returns its id. */
    Object stored(byte[] content) throws Exception;

    /** Starts to download a file, whose content is discarded. */
    void download(Object id, End end);

    /** Starts an operation and waits for its end. */
    static void await(Operation operation) throws Exception {
        var done = new CompletableFuture<@Nullable Void>();
        operation.start(0, failure -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        var unused = done.get();
    }

    @Override
    void close();
}
