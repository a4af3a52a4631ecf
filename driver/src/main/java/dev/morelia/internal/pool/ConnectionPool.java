package dev.morelia.internal.pool;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.settings.PoolSettings;
import dev.morelia.settings.ServerAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server. The most recently used idle connection is handed out first, so that a quiet pool goes
 * stale from one end; when {@code maxPoolSize} connections are out, threads wait in line. A connection that broke is
 * closed at check-in, and with it every idle one of the same age: they most likely broke too. One monitor guards the
 * state and is never held during I/O. Thread-safe.
 */
public final class ConnectionPool implements AutoCloseable {
    private static final String TRIED = "checking out a connection";

    private final Env env;
    private final ServerAddress address;
    private final PoolSettings settings;
    private final ConnectionOpener opener;
    private final Monitor monitor;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> inUse = new HashSet<>();
    private final AtomicLong connectionIds = new AtomicLong();
    private int opening;
    private boolean closed;

    /** An empty pool. */
    public ConnectionPool(Env env, ServerAddress address, PoolSettings settings, ConnectionOpener opener) {
        this.env = env;
        this.address = address;
        this.settings = settings;
        this.opener = opener;
        this.monitor = env.newMonitor();
    }

    /**
     * A connection for the calling thread alone, until {@link #checkIn}.
     *
     * @throws PoolTimeoutException when none was free until {@code waitQueueTimeoutMS} or the deadline
     * @throws ClientClosedException after {@link #close}
     */
    public Connection checkOut(Deadline deadline) {
        Connection pooled = takeIdleOrPermit(deadline);
        if (pooled != null) {
            return pooled;
        }
        Connection opened = null;
        try {
            opened = opener.open(connectionIds.incrementAndGet(), deadline);
            return opened;
        } finally {
            permitUsed(opened);
        }
    }

    /** An idle connection, or null with the permit to open one. */
    private @Nullable Connection takeIdleOrPermit(Deadline deadline) {
        Deadline waitUntil = null;
        long waitedSinceNanos = 0;
        monitor.lock();
        try {
            while (true) {
                if (closed) {
                    throw new ClientClosedException(TRIED, RetryAdvice.SAFE);
                }
                Connection connection = idle.pollFirst();
                if (connection != null) {
                    inUse.add(connection);
                    return connection;
                }
                if (settings.maxPoolSize() == 0 || inUse.size() + opening < settings.maxPoolSize()) {
                    opening++;
                    return null;
                }
                if (waitUntil == null) {
                    waitedSinceNanos = env.nanoTime();
                    waitUntil = waitQueueDeadline().earlier(deadline);
                }
                awaitFree(waitUntil, waitedSinceNanos);
            }
        } finally {
            monitor.unlock();
        }
    }

    private Deadline waitQueueDeadline() {
        long nanos = settings.waitQueueTimeout().toNanos();
        return nanos == 0 ? Deadline.NONE : Deadline.after(env.nanoTime(), nanos);
    }

    private void awaitFree(Deadline waitUntil, long sinceNanos) {
        long remainingNanos = waitUntil.remainingNanos(env.nanoTime());
        if (remainingNanos <= 0) {
            throw new PoolTimeoutException(
                    address,
                    Duration.ofNanos(env.nanoTime() - sinceNanos),
                    "All " + settings.maxPoolSize() + " connections are in use: raise maxPoolSize, or find the"
                            + " operations that hold connections for long",
                    null);
        }
        try {
            monitor.await(remainingNanos);
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(address, TRIED, RetryAdvice.SAFE, interrupted);
        }
    }

    private void permitUsed(@Nullable Connection opened) {
        boolean refused = false;
        monitor.lock();
        try {
            opening--;
            if (opened != null) {
                refused = closed;
                inUse.add(opened);
            } else {
                monitor.signal();
            }
        } finally {
            monitor.unlock();
        }
        if (refused && opened != null) {
            opened.close();
        }
    }

    /** Gives a connection back; one that is not usable any more is closed. */
    public void checkIn(Connection connection) {
        List<Connection> discarded = List.of();
        boolean usable = connection.usable();
        monitor.lock();
        try {
            inUse.remove(connection);
            if (usable && !closed) {
                idle.addFirst(connection);
            } else if (!usable) {
                discarded = new ArrayList<>(idle);
                idle.clear();
            }
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        if (!usable || closedNow()) {
            connection.close();
        }
        discarded.forEach(Connection::close);
    }

    private boolean closedNow() {
        monitor.lock();
        try {
            return closed;
        } finally {
            monitor.unlock();
        }
    }

    /** Closes every connection, those in use too, and wakes every waiting thread. Never throws, may be repeated. */
    @Override
    public void close() {
        List<Connection> all = new ArrayList<>();
        monitor.lock();
        try {
            closed = true;
            all.addAll(idle);
            all.addAll(inUse);
            idle.clear();
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
        all.forEach(Connection::close);
    }
}
