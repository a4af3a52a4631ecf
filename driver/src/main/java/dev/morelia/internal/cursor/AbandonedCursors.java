package dev.morelia.internal.cursor;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.topology.Topology;
import dev.morelia.spi.CursorPolicy;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/**
 * Closes the server side of cursors that were closed in a hurry, or garbage collected without being closed. Their ids
 * wait in a queue for the one daemon thread of this class, which is started with the first of them and asks the policy
 * when to close them, without holding the lock. Thread-safe.
 */
public final class AbandonedCursors implements AutoCloseable {
    /** The servers drop idle cursors themselves after a while. */
    private static final int MAXIMUM_ATTEMPTS = 3;

    private final Background background;
    private final Env env;
    private final Topology topology;
    private final Executor executor;
    private final ExecutionContext context;
    private final CursorPolicy policy;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final ArrayDeque<ServerCursor> queue = new ArrayDeque<>();
    /** When the first of those in the queue was added. */
    private long firstNanos;

    private boolean closed;
    /** Those being closed, kept until that is done; belongs to the thread. */
    private List<ServerCursor> pending = List.of();

    private int attempts;

    /** Closes cursors through this executor, when the policy says. */
    public AbandonedCursors(
            Background background,
            Topology topology,
            Executor executor,
            ExecutionContext context,
            CursorPolicy policy) {
        this.background = background;
        this.env = background.env();
        this.topology = topology;
        this.executor = executor;
        this.context = context;
        this.policy = policy;
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-abandoned-cursors", this::turn);
        executor.whenCursorLost(this::add);
    }

    Cleaner.Cleanable watch(BatchCursor cursor, Runnable whenForgotten) {
        return Forgotten.CLEANER.register(cursor, whenForgotten);
    }

    /** Closes a cursor soon; does nothing once the client is closed. */
    public void add(ServerCursor cursor) {
        monitor.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.isEmpty()) {
                firstNanos = env.nanoTime();
            }
            queue.add(cursor);
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        thread.ensureRunning();
    }

    private boolean turn() throws InterruptedException {
        if (pending.isEmpty()) {
            pending = due();
            attempts = 0;
        } else if (++attempts == MAXIMUM_ATTEMPTS) {
            pending = List.of();
        }
        while (!pending.isEmpty()) {
            // One command closes all of a server and namespace.
            var first = pending.getFirst();
            Predicate<ServerCursor> alike = cursor ->
                    cursor.server().equals(first.server()) && cursor.namespace().equals(first.namespace());
            var ids = pending.stream().filter(alike).map(ServerCursor::id).toList();
            killAll(new KillCursors(first, ids));
            pending = pending.stream().filter(alike.negate()).toList();
        }
        return !isClosed();
    }

    private void killAll(KillCursors command) {
        try {
            execute(executor.call(context), command);
        } catch (InterruptedOperationException interrupted) {
            throw interrupted;
        } catch (MongoException failure) {
            logFailure(command, failure);
        }
    }

    private boolean isClosed() {
        monitor.lock();
        try {
            return closed;
        } finally {
            monitor.unlock();
        }
    }

    /** Closes a cursor's server side; a failure is harmless: the server drops idle cursors after ten minutes. */
    void kill(Call call, ServerCursor cursor) {
        var command = new KillCursors(cursor);
        try {
            execute(call, command);
        } catch (InterruptedOperationException | OperationTimeoutException | PoolTimeoutException hurried) {
            // The thread has no time left; the cursor is closed in the background.
            add(cursor);
        } catch (MongoException failure) {
            logFailure(command, failure);
        }
    }

    private void execute(Call call, KillCursors command) {
        // A client that was disconnected does not connect again for this.
        if (topology.isOpen()) {
            executor.execute(command, call.pinnedTo(command.cursor().server()));
        }
    }

    private static void logFailure(KillCursors command, MongoException failure) {
        Log.CURSOR.text(Level.DEBUG, "cursors " + command.ids() + " could not be closed", failure);
    }

    /** The cursors to close now; waits for them. None when the client is closed. */
    private List<ServerCursor> due() throws InterruptedException {
        while (true) {
            int waiting = awaitFirst();
            if (waiting == 0) {
                return List.of();
            }
            long pauseNanos = pauseNanos(waiting);
            monitor.lock();
            try {
                if (pauseNanos <= 0) {
                    List<ServerCursor> due = List.copyOf(queue);
                    queue.clear();
                    return due;
                }
                if (queue.size() == waiting && !closed) {
                    monitor.await(pauseNanos);
                }
            } finally {
                monitor.unlock();
            }
        }
    }

    private int awaitFirst() throws InterruptedException {
        monitor.lock();
        try {
            while (queue.isEmpty() && !closed) {
                monitor.await(Long.MAX_VALUE);
            }
            return queue.size();
        } finally {
            monitor.unlock();
        }
    }

    private long pauseNanos(int waiting) {
        try {
            var oldest = Duration.ofNanos(env.nanoTime() - first());
            return policy.pause(waiting, oldest).toNanos();
        } catch (Throwable broken) {
            if (env.isOver()) {
                throw broken;
            }
            background.report("the cursor policy failed; the cursors are closed now", broken);
            return 0;
        }
    }

    private long first() {
        monitor.lock();
        try {
            return firstNanos;
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the thread; servers close the cursors still queued when they have been idle for too long. */
    @Override
    public void close() {
        monitor.lock();
        try {
            closed = true;
            queue.clear();
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Made with the first cursor, as it starts a thread. */
    private static final class Forgotten {
        /** One for all clients: its thread does nothing but pass ids on. */
        static final Cleaner CLEANER = Cleaner.create();
    }
}
