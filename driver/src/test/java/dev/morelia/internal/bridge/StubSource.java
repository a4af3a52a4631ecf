package dev.morelia.internal.bridge;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Numbers from 0 on; before each that is not available yet it waits for the test, and can be interrupted. */
@SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
final class StubSource implements Source<Integer> {
    final AtomicInteger waits = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final Semaphore arriving = new Semaphore(0);
    private final int elements;
    private volatile int available;
    private int next;
    private @Nullable RuntimeException failure;

    StubSource(int elements) {
        this.elements = elements;
    }

    /** The next element that it waits for arrives, with so many others. */
    StubSource arrives(int more) {
        available += more;
        arriving.release();
        return this;
    }

    /** After the elements it fails. */
    StubSource fails(RuntimeException reason) {
        failure = reason;
        return this;
    }

    @Override
    public boolean isAvailable() {
        return next < available && next < elements;
    }

    @Override
    public boolean hasEnded() {
        return next == elements && failure == null;
    }

    @Override
    public @Nullable Integer next() {
        if (next == elements) {
            if (failure != null) {
                throw failure;
            }
            return null;
        }
        while (next >= available) {
            waits.incrementAndGet();
            try {
                arriving.acquire();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", interrupted);
            } finally {
                waits.decrementAndGet();
            }
        }
        return next++;
    }

    @Override
    public void close() {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the interrupt flag is left");
        }
        closed.incrementAndGet();
    }
}
