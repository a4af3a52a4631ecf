package dev.morelia.internal.pool;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections whose command was not answered in time until the reply has come, and returns them to the pool then.
 * Closing each at once would make a server that is slow already accept, secure and authenticate new ones, one for each
 * operation that times out.
 *
 * <p>The wait is short, as most servers give up at the deadline themselves: a second, and only a tenth of it while the
 * pool is full and an operation is waiting for a connection. One thread checks each connection in turn; it is started
 * with the first and ends with the last of them. Thread-safe.
 */
final class LateReplies {
    private static final int MAXIMUM_COUNT = 32;
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAXIMUM_WAIT_IF_SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** From the first byte of a reply to its last. */
    private static final long MAXIMUM_REPLY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Env env;
    private final ConnectionPool pool;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final List<Late> late = new ArrayList<>(MAXIMUM_COUNT);

    private record Late(PooledConnection connection, long sinceNanos) {}

    LateReplies(Background background, ConnectionPool pool) {
        this.env = background.env();
        this.pool = pool;
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-late-replies-" + pool.address(), this::turn);
    }

    /** Whether it will return the connection; not if there are too many already, or no thread can be started. */
    boolean add(PooledConnection connection) {
        var added = new Late(connection, env.nanoTime());
        monitor.lock();
        try {
            if (late.size() == MAXIMUM_COUNT) {
                return false;
            }
            late.add(added);
            connection.replyIsLate();
        } finally {
            monitor.unlock();
        }
        thread.ensureRunning();
        return thread.isRunning() || !remove(added);
    }

    private boolean remove(Late one) {
        monitor.lock();
        try {
            return late.remove(one);
        } finally {
            monitor.unlock();
        }
    }

    private List<Late> all() {
        monitor.lock();
        try {
            return List.copyOf(late);
        } finally {
            monitor.unlock();
        }
    }

    private boolean turn() {
        List<Late> all = all();
        for (Late one : all) {
            check(one, ROUND_NANOS / all.size());
        }
        return !all.isEmpty();
    }

    private void check(Late one, long nanos) {
        Connection connection = one.connection.connection();
        boolean known = false;
        try {
            long beginNanos = env.nanoTime();
            Reply reply = connection.lateReply(nanos, Deadline.after(beginNanos, nanos + MAXIMUM_REPLY_NANOS));
            if (connection.isReplyLate() && isOver(env.nanoTime() - one.sinceNanos)) {
                connection.close();
            }
            report(one.connection, reply);
            known = true;
        } finally {
            if (!known && !env.isOver()) {
                connection.close();
            }
            if (!connection.isReplyLate() && remove(one)) {
                pool.giveBack(one.connection);
            }
        }
    }

    private boolean isOver(long sinceNanos) {
        return sinceNanos >= MAXIMUM_WAIT_NANOS || (sinceNanos >= MAXIMUM_WAIT_IF_SHORT_NANOS && pool.isShort());
    }

    private static void report(PooledConnection connection, @Nullable Reply reply) {
        var receiver = connection.connection().isReplyLate() ? null : connection.takeWhenReplied();
        if (receiver != null && reply != null) {
            receiver.accept(reply);
        }
    }
}
