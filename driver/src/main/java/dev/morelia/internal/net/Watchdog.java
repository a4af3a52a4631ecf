package dev.morelia.internal.net;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes transports whose deadline passes while a thread is blocked in them. One daemon thread serves all transports of
 * a client; it is started when the first deadline is set.
 *
 * <p>Setting and clearing a deadline must cost next to nothing, because nearly all are cleared long before they pass.
 * So a deadline is not an entry in a queue but a volatile field of its transport. The thread scans these fields, finds
 * the earliest, publishes it as {@link #wakesAt} and sleeps until then. A thread that sets a deadline writes the field
 * first and reads {@code wakesAt} afterwards, and wakes the watchdog only if that is later than the deadline; the
 * watchdog writes {@code wakesAt} first and scans once more before it sleeps. As all four accesses are volatile, one of
 * the two always sees the other. With equal timeouts on all operations the watchdog thus wakes about once per timeout,
 * however many operations there are, and sleeps indefinitely while the client is unused.
 *
 * <p>A transport's field is changed to {@link #FIRED} by compare-and-set before the transport is closed, so a deadline
 * that is cleared in time never affects the next operation on the same transport.
 *
 * <p>Thread-safe. The monitor guards the list of transports and is never held while one is closed.
 */
final class Watchdog implements AutoCloseable {

    /** Value of a transport's field when there is no deadline. */
    static final long NEVER = Long.MAX_VALUE;

    /** Value of a transport's field once its deadline has passed. */
    static final long FIRED = Long.MIN_VALUE;

    /** For this long after a deadline has passed, others are expected to pass too. */
    private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Env env;
    private final Monitor monitor;
    private final List<Transport> transports = new ArrayList<>();
    private final BackgroundThread thread;
    private volatile long wakesAt = NEVER;
    private volatile long lastPassedNanos = NEVER;
    private boolean closed;
    /** The transport to close next, kept until it is closed; confined to the thread. */
    private @Nullable Transport due;

    Watchdog(Background background) {
        this.env = background.env();
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-watchdog", this::turn);
    }

    /** From now on the transport may have deadlines; it is closed at once if the watchdog is. */
    void add(Transport transport) {
        boolean late;
        monitor.lock();
        try {
            late = closed;
            transports.add(transport);
        } finally {
            monitor.unlock();
        }
        if (late) {
            transport.close();
        }
    }

    void remove(Transport transport) {
        monitor.lock();
        try {
            transports.remove(transport);
        } finally {
            monitor.unlock();
        }
    }

    /** Called after a transport's field was set to this time. */
    void deadlineSet(long atNanos) {
        long wakes = wakesAt;
        if (wakes == NEVER || atNanos - wakes < 0) {
            wake();
        }
    }

    /** A deadline passed while its transport was waiting for a reply. */
    void deadlinePassed(long nowNanos) {
        lastPassedNanos = nowNanos;
    }

    /** Whether a deadline has passed recently. */
    boolean deadlinesPass(long nowNanos) {
        long last = lastPassedNanos;
        return last != NEVER && nowNanos - last < MEMORY_NANOS;
    }

    private void wake() {
        monitor.lock();
        try {
            if (closed) {
                return;
            }
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        thread.ensureRunning();
    }

    /** Stops the thread and closes transports that are still open: they would wait without deadlines. */
    @Override
    public void close() {
        List<Transport> open;
        monitor.lock();
        try {
            closed = true;
            open = List.copyOf(transports);
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        open.forEach(Transport::close);
    }

    /** Waits for a transport whose deadline has passed and closes it. */
    private boolean turn() throws InterruptedException {
        if (due == null) {
            due = awaitDue();
        }
        if (due == null) {
            return false;
        }
        due.deadlinePassed();
        due = null;
        return true;
    }

    /** Waits until a deadline has passed; returns null if the watchdog was closed. */
    private @Nullable Transport awaitDue() throws InterruptedException {
        monitor.lock();
        try {
            while (!closed) {
                long now = env.nanoTime();
                wakesAt = earliest();
                long earliest = earliest();
                if (earliest == NEVER || earliest - now > 0) {
                    if (earliest == wakesAt) {
                        monitor.await(earliest == NEVER ? Long.MAX_VALUE : earliest - now);
                    }
                    continue;
                }
                for (var transport : transports) {
                    if (transport.fire(now)) {
                        deadlinePassed(now);
                        return transport;
                    }
                }
            }
            return null;
        } finally {
            // A thread that sets a deadline while the watchdog is not running must wake or restart it.
            wakesAt = NEVER;
            monitor.unlock();
        }
    }

    private long earliest() {
        long earliest = NEVER;
        for (var transport : transports) {
            long at = transport.expiresAtNanos();
            if (at != NEVER && at != FIRED && (earliest == NEVER || at - earliest < 0)) {
                earliest = at;
            }
        }
        return earliest;
    }
}
