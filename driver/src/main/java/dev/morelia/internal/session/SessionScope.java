package dev.morelia.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * The sessions that operations of the current thread run in although they do not name one, innermost first. Not
 * inherited by other threads, as a session is for one thread at a time.
 *
 * @param session the innermost session
 * @param outer the scope around it, or null
 */
public record SessionScope(
        ExplicitSession session, @Nullable SessionScope outer) {
    private static final ThreadLocal<@Nullable SessionScope> CURRENT = new ThreadLocal<>();

    /** Until a program uses the first scope, operations need not look for one. */
    private static volatile boolean used;

    /** Opens a scope on the current thread; {@link #close} must follow on it. */
    public static SessionScope open(ExplicitSession session) {
        used = true;
        var scope = new SessionScope(session, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** Ends the scope, which must be the innermost one. */
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** Runs code outside of the scopes of the current thread. */
    public static void suspend(Runnable code) {
        SessionScope current = used ? CURRENT.get() : null;
        if (current == null) {
            code.run();
            return;
        }
        CURRENT.remove();
        try {
            code.run();
        } finally {
            CURRENT.set(current);
        }
    }

    /** The innermost session of the client with these server sessions; null if there is none. */
    public static @Nullable ExplicitSession current(ServerSessions sessions) {
        if (!used) {
            return null;
        }
        for (SessionScope scope = CURRENT.get(); scope != null; scope = scope.outer) {
            if (scope.session.isOf(sessions)) {
                return scope.session;
            }
        }
        return null;
    }
}
