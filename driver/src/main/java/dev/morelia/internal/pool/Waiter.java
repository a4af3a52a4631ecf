package dev.morelia.internal.pool;

import dev.morelia.internal.command.Target;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import org.jspecify.annotations.Nullable;

/**
 * An operation waiting for a connection. {@link PoolState} decides what it gets, under the pool's monitor, and takes it
 * out of the queue; its own monitor only carries the signal, so that a check-in wakes exactly one thread.
 */
final class Waiter {

    /** What the pool has decided. */
    enum Outcome {
        /** Nothing yet: it is in the queue. */
        WAITING,
        /** It has {@link Waiter#connection}, which is open. */
        CONNECTION,
        /** It has {@link Waiter#connection}, which it must establish itself. */
        PERMIT,
        /** The pool is paused. */
        CLEARED,
        /** The pool is closed. */
        CLOSED
    }

    /** Why a wait has ended, as the thread itself sees it. */
    enum Ending {
        WOKEN,
        TIMED_OUT,
        INTERRUPTED,
        CANCELLED
    }

    final String commandName;
    final Target target;
    final Thread thread;
    final long askedNanos;

    // Guarded by the pool's monitor.
    private Outcome outcome = Outcome.WAITING;
    private @Nullable PooledConnection connection;

    /** Its neighbours in the {@link WaitQueue}. */
    @Nullable
    Waiter before;

    @Nullable
    Waiter after;

    /** The next one in the chain of those to be woken. */
    @Nullable
    Waiter nextWoken;

    // Guarded by its own monitor.
    private final Env env;
    private final Monitor monitor;
    private boolean woken;
    private boolean cancelled;

    Waiter(Env env, String commandName, Target target, Thread thread, long askedNanos) {
        this.env = env;
        this.monitor = env.newMonitor();
        this.commandName = commandName;
        this.target = target;
        this.thread = thread;
        this.askedNanos = askedNanos;
    }

    /** What the pool has decided. Also without its monitor, for the thread itself once it has left the queue. */
    Outcome outcome() {
        return outcome;
    }

    /** What it was given; null if nothing. As {@link #outcome}. */
    @Nullable
    PooledConnection connection() {
        return connection;
    }

    void decide(Outcome decided, @Nullable PooledConnection given) {
        outcome = decided;
        connection = given;
    }

    /** Waits until it is woken, or not any longer. The caller then asks the pool, which alone decides. */
    Ending await(Deadline until, CancelToken token) {
        Runnable freeing = this::cancel;
        if (!token.register(freeing)) {
            return Ending.CANCELLED;
        }
        Ending ending = Ending.CANCELLED;
        try {
            ending = await(until);
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            ending = Ending.INTERRUPTED;
        } finally {
            if (!token.withdraw(freeing)) {
                ending = Ending.CANCELLED;
            }
        }
        return ending;
    }

    private Ending await(Deadline until) throws InterruptedException {
        monitor.lock();
        try {
            while (!woken && !cancelled) {
                long remainingNanos = until.isNone() ? Long.MAX_VALUE : until.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    return Ending.TIMED_OUT;
                }
                monitor.await(remainingNanos);
            }
            return woken ? Ending.WOKEN : Ending.CANCELLED;
        } finally {
            monitor.unlock();
        }
    }

    /** Signals that the outcome is decided. Called without the pool's monitor. */
    void wake() {
        monitor.lock();
        try {
            woken = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Wakes those of this chain. Called without the pool's monitor. */
    static void wakeAll(@Nullable Waiter woken) {
        for (Waiter waiter = woken; waiter != null; waiter = waiter.nextWoken) {
            waiter.wake();
        }
    }

    private void cancel() {
        monitor.lock();
        try {
            cancelled = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
