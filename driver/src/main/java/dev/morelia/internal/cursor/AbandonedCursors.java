package dev.morelia.internal.cursor;

import dev.morelia.bson.RawDocument;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Closes the server side of cursors that were closed in a hurry, or garbage collected without being closed. Their ids
 * wait in a queue for the one daemon thread of this class, which is started with the first of them and asks the policy
 * when to close them, without holding the lock. Thread-safe.
 */
public final class AbandonedCursors implements AutoCloseable {
    /** The servers drop idle cursors themselves after a while. */
    private static final int MAXIMUM_ATTEMPTS = 3;

    /** Nobody waits here: however short the timeout of a query was, there is time to get a connection. */
    private static final Duration MINIMUM_TIMEOUT = Duration.ofSeconds(5);

    private final Background background;
    private final Env env;
    private final Topology topology;
    private final Executor executor;
    private final ExecutionContext context;
    private final CursorPolicy policy;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final LostCursors lost;
    private final ArrayDeque<Abandoned> queue = new ArrayDeque<>();
    /** When the first of those in the queue was added. */
    private long firstNanos;

    private boolean closed;
    /** Those being closed, kept until that is done; belongs to the thread. */
    private List<Abandoned> pending = List.of();

    private int attempts;

    /**
     * A cursor to be closed.
     *
     * @param context how long closing it may take
     * @param pinned the call that holds the only connection over which it can be closed; null if any will do
     */
    private record Abandoned(
            ServerCursor cursor,
            ExecutionContext context,
            @Nullable Call pinned) {
        boolean isLike(Abandoned other) {
            return pinned == null
                    && other.pinned == null
                    && Objects.equals(context.timeout(), other.context.timeout())
                    && cursor.server().equals(other.cursor.server())
                    && cursor.namespace().equals(other.cursor.namespace());
        }

        void end() {
            if (pinned != null) {
                pinned.end();
            }
        }
    }

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
        this.lost = new LostCursors(background, topology, executor, unhurried(context));
        executor.whenCursorLost(this::add);
    }

    Cleaner.Cleanable watch(Object cursor, Runnable forgotten) {
        return whenForgotten(cursor, forgotten);
    }

    /** Runs something when an object is not reachable any more, which it must not refer to, or earlier. */
    static Cleaner.Cleanable whenForgotten(Object owner, Runnable forgotten) {
        return Forgotten.CLEANER.register(owner, forgotten);
    }

    /** Closes a cursor soon; does nothing once the client is closed. */
    public void add(ServerCursor cursor) {
        add(cursor, context);
    }

    /** Closes a cursor soon, in the timeout of this context or a longer one; not once the client is closed. */
    void add(ServerCursor cursor, ExecutionContext limits) {
        add(new Abandoned(cursor, limits, null));
    }

    /** Closes the cursor of a call that has no more commands, and ends the call. */
    void add(ServerCursor cursor, Call call) {
        if (call.connection() != null) {
            add(new Abandoned(cursor, call.context(), call));
        } else {
            add(cursor, call.context());
            call.end();
        }
    }

    /** A call that opens a cursor has ended without a reply: the server's cursor, if any, is closed soon. */
    public void addLost(Call call, MongoException end) {
        lost.add(call, end);
    }

    /** The sessions of such calls that are not certainly killed. */
    public List<RawDocument> lostSessions() {
        return lost.sessions();
    }

    /** Kills these sessions on their servers, as the client is closed. */
    public void killLostSessions(ExecutionContext limited) {
        lost.kill(limited);
    }

    private void add(Abandoned cursor) {
        if (!enqueue(cursor)) {
            cursor.end();
            return;
        }
        thread.ensureRunning();
    }

    /** Whether the client is not closed. */
    private boolean enqueue(Abandoned cursor) {
        monitor.lock();
        try {
            if (closed) {
                return false;
            }
            if (queue.isEmpty()) {
                firstNanos = env.nanoTime();
            }
            queue.add(cursor);
            monitor.signal();
            return true;
        } finally {
            monitor.unlock();
        }
    }

    private boolean turn() throws InterruptedException {
        if (pending.isEmpty()) {
            pending = due();
            attempts = 0;
        } else if (++attempts == MAXIMUM_ATTEMPTS) {
            pending = List.of();
        }
        while (!pending.isEmpty()) {
            var first = pending.getFirst();
            if (first.pinned != null) {
                pending = pending.subList(1, pending.size());
                killOverItsConnection(first.cursor, first.pinned);
                continue;
            }
            // One command closes all of a server and namespace.
            var ids = pending.stream()
                    .filter(first::isLike)
                    .map(each -> each.cursor.id())
                    .toList();
            killAll(new KillCursors(first.cursor, ids), first.context);
            pending = pending.stream().filter(each -> !first.isLike(each)).toList();
        }
        return !isClosed();
    }

    private void killOverItsConnection(ServerCursor cursor, Call pinned) {
        try {
            kill(executor.renewed(pinned), cursor);
        } finally {
            pinned.end();
        }
    }

    private void killAll(KillCursors command, ExecutionContext limited) {
        try {
            execute(executor.call(unhurried(limited).withoutSession()), command);
        } catch (InterruptedOperationException interrupted) {
            throw interrupted;
        } catch (MongoException failure) {
            logFailure(command, failure);
        }
    }

    private static ExecutionContext unhurried(ExecutionContext limited) {
        Duration timeout = limited.timeout();
        boolean hurried = timeout != null && !timeout.isZero() && timeout.compareTo(MINIMUM_TIMEOUT) < 0;
        return hurried ? limited.with(MINIMUM_TIMEOUT) : limited;
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
        var connection = call.connection();
        if (connection != null && !connection.isUsable()) {
            killElsewhere(call, cursor);
            return;
        }
        if (connection != null && connection.hasMoreToCome()) {
            // The server goes on sending batches until the connection is closed, and with it the cursor.
            connection.discard();
            return;
        }
        try {
            execute(call, command);
        } catch (InterruptedOperationException | OperationTimeoutException | PoolTimeoutException hurried) {
            // The thread has no time left; the cursor is closed in the background, or else with its connection.
            if (connection != null) {
                connection.discard();
            }
            killElsewhere(call, cursor);
        } catch (MongoException failure) {
            logFailure(command, failure);
        }
    }

    /**
     * Closes a cursor in the background, over another connection. A service behind a load balancer closes the cursors
     * of a connection with it; any other server only the cursor of which it is sending batches.
     */
    private void killElsewhere(Call call, ServerCursor cursor) {
        var connection = call.connection();
        if (connection == null || connection.isExhaust()) {
            add(cursor, call.context());
        }
    }

    private void execute(Call call, KillCursors command) {
        // A client that was disconnected does not connect again for this.
        if (topology.isOpen()) {
            executor.execute(
                    command,
                    call.outsideTransactions().pinnedTo(command.cursor().server()));
        }
    }

    private static void logFailure(KillCursors command, MongoException failure) {
        Log.CURSOR.text(Level.DEBUG, "cursors " + command.ids() + " could not be closed", failure);
    }

    /** The cursors to close now; waits for them. None when the client is closed. */
    private List<Abandoned> due() throws InterruptedException {
        while (true) {
            int waiting = awaitFirst();
            if (waiting == 0) {
                return List.of();
            }
            long pauseNanos = pauseNanos(waiting);
            monitor.lock();
            try {
                if (pauseNanos <= 0) {
                    List<Abandoned> due = List.copyOf(queue);
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
        if (holdsConnection()) {
            return 0;
        }
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

    /** Whether a cursor in the queue keeps a connection from other operations. */
    private boolean holdsConnection() {
        monitor.lock();
        try {
            return queue.stream().anyMatch(cursor -> cursor.pinned != null);
        } finally {
            monitor.unlock();
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
        lost.close();
        List<Abandoned> left;
        monitor.lock();
        try {
            closed = true;
            left = List.copyOf(queue);
            queue.clear();
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
        left.forEach(Abandoned::end);
    }

    /** Made with the first cursor, as it starts a thread. */
    private static final class Forgotten {
        /** One for all clients: its thread does nothing but pass ids on. */
        static final Cleaner CLEANER = Cleaner.create();
    }
}
