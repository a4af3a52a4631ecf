package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The waits for code of the program, such as the stage of a transaction's body or the next element of a publisher,
 * which may never come. They end when the client is closed. Thread-safe; no wait is called under the monitor.
 */
final class ProgramWaits {
    private final Monitor monitor;
    private final Set<Wait> waits = new HashSet<>();
    private boolean closed;

    /** A wait of one thread; has the identity of its object. */
    interface Wait {
        /** Ends the wait, with a failure that says that the client is closed. */
        void clientClosed();
    }

    ProgramWaits(Env env) {
        this.monitor = env.newMonitor();
    }

    /** A wait begins; it is ended at once if the client is closed. */
    void begin(Wait wait) {
        boolean late;
        monitor.lock();
        try {
            late = closed;
            if (!late) {
                waits.add(wait);
            }
        } finally {
            monitor.unlock();
        }
        if (late) {
            wait.clientClosed();
        }
    }

    /** A wait has ended. */
    void end(Wait wait) {
        monitor.lock();
        try {
            waits.remove(wait);
        } finally {
            monitor.unlock();
        }
    }

    /** Ends all waits, also those that begin later. */
    void close() {
        List<Wait> open;
        monitor.lock();
        try {
            closed = true;
            open = List.copyOf(waits);
            waits.clear();
        } finally {
            monitor.unlock();
        }
        open.forEach(Wait::clientClosed);
    }
}
