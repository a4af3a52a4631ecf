package dev.morelia.internal.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The server session pool, and the cluster time of its client. The session used last is handed out first, so that
 * surplus ones expire and are dropped. Runs on the threads of its callers, under one monitor. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#server-session-pool">Driver Sessions: server session pool</a>
 */
public final class ServerSessions {
    private final Env env;
    private final Monitor monitor;
    private final ArrayDeque<ServerSession> idle = new ArrayDeque<>();
    private final ClusterClock clock = new ClusterClock();
    private final OpenTransactions transactions = new OpenTransactions();
    private int timeoutMinutes;

    /** No sessions yet. */
    public ServerSessions(Env env) {
        this.env = env;
        this.monitor = env.newMonitor();
    }

    /** The highest cluster time that the client has seen. */
    public ClusterClock clock() {
        return clock;
    }

    /**
     * A session for the caller alone until {@link #giveBack}.
     *
     * @param serversTimeoutMinutes how long the servers keep an idle session
     */
    ServerSession take(int serversTimeoutMinutes) {
        long nowNanos = env.nanoTime();
        monitor.lock();
        try {
            timeoutMinutes = serversTimeoutMinutes;
            for (ServerSession next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
                if (!next.expires(nowNanos, timeoutMinutes)) {
                    next.used(nowNanos);
                    return next;
                }
            }
        } finally {
            monitor.unlock();
        }
        return new ServerSession(env);
    }

    /** Takes a session back, unless it is dirty or about to expire. */
    void giveBack(ServerSession session) {
        if (session.isDirty()) {
            return;
        }
        long nowNanos = env.nanoTimeOr(session.usedNanos());
        monitor.lock();
        try {
            while (!idle.isEmpty() && idle.peekLast().expires(nowNanos, timeoutMinutes)) {
                idle.pollLast();
            }
            if (!session.expires(nowNanos, timeoutMinutes)) {
                idle.addFirst(session);
            }
        } finally {
            monitor.unlock();
        }
    }

    /** The sessions that have begun transactions. */
    OpenTransactions transactions() {
        return transactions;
    }

    /** The sessions that are in a transaction, which is to be aborted as the client is closed; no more begin. */
    public List<ExplicitSession> drainTransactions() {
        return transactions.drain();
    }

    /** Removes all idle sessions, to be ended on the servers. */
    public List<RawDocument> drain() {
        monitor.lock();
        try {
            var ids = new ArrayList<RawDocument>(idle.size());
            idle.forEach(session -> ids.add(session.id()));
            idle.clear();
            return ids;
        } finally {
            monitor.unlock();
        }
    }
}
