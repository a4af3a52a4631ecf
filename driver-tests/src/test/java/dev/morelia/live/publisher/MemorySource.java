package dev.morelia.live.publisher;

import dev.morelia.internal.bridge.Source;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Numbers from 0 on, in batches: before each it waits as if for a server. */
final class MemorySource implements Source<Integer> {
    private final int elements;
    private final int batchSize;
    private final AtomicInteger closed = new AtomicInteger();
    private int next;
    private int arrived;

    MemorySource(int elements, int batchSize) {
        this.elements = elements;
        this.batchSize = batchSize;
    }

    @Override
    public boolean isAvailable() {
        return next < arrived;
    }

    @Override
    public boolean hasEnded() {
        return next == elements;
    }

    @Override
    public @Nullable Integer next() {
        if (next == elements) {
            return null;
        }
        if (next == arrived) {
            arrived = Math.min(elements, arrived + batchSize);
        }
        return next++;
    }

    /** How often it was closed. */
    int closed() {
        return closed.get();
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
