package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import org.jspecify.annotations.Nullable;

/** The place of a thread that waits for its turn. Thread-safe. */
final class AwaitedPlace extends Place {
    private final Monitor monitor;
    private boolean begun;
    private boolean left;
    private @Nullable Throwable failure;

    AwaitedPlace(Env env, Deadline deadline, @Nullable Object target) {
        super(deadline, target);
        monitor = env.newMonitor();
    }

    @Override
    boolean begin() {
        monitor.lock();
        try {
            if (left) {
                return false;
            }
            begun = true;
            monitor.signalAll();
            return true;
        } finally {
            monitor.unlock();
        }
    }

    @Override
    void fail(Throwable why) {
        monitor.lock();
        try {
            failure = why;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits until it is in flight.
     *
     * @return why it will not be; null if it is
     * @throws InterruptedException if the thread is interrupted before
     */
    @Nullable
    Throwable await() throws InterruptedException {
        monitor.lock();
        try {
            while (!begun && failure == null) {
                monitor.await(Long.MAX_VALUE);
            }
            return failure;
        } finally {
            monitor.unlock();
        }
    }

    /** The thread does not wait any more; returns whether it is in flight all the same. */
    boolean leave() {
        monitor.lock();
        try {
            left = true;
            return begun;
        } finally {
            monitor.unlock();
        }
    }
}
