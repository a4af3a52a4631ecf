package dev.morelia.internal.bridge;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.UnpinnedCall;
import dev.morelia.internal.log.Log;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The source of one subscription, opened when its first element is wanted. While it waits for the server, and only
 * then, it counts as an operation in flight, and {@link #stop} interrupts it. Used by one thread at a time, except for
 * {@link #stop}.
 *
 * <p>The monitor guards {@code waiting}, so that an interrupt arrives either before the wait has ended, which then
 * clears the flag, or not at all. It is the one lock that is held while a thread is interrupted, which closes the
 * socket that the thread is blocked on.
 */
final class WaitingSource<T> {
    private final Env env;
    private final @Nullable InFlight inFlight;
    private final Callable<? extends Source<T>> open;
    private final Monitor monitor;
    private @Nullable Source<T> source;
    /** The thread to interrupt; null while none waits. */
    private @Nullable Thread waiting;

    private boolean interrupted;
    private boolean stopped;

    /** @param inFlight bounds how many wait at once; null if this one does not count */
    WaitingSource(Env env, @Nullable InFlight inFlight, Callable<? extends Source<T>> open) {
        this.env = env;
        this.inFlight = inFlight;
        this.open = open;
        this.monitor = env.newMonitor();
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
        if (!begin()) {
            return null;
        }
        try {
            return counted(call, bound);
        } finally {
            end();
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

    private boolean begin() {
        Thread current = env.currentThread();
        monitor.lock();
        try {
            waiting = stopped ? null : current;
            return !stopped;
        } finally {
            monitor.unlock();
        }
    }

    private void end() {
        boolean clears;
        monitor.lock();
        try {
            waiting = null;
            clears = interrupted;
            interrupted = false;
        } finally {
            monitor.unlock();
        }
        if (clears) {
            boolean unused = env.clearInterrupt();
        }
    }

    /** Ends the present wait, if any, and prevents further ones. For any thread; does not block. */
    void stop() {
        monitor.lock();
        try {
            stopped = true;
            Thread blocked = waiting;
            if (blocked != null && !interrupted) {
                interrupted = true;
                env.interrupt(blocked);
            }
        } finally {
            monitor.unlock();
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
