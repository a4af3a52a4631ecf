package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.DriverTask;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What both async drivers do in the rows. Loaded once, for all class loaders. Thread-safe. */
public interface AsyncClient extends AutoCloseable {
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

    /**
     * Prepares a row of {@code bench driver}. Called before each slice, as documents get an id when they are inserted.
     *
     * @param json the row's document
     */
    Operation task(DriverTask task, String json);

    /** Empties the bucket of this driver and prepares the upload of a file, which is published from memory. */
    Operation upload(byte[] content) throws Exception;

    /** Stores a file in the empty bucket of this driver and prepares its download, whose content is discarded. */
    Operation download(byte[] content) throws Exception;

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
