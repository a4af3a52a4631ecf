package dev.morelia.internal.cursor;

import dev.morelia.error.MongoException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.ServerCursor;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Closes the server side of cursors that the program dropped without closing them. The garbage collector tells of such
 * cursors; their ids wait in a queue for the one daemon thread of this class, which is started with the first of them
 * and is the only thread that runs its code. Thread-safe.
 */
public final class AbandonedCursors implements AutoCloseable {
    /** One for all clients: its thread does nothing but pass ids on. */
    private static final Cleaner CLEANER = Cleaner.create();

    private static final System.Logger LOGGER = System.getLogger("dev.morelia.cursor");

    private final Env env;
    private final Executor executor;
    private final ExecutionContext context;
    private final Monitor monitor;
    private final ArrayDeque<ServerCursor> queue = new ArrayDeque<>();
    private boolean started;
    private boolean closed;

    /** Closes cursors through this executor. */
    public AbandonedCursors(Env env, Executor executor, ExecutionContext context) {
        this.env = env;
        this.executor = executor;
        this.context = context;
        this.monitor = env.newMonitor();
    }

    Cleaner.Cleanable watch(BatchCursor cursor, Runnable whenForgotten) {
        return CLEANER.register(cursor, whenForgotten);
    }

    void add(ServerCursor cursor) {
        boolean start;
        monitor.lock();
        try {
            if (closed) {
                return;
            }
            queue.add(cursor);
            start = !started;
            started = true;
            monitor.signal();
        } finally {
            monitor.unlock();
        }
        if (start) {
            env.start("morelia-abandoned-cursors", ThreadKind.PLATFORM_DAEMON, this::closeThem);
        }
    }

    private void closeThem() {
        ServerCursor cursor;
        while ((cursor = next()) != null) {
            kill(executor, context, cursor);
        }
    }

    /** Closes a cursor's server side; a failure harms nobody, as the server drops idle cursors after ten minutes. */
    static void kill(Executor executor, ExecutionContext context, ServerCursor cursor) {
        try {
            executor.execute(new KillCursors(cursor), context.pinnedTo(cursor.server()));
        } catch (MongoException failure) {
            LOGGER.log(System.Logger.Level.DEBUG, () -> "cursor " + cursor + " could not be closed", failure);
        }
    }

    private @Nullable ServerCursor next() {
        monitor.lock();
        try {
            while (queue.isEmpty() && !closed) {
                monitor.await(Long.MAX_VALUE);
            }
            return closed ? null : queue.poll();
        } catch (InterruptedException stopped) {
            return null;
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the thread; cursors still queued end with the connections' server side timeout. */
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
}
