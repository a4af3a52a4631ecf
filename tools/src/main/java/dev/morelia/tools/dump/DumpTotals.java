package dev.morelia.tools.dump;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what was moved; each document is also reported to a listener, for a progress bar. Thread-safe. */
public final class DumpTotals {
    private final Listener listener;
    private final AtomicLong collections = new AtomicLong();
    private final AtomicLong views = new AtomicLong();
    private final AtomicLong documents = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Is told what was moved, on the threads that move it. */
    public interface Listener {
        /** So many documents of this size were moved. */
        void moved(long documents, long bytes);

        /** So much is to be expected; either is 0 if it is not known. */
        void expected(long documents, long bytes);
    }

    /** Nothing yet. */
    public DumpTotals(Listener listener) {
        this.listener = listener;
    }

    void expect(long expectedDocuments, long expectedBytes) {
        listener.expected(expectedDocuments, expectedBytes);
    }

    void add(long more, long moreBytes) {
        documents.addAndGet(more);
        bytes.addAndGet(moreBytes);
        listener.moved(more, moreBytes);
    }

    void collection() {
        collections.incrementAndGet();
    }

    void view() {
        views.incrementAndGet();
    }

    /** How many documents were moved. */
    public long documents() {
        return documents.get();
    }

    /** Their size in bytes. */
    public long bytes() {
        return bytes.get();
    }

    /** How many collections were moved as a whole, without views. */
    public long collections() {
        return collections.get();
    }

    /** How many views were moved. */
    public long views() {
        return views.get();
    }
}
