package dev.morelia.tools.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Up to where all parts of an input are done, although they end in any order; saves it now and then. Thread-safe. */
final class Frontier {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StateFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, ImportState> done = new HashMap<>();
    private ImportState state;
    private long next;
    private long savedNanos = System.nanoTime();

    Frontier(StateFile file, ImportState state) {
        this.file = file;
        this.state = state;
    }

    /** A part is done. */
    void complete(long number, Batch batch) throws IOException {
        lock.lock();
        try {
            done.put(number, state.at(batch.endOffset(), batch.endLine()));
            for (ImportState reached = done.remove(next); reached != null; reached = done.remove(next)) {
                state = reached;
                next++;
            }
            if (System.nanoTime() - savedNanos > SAVE_NANOS) {
                save();
            }
        } finally {
            lock.unlock();
        }
    }

    void save() throws IOException {
        lock.lock();
        try {
            ImportState.save(file, state);
            savedNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** The import is complete. */
    void delete() throws IOException {
        file.delete();
    }
}
