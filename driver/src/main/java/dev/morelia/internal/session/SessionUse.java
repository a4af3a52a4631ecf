package dev.morelia.internal.session;

import dev.morelia.internal.env.Env;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which thread uses a session: one at a time, and not by code that one of its own operations calls. What another thread
 * cannot do meanwhile, it may leave to that one. Thread-safe, without locks.
 */
public final class SessionUse {
    private final Env env;
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> afterwards = new AtomicReference<>();
    private final StartedOperations started = new StartedOperations();

    SessionUse(Env env) {
        this.env = env;
    }

    /**
     * This thread uses it until {@link #end}.
     *
     * @throws IllegalStateException if another does, or this one does already
     */
    void begin() {
        Thread other = user.compareAndExchange(null, env.currentThread());
        if (other != null) {
            throw inUse(other);
        }
    }

    /** As {@link #begin}; false instead of an exception. */
    boolean tryBegin() {
        return user.compareAndSet(null, env.currentThread());
    }

    /**
     * Checks that no thread uses it.
     *
     * @throws IllegalStateException if one does
     */
    void requireNone() {
        Thread other = user.get();
        if (other != null) {
            throw inUse(other);
        }
    }

    /** Whether a thread uses it. */
    public boolean isBegun() {
        return user.get() != null;
    }

    /** The thread that uses it, in words; null if there is none. */
    public @Nullable String description() {
        Thread present = user.get();
        return present == null ? null : name(present);
    }

    /** The operations of the async API in its transaction. */
    public StartedOperations started() {
        return started;
    }

    /** The use is over: does what was left to this thread. */
    void end() {
        user.set(null);
        Runnable next = afterwards.getAndSet(null);
        if (next != null) {
            next.run();
        }
    }

    /**
     * Leaves something to the thread that uses it, for when that is over.
     *
     * @return whether there is one; if not, nothing is left to anybody
     */
    boolean leave(Runnable next) {
        afterwards.set(next);
        return isBegun() || afterwards.getAndSet(null) == null;
    }

    private IllegalStateException inUse(Thread other) {
        Thread current = env.currentThread();
        return new IllegalStateException(
                other.equals(current)
                        ? "the session is used within one of its own operations, by code that this operation has"
                                + " called: use no session there, or another one"
                        : "two threads use the same session at once, " + name(other) + " and " + name(current)
                                + ": start a session for each of them, or let one operation begin after the other has"
                                + " ended, in the async API with thenCompose");
    }

    /** Virtual threads usually have no name. */
    private static String name(Thread thread) {
        return thread.getName().isEmpty() ? "thread #" + thread.threadId() : "'" + thread.getName() + "'";
    }
}
