package dev.morelia.internal.env;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread cancel an operation. The operation's thread registers an action that unblocks it (closes the
 * transport, signals the monitor) before it blocks, and withdraws it afterwards; {@link #cancel} runs the currently
 * registered action on the cancelling thread, outside every lock. Thread-safe, without locks.
 *
 * <p>If {@link #withdraw} returns false, the action has run or is still running, so its target (a connection) must not
 * be reused.
 */
public final class CancelToken {

    /** The token of operations that cannot be cancelled. */
    public static final CancelToken NONE = new CancelToken(false);

    private final boolean cancellable;
    private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();

    /** Creates a token that is not cancelled. */
    public CancelToken() {
        this(true);
    }

    private CancelToken(boolean cancellable) {
        this.cancellable = cancellable;
    }

    /** Cancels the operation; only the first call has an effect. Does nothing on {@link #NONE}. */
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
     * Registers the action that unblocks the operation's thread; at most one at a time.
     *
     * @return false if the token is already cancelled: the action is not registered and the caller must give up
     * @throws IllegalStateException if another action is registered
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
     * @return false if the token was cancelled meanwhile, so that the action has run or is still running
     */
    public boolean withdraw(Runnable freeing) {
        return !cancellable || action.compareAndSet(freeing, null);
    }

    /** The final state of {@link #action}. */
    private enum Cancelled implements Runnable {
        FOREVER;

        @Override
        public void run() {
            // There is nothing left to unblock.
        }
    }
}
