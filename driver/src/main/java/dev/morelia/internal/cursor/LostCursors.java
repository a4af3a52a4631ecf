package dev.morelia.internal.cursor;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ServerApi;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyType;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Ends what a server may have begun for a query whose thread was interrupted before the reply. That may open a cursor
 * of which nothing is known but the session, which belonged to this query alone: so the session is killed on the
 * server, with those of other such queries, by the one daemon thread of this class. Thread-safe.
 */
final class LostCursors {
    /**
     * When a session is killed, counted from the end of its query: several times, as a server that is busy begins with
     * a request when its connection was closed long ago.
     */
    private static final long[] AFTER_NANOS = {0, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(600)
    };

    private static final int MAXIMUM_SESSIONS = 10_000;

    private final Env env;
    private final Topology topology;
    private final Executor executor;
    private final ExecutionContext context;
    private final Monitor monitor;
    private final BackgroundThread thread;
    /** For each time after the end of a query those that wait for it, in that order. */
    private final List<Queue<Lost>> queues = new ArrayList<>();

    private boolean closed;

    private record Lost(ServerAddress server, RawDocument session, long endNanos) {}

    /** @param context how long a command may take */
    LostCursors(Background background, Topology topology, Executor executor, ExecutionContext context) {
        this.env = background.env();
        this.topology = topology;
        this.executor = executor;
        this.context = context;
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-lost-cursors", this::turn);
        for (long ignored : AFTER_NANOS) {
            queues.add(new ArrayDeque<>());
        }
    }

    /** A call that opens a cursor has ended without a reply. */
    void add(Call call, MongoException end) {
        ServerAddress server = end.server();
        RawDocument session = call.session() instanceof ImplicitSession own ? own.lostId() : null;
        // A service behind a load balancer closes the cursors of a connection with it.
        if (server == null || session == null || topology.description().type() == TopologyType.LOAD_BALANCED) {
            return;
        }
        var lost = new Lost(server, session, env.nanoTime());
        monitor.lock();
        try {
            if (closed) {
                return;
            }
            queues.getFirst().add(lost);
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        thread.ensureRunning();
    }

    /** The sessions that are not certainly killed. */
    List<RawDocument> sessions() {
        return queued().stream().map(Lost::session).toList();
    }

    /** Kills these sessions once, as the client is closed. */
    void kill(ExecutionContext limited) {
        killAll(queued(), limited);
    }

    private List<Lost> queued() {
        monitor.lock();
        try {
            return queues.stream().flatMap(Queue::stream).toList();
        } finally {
            monitor.unlock();
        }
    }

    private boolean turn() throws InterruptedException {
        killAll(due(), context);
        return !isEmpty();
    }

    private void killAll(List<Lost> lost, ExecutionContext limited) {
        Map<ServerAddress, List<RawDocument>> sessions = new LinkedHashMap<>();
        for (Lost each : lost) {
            sessions.computeIfAbsent(each.server, server -> new ArrayList<>()).add(each.session);
        }
        sessions.forEach((server, those) -> {
            for (int from = 0; from < those.size(); from += MAXIMUM_SESSIONS) {
                kill(server, those.subList(from, Math.min(those.size(), from + MAXIMUM_SESSIONS)), limited);
            }
        });
    }

    /** Those whose time has come, which waits for that; none if there are no more. */
    private List<Lost> due() throws InterruptedException {
        var due = new ArrayList<Lost>();
        monitor.lock();
        try {
            while (due.isEmpty() && !isEmpty()) {
                long pauseNanos = moveDue(due);
                if (due.isEmpty()) {
                    monitor.await(pauseNanos);
                }
            }
            return due;
        } finally {
            monitor.unlock();
        }
    }

    /** Moves those that are due on to the next queue; returns the time until others are. */
    private long moveDue(List<Lost> due) {
        long nowNanos = env.nanoTime();
        long pauseNanos = Long.MAX_VALUE;
        for (int i = queues.size() - 1; i >= 0; i--) {
            Queue<Lost> queue = queues.get(i);
            for (Lost lost = queue.peek(); lost != null; lost = queue.peek()) {
                long leftNanos = lost.endNanos + AFTER_NANOS[i] - nowNanos;
                if (leftNanos > 0) {
                    pauseNanos = Math.min(pauseNanos, leftNanos);
                    break;
                }
                due.add(queue.remove());
                if (i + 1 < queues.size()) {
                    queues.get(i + 1).add(lost);
                }
            }
        }
        return pauseNanos;
    }

    private boolean isEmpty() {
        monitor.lock();
        try {
            return queues.stream().allMatch(Queue::isEmpty);
        } finally {
            monitor.unlock();
        }
    }

    private void kill(ServerAddress server, List<RawDocument> sessions, ExecutionContext limited) {
        try {
            // A client that was disconnected does not connect again for this.
            if (topology.isOpen()) {
                var command = Administration.command("admin", new Document(commandName(), sessions));
                executor.execute(
                        command, executor.call(limited.withoutSession()).pinnedTo(server));
            }
        } catch (MongoException failure) {
            Log.CURSOR.text(
                    Level.DEBUG,
                    "sessions of queries without a reply could not be killed: " + sessions.size()
                            + "; the server closes cursors that have been idle for too long",
                    failure);
        }
    }

    /** The stable API has no killSessions; when servers end a session, they close its cursors after a while. */
    private String commandName() {
        ServerApi declared = topology.settings().current().serverApi();
        return declared != null && Boolean.TRUE.equals(declared.strict()) ? "endSessions" : "killSessions";
    }

    void close() {
        monitor.lock();
        try {
            closed = true;
            queues.forEach(Queue::clear);
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
