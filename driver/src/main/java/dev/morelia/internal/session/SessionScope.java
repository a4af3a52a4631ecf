package dev.morelia.internal.session;

import dev.morelia.internal.env.Env;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that operations of the current thread run in although they do not name one, innermost first. Not
 * inherited by other threads, as a session is for one thread at a time; an operation of the async API takes those of
 * its caller along, and the time of the call.
 */
public final class SessionScope {
    private static final ThreadLocal<@Nullable SessionScope> CURRENT = new ThreadLocal<>();

    /** Until a program uses the first scope, operations need not look for one. */
    private static volatile boolean used;

    private final @Nullable ExplicitSession session;
    private final @Nullable SessionScope outer;
    /** Whether it is that of the caller of an operation of the async API. */
    private final boolean ofCaller;

    private final long calledNanos;
    /** Whether it is within other scopes of its thread, instead of replacing them. */
    private boolean nested;
    /** Whether the operation has yet to begin; then its time counts from the call. Confined to its thread. */
    private boolean beginsWithCall;

    private SessionScope(
            @Nullable ExplicitSession session, @Nullable SessionScope outer, boolean ofCaller, long calledNanos) {
        this.session = session;
        this.outer = outer;
        this.ofCaller = ofCaller;
        this.calledNanos = calledNanos;
        this.beginsWithCall = false;
    }

    /** Opens a scope on the current thread; {@link #close} must follow on it. */
    public static SessionScope open(ExplicitSession session) {
        used = true;
        var scope = new SessionScope(session, CURRENT.get(), false, 0);
        CURRENT.set(scope);
        return scope;
    }

    /** Ends the scope, which must be the innermost one. */
    public void close() {
        if (outer == null || (ofCaller && !nested)) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** Whether the session that was named, or else one of the current thread, keeps a connection of the pool. */
    public static boolean holdsConnection(@Nullable ExplicitSession named) {
        if (named != null || !used) {
            return isHolding(named);
        }
        SessionScope current = CURRENT.get();
        return current != null && current.holdsConnection();
    }

    /** Whether one of these sessions keeps a connection of the pool. */
    public boolean holdsConnection() {
        for (SessionScope scope = this; scope != null; scope = scope.outer) {
            if (isHolding(scope.session)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHolding(@Nullable ExplicitSession session) {
        Pin pin = session == null ? null : session.pin();
        return pin != null && pin.holdsConnection();
    }

    /** Whether the current thread is in a scope. */
    public static boolean isCurrent() {
        return used && CURRENT.get() != null;
    }

    /** What an operation on another thread takes along: the scopes of the current thread. */
    public static SessionScope ofCaller() {
        return new SessionScope(null, used ? CURRENT.get() : null, true, 0);
    }

    /** The same, for an operation whose time counts from the call. */
    public static SessionScope ofCaller(long calledNanos) {
        var scope = new SessionScope(null, used ? CURRENT.get() : null, true, calledNanos);
        scope.beginsWithCall = true;
        return scope;
    }

    /** Opens a scope of a caller on the current thread, which has no other; {@link #close} must follow on it. */
    public void resume() {
        used = true;
        CURRENT.set(this);
    }

    /**
     * Opens a scope on the current thread, in addition to its others, for a call that began before, as it had to wait;
     * {@link #close} must follow on it.
     */
    public static SessionScope openSince(long calledNanos) {
        var scope = ofCaller(calledNanos);
        scope.nested = true;
        scope.resume();
        return scope;
    }

    /**
     * When a call of the current thread began that begins now: with the call of the async API if it is the first of an
     * operation that had to wait, otherwise now.
     */
    public static long begunNanos(Env env) {
        if (used) {
            for (SessionScope scope = CURRENT.get(); scope != null; scope = scope.outer) {
                if (scope.ofCaller) {
                    return scope.takeBegunNanos(env);
                }
            }
        }
        return env.nanoTime();
    }

    private long takeBegunNanos(Env env) {
        if (beginsWithCall) {
            beginsWithCall = false;
            return calledNanos;
        }
        return env.nanoTime();
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
            ExplicitSession named = scope.session;
            if (named != null && named.isOf(sessions)) {
                return named;
            }
        }
        return null;
    }
}
