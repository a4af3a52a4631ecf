package dev.morelia.internal.bridge;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.UnpinnedCall;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.session.SessionScope;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The source of one subscription, opened when its first element is wanted. While it waits for the server, and only
 * then, it counts as an operation in flight, and {@link #stop} interrupts it. Used by one thread at a time, except for
 * {@link #stop}.
 *
 * <p>{@code wait} is the thread while it waits, and forever an {@link Interruption} once it was stopped: who replaces
 * the thread by that interrupts it, and the thread, which finds that, awaits the interrupt and clears its flag. So no
 * code of the program is interrupted.
 */
final class WaitingSource<T> {
    private final Env env;
    private final @Nullable Bound bound;
    private final @Nullable SessionScope scope;
    private final Callable<? extends Source<T>> open;
    private final AtomicReference<@Nullable Object> wait = new AtomicReference<>();
    private @Nullable Source<T> source;
    /** When the source must have ended, unless each wait has a timeout of its own. */
    private Deadline deadline = Deadline.NONE;

    /**
     * @param bound bounds how many wait at once; null if this one does not count
     * @param scope the sessions that it is opened in; null for those of the thread that opens it
     */
    WaitingSource(Env env, @Nullable Bound bound, @Nullable SessionScope scope, Callable<? extends Source<T>> open) {
        this.env = env;
        this.bound = bound;
        this.scope = scope;
        this.open = open;
    }

    /** Whether there is something to close. */
    boolean isOpen() {
        return source != null;
    }

    /** Whether it is known that there are no more elements. */
    boolean hasEnded() {
        Source<T> opened = source;
        return opened != null && opened.hasEnded();
    }

    /** Returns the next element; null if there are no more, or it was stopped. */
    @Nullable
    T next() throws Exception {
        Source<T> opened = source;
        if (opened == null) {
            opened = opened();
            source = opened;
            if (opened == null) {
                return null;
            }
        }
        if (opened.isAvailable()) {
            return opened.next();
        }
        return opened.hasEnded() ? null : awaited(opened);
    }

    private @Nullable T awaited(Source<T> opened) throws Exception {
        T awaited = await(() -> opened.fetch() ? null : opened.next(), bound(opened));
        return awaited == null && opened.isAvailable() ? opened.next() : awaited;
    }

    private @Nullable Source<T> opened() throws Exception {
        SessionScope caller = scope;
        if (caller == null) {
            return await(open, bound(null));
        }
        caller.resume();
        try {
            return await(open, bound(null));
        } finally {
            caller.close();
        }
    }

    /** Runs an action for each element on the calling thread, and closes the source, whatever happens. */
    void forEach(Consumer<? super T> action) throws Exception {
        try {
            for (T next = next(); next != null; next = next()) {
                action.accept(next);
                if (env.clearInterrupt()) {
                    env.interruptSelf();
                    throw new InterruptedOperationException(null, "an action for each element", RetryAdvice.SAFE, null);
                }
            }
        } finally {
            close();
        }
    }

    /** What bounds a wait; null for nothing: not if those in flight may be waiting for a connection that it keeps. */
    private @Nullable Bound bound(@Nullable Source<T> opened) {
        Bound present = bound;
        boolean keepsConnection = present == null
                || (opened != null && opened.holdsConnection())
                || (scope != null && scope.holdsConnection())
                || SessionScope.holdsConnection(present.session());
        return keepsConnection ? null : present;
    }

    /** Calls what may wait for the server; null if it was stopped before. */
    private <R> @Nullable R await(Callable<? extends @Nullable R> call, @Nullable Bound limit) throws Exception {
        Thread current = env.currentThread();
        if (!wait.compareAndSet(null, current)) {
            return null;
        }
        try {
            return counted(call, limit);
        } finally {
            if (!wait.compareAndSet(current, null) && wait.get() instanceof Interruption interruption) {
                interruption.end();
            }
        }
    }

    private <R> @Nullable R counted(Callable<? extends @Nullable R> call, @Nullable Bound limit) throws Exception {
        if (limit == null) {
            return UnpinnedCall.<@Nullable R>run(call);
        }
        boolean begins = source == null || limit.renewsTimeout();
        if (begins) {
            deadline = limit.deadline(env);
        }
        boolean queued = limit.enter(deadline);
        try {
            return queued && begins && !deadline.isNone() ? late(call) : UnpinnedCall.<@Nullable R>run(call);
        } finally {
            limit.exit();
        }
    }

    /** Calls what has been in the queue, which is part of its time. */
    private <R> @Nullable R late(Callable<? extends @Nullable R> call) throws Exception {
        var begun = SessionScope.openSince(deadline.atNanos() - deadline.timeoutNanos());
        try {
            return UnpinnedCall.<@Nullable R>run(call);
        } finally {
            begun.close();
        }
    }

    /** Ends the present wait, if any, and prevents further ones. Called once, by any thread; does not block. */
    void stop() {
        var interruption = new Interruption(env);
        if (wait.getAndSet(interruption) instanceof Thread waiting) {
            interruption.interrupt(waiting);
        }
    }

    /** Leaves the source to the garbage collector, after which cursors are closed in the background. */
    void forget() {
        source = null;
    }

    /** Closes the source; counts as in flight while the server is told. Never throws. */
    void close() {
        Source<T> opened = source;
        source = null;
        if (opened == null) {
            return;
        }
        try {
            close(opened, opened.hasEnded() ? null : bound(opened));
        } catch (Throwable broken) {
            if (env.isOver()) {
                throw broken;
            }
            Log.CURSOR.text(Level.WARNING, "the source of a subscription could not be closed", broken);
        }
    }

    private void close(Source<?> opened, @Nullable Bound limit) {
        boolean admitted = limit != null && isAdmitted(limit);
        try {
            opened.close();
        } finally {
            if (limit != null && admitted) {
                limit.exit();
            }
        }
    }

    /** If too many are in flight, the cursor is closed all the same. */
    private boolean isAdmitted(Bound limit) {
        try {
            boolean unused = limit.inFlight().acquire(limit.deadline(env), limit.target());
            return true;
        } catch (InterruptedException | RuntimeException rejected) {
            return false;
        }
    }
}
