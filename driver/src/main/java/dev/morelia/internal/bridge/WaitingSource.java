package dev.morelia.internal.bridge;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.UnpinnedCall;
import dev.morelia.internal.log.Log;
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
    private final @Nullable InFlight inFlight;
    private final Callable<? extends Source<T>> open;
    private final AtomicReference<@Nullable Object> wait = new AtomicReference<>();
    private @Nullable Source<T> source;

    /** @param inFlight bounds how many wait at once; null if this one does not count */
    WaitingSource(Env env, @Nullable InFlight inFlight, Callable<? extends Source<T>> open) {
        this.env = env;
        this.inFlight = inFlight;
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
            opened = await(open, inFlight);
            source = opened;
            if (opened == null) {
                return null;
            }
        }
        if (opened.isAvailable()) {
            return opened.next();
        }
        return opened.hasEnded() ? null : await(opened::next, bound(opened));
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

    private @Nullable InFlight bound(Source<T> opened) {
        return opened.holdsConnection() ? null : inFlight;
    }

    /** Calls what may wait for the server; null if it was stopped before. */
    private <R> @Nullable R await(Callable<? extends @Nullable R> call, @Nullable InFlight bound) throws Exception {
        Thread current = env.currentThread();
        if (!wait.compareAndSet(null, current)) {
            return null;
        }
        try {
            return counted(call, bound);
        } finally {
            if (!wait.compareAndSet(current, null) && wait.get() instanceof Interruption interruption) {
                interruption.end();
            }
        }
    }

    private <R> @Nullable R counted(Callable<? extends @Nullable R> call, @Nullable InFlight bound) throws Exception {
        if (bound == null) {
            return UnpinnedCall.<@Nullable R>run(call);
        }
        try {
            bound.acquire();
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new InterruptedOperationException(
                    null, "waiting for other operations in flight", RetryAdvice.SAFE, e);
        }
        try {
            return UnpinnedCall.<@Nullable R>run(call);
        } finally {
            bound.release();
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
            InFlight bound = opened.hasEnded() ? null : bound(opened);
            close(opened, bound);
        } catch (Throwable broken) {
            if (env.isOver()) {
                throw broken;
            }
            Log.CURSOR.text(Level.WARNING, "the source of a subscription could not be closed", broken);
        }
    }

    private static void close(Source<?> opened, @Nullable InFlight bound) {
        boolean admitted = bound != null && isAdmitted(bound);
        try {
            opened.close();
        } finally {
            if (bound != null && admitted) {
                bound.release();
            }
        }
    }

    /** If too many are in flight, the cursor is closed all the same. */
    private static boolean isAdmitted(InFlight bound) {
        try {
            bound.acquire();
            return true;
        } catch (InterruptedException | RuntimeException rejected) {
            return false;
        }
    }
}
