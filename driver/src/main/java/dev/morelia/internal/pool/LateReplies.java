package dev.morelia.internal.pool;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.TimeUnit;

/**
 * Keeps connections whose command was not answered in time until the reply has come, and gives them back then. To close
 * each at once would have a server that is slow already open, secure and authenticate new ones, one for each operation
 * that times out. Each has a virtual thread of its own, so that one reply does not wait for another; a connection whose
 * reply takes too long is closed. Thread-safe.
 */
final class LateReplies {
    /** After the deadline of the command; the server itself gives most commands up at about that time. */
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Env env;
    private final ConnectionPool pool;

    LateReplies(Env env, ConnectionPool pool) {
        this.env = env;
        this.pool = pool;
    }

    /** Whether the connection will be given back when its reply has come; not if no thread can be had. */
    boolean await(PooledConnection connection) {
        boolean started = false;
        try {
            var until = Deadline.after(env.nanoTime(), MAXIMUM_WAIT_NANOS);
            connection.replyLate = true;
            env.start("morelia-late-reply", ThreadKind.VIRTUAL, () -> drop(connection, until));
            started = true;
        } catch (Throwable noThread) {
            if (env.isOver()) {
                throw noThread;
            }
        }
        return started;
    }

    private void drop(PooledConnection connection, Deadline until) {
        try {
            connection.connection().dropLateReply(until);
        } catch (Throwable unexpected) {
            if (env.isOver()) {
                throw unexpected;
            }
            connection.closeQuietly();
        } finally {
            pool.giveBack(connection);
        }
    }
}
