package dev.morelia.benchmarks.async;

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

    /** Starts to find one document by its id. */
    void findOne(int id, End end);

    /** Starts to read all documents. */
    void findMany(End end);

    /**
     * Prepares the insertion of many documents.
     *
     * @return starts it; each document gets an id with the first use, so that this is called before each slice
     */
    Insertion insertMany(String json, int count);

    /** A prepared insertion. */
    @FunctionalInterface
    interface Insertion {
        /** Starts the insertion. */
        void start(End end);
    }

    @Override
    void close();
}
