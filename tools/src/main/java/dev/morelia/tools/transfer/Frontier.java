package dev.morelia.tools.transfer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Up to where all parts of an input are done, although they end in any order; saves it now and then. Thread-safe. */
final class Frontier {
    private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StateFile file;
    private final Supplier<CollectionIdentity> target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, ImportState.Reached> done = new HashMap<>();
    private ImportState state;
    private long next;
    private long savedNanos = System.nanoTime();

    /**
     * Continues from a state.
     *
     * @param target asks which collection it is, if that did not exist at first
     */
    Frontier(StateFile file, ImportState state, Supplier<CollectionIdentity> target) {
        this.file = file;
        this.target = target;
        this.state = state;
    }

    /** A part is done. */
    void complete(long number, Batch batch) throws IOException {
        lock.lock();
        try {
            done.put(number, batch.end());
            for (ImportState.Reached part = done.remove(next); part != null; part = done.remove(next)) {
                state = state.after(part);
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
            if (state.uuid() == null) {
                state = state.of(target.get());
            }
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
