package dev.morelia.internal.session;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The sessions of a client that have a transaction on the servers, to be aborted when the client is closed. Does not
 * keep a session that the program has forgotten. Thread-safe, without a lock.
 */
final class OpenTransactions {
    private final Queue<WeakReference<ExplicitSession>> sessions = new ConcurrentLinkedQueue<>();

    /** The first command of a transaction is about to be sent. */
    void add(ExplicitSession session) {
        sessions.removeIf(each -> !isOpen(each));
        sessions.add(new WeakReference<>(session));
    }

    private static boolean isOpen(WeakReference<ExplicitSession> reference) {
        ExplicitSession session = reference.get();
        return session != null && session.isInTransaction();
    }

    /** Removes all that are still in a transaction. */
    List<ExplicitSession> drain() {
        var open = new ArrayList<ExplicitSession>();
        for (var next = sessions.poll(); next != null; next = sessions.poll()) {
            ExplicitSession session = next.get();
            if (session != null && session.isInTransaction() && !open.contains(session)) {
                open.add(session);
            }
        }
        return open;
    }
}
