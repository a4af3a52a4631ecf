package dev.morelia.internal.env;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread end what one operation waits for. The operation's thread registers the one action that would free
 * it (close the transport, wake the monitor) while it may block and withdraws it afterwards; {@link #cancel} runs the
 * action registered at that moment, on the cancelling thread and outside every lock. Thread-safe, without locks.
 *
 * <p>When {@link #withdraw} says false, the action has run or still runs, so what it touches (a connection) must not be
 * handed on.
 */
public final class CancelToken {

    /** The token of operations that nobody can cancel. */
    public static final CancelToken NONE = new CancelToken(false);

    private final boolean cancellable;
    private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();

    /** A token that was not cancelled yet. */
    public CancelToken() {
        this(true);
    }

    private CancelToken(boolean cancellable) {
        this.cancellable = cancellable;
    }

    /** Cancels; only the first call has an effect. Does nothing on {@link #NONE}. */
    public void cancel() {
        if (!cancellable) {
            return;
        }
        var registered = action.getAndSet(Cancelled.FOREVER);
        if (registered != null) {
            registered.run();
        }
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        return action.get() == Cancelled.FOREVER;
    }

    /**
     * Registers what frees the operation's thread; at most one action at a time.
     *
     * @return false when the token is cancelled already: the action is not registered and the caller gives up
     * @throws IllegalStateException when another action is registered
     */
    public boolean register(Runnable freeing) {
        if (!cancellable || action.compareAndSet(null, freeing)) {
            return true;
        }
        if (isCancelled()) {
            return false;
        }
        throw new IllegalStateException("another action is registered with this token");
    }

    /**
     * Withdraws the registered action.
     *
     * @return false when the token was cancelled meanwhile, so that the action has run or still runs
     */
    public boolean withdraw(Runnable freeing) {
        return !cancellable || action.compareAndSet(freeing, null);
    }

    /** The last state of {@link #action}. */
    private enum Cancelled implements Runnable {
        FOREVER;

        @Override
        public void run() {
            // Nothing is left to free.
        }
    }
}
