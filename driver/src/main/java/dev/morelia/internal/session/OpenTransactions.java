package dev.morelia.internal.session;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of a client that have begun transactions, which are aborted when the client is closed. Does not keep a
 * session that the program has forgotten. Thread-safe, without a lock.
 */
final class OpenTransactions {
    /** After so many, those of forgotten sessions are removed. */
    private static final int BETWEEN_CLEANINGS = 1_000;

    private final Set<WeakReference<ExplicitSession>> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private volatile int cleaningAt = BETWEEN_CLEANINGS;

    /** A session begins its first transaction. */
    void add(WeakReference<ExplicitSession> session) {
        sessions.add(session);
        if (sessions.size() > cleaningAt) {
            sessions.removeIf(each -> each.get() == null);
            cleaningAt = sessions.size() + BETWEEN_CLEANINGS;
        }
    }

    /** A session is closed. */
    void remove(WeakReference<ExplicitSession> session) {
        sessions.remove(session);
    }

    /** Whether they are being aborted, so that none begins. */
    boolean isClosing() {
        return closing;
    }

    /** Those that are in a transaction; all are forgotten, and no more begin. */
    List<ExplicitSession> drain() {
        closing = true;
        var open = new ArrayList<ExplicitSession>();
        for (var each : sessions) {
            ExplicitSession session = each.get();
            if (session != null && session.isInTransaction()) {
                open.add(session);
            }
        }
        sessions.clear();
        return open;
    }
}
