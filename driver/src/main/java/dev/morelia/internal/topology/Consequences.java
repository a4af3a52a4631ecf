package dev.morelia.internal.topology;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must follow a change of the topology but may not happen under its lock: telling listeners, closing sockets,
 * starting threads. It is added under that lock and run after it, in the order in which it was added, by one thread at
 * a time: whoever comes while another thread is at it leaves its own to that one. Thread-safe.
 */
final class Consequences {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.topology");

    private final Monitor monitor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Consequences(Env env) {
        this.monitor = env.newMonitor();
    }

    void add(Runnable consequence) {
        monitor.lock();
        try {
            waiting.add(consequence);
        } finally {
            monitor.unlock();
        }
    }

    /** Runs all that wait, unless another thread does so already. */
    void run() {
        for (Runnable next = next(true); next != null; next = next(false)) {
            try {
                next.run();
            } catch (RuntimeException bug) {
                LOGGER.log(System.Logger.Level.ERROR, "a consequence of a change failed: " + List.of(bug), bug);
            }
        }
    }

    private @Nullable Runnable next(boolean first) {
        monitor.lock();
        try {
            if (first && running) {
                return null;
            }
            Runnable next = waiting.poll();
            running = next != null;
            return next;
        } finally {
            monitor.unlock();
        }
    }
}
