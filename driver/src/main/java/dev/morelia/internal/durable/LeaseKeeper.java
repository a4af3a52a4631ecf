package dev.morelia.internal.durable;

import dev.morelia.error.ClientClosedException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.changestream.LeaseTerm;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.log.Log;
import dev.morelia.spi.Checkpoints;
import dev.morelia.spi.Checkpoints.Acquired;
import dev.morelia.spi.Checkpoints.Attempt;
import dev.morelia.spi.Checkpoints.Lease;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one durable consumer, which a thread of its own renews for as long as the consumer has it, however long
 * the program takes to handle an event. It ends when the consumer was forgotten by the program. Thread-safe; the
 * monitor is only held to wait.
 */
final class LeaseKeeper {
    /**
     * A lease.
     *
     * @param term how long it can be relied on
     * @param isLast false if another one of its name was acquired since
     * @param failure why the last attempt to renew it has failed, or null
     * @param retryNanos when to try that again, if it has failed
     */
    record Holding(
            Lease lease,
            LeaseTerm term,
            boolean isLast,
            @Nullable Throwable failure,
            long retryNanos) {
        boolean isUsable(Env env) {
            return isLast && term.isUsable(env.nanoTime(), env.now());
        }

        long nanosToRenewal(long nowNanos) {
            return failure == null ? term.nanosToRenewal(nowNanos) : retryNanos - nowNanos;
        }
    }

    private final Env env;
    private final Checkpoints checkpoints;
    private final String name;
    private final String owner;
    private final Duration time;
    private final Usage usage;
    private final Monitor monitor;
    private final BackgroundThread thread;
    private final AtomicReference<@Nullable Holding> holding = new AtomicReference<>();
    private volatile WeakReference<Object> consumer = new WeakReference<>(this);
    private volatile boolean closed;

    LeaseKeeper(Background background, Checkpoints checkpoints, String name, String owner, Duration time, Usage usage) {
        this.env = background.env();
        this.checkpoints = checkpoints;
        this.name = name;
        this.owner = owner;
        this.time = time;
        this.usage = usage;
        this.monitor = env.newMonitor();
        this.thread = background.thread("morelia-lease", this::turn);
    }

    Env env() {
        return env;
    }

    String name() {
        return name;
    }

    String owner() {
        return owner;
    }

    /** Renews the lease only as long as the program refers to this object, or is in a call. */
    void keepFor(Object user) {
        consumer = new WeakReference<>(user);
    }

    /** Tries to acquire the lease; from then on it is renewed. */
    Attempt acquire() {
        LeaseTerm term = termFromNow();
        Attempt attempt = checkpoints.acquire(name, owner, time);
        if (attempt instanceof Acquired acquired) {
            holding.set(new Holding(acquired.lease(), term, true, null, 0));
            thread.ensureRunning();
        } else if (attempt == null) {
            throw new IllegalStateException(checkpoints + " has returned null from acquire");
        }
        return attempt;
    }

    private LeaseTerm termFromNow() {
        return new LeaseTerm(env.nanoTime(), env.now(), time.toNanos());
    }

    /** The lease; null if there is none. */
    @Nullable
    Holding holding() {
        return holding.get();
    }

    /** Whether the consumer may hand out events. */
    boolean isUsable() {
        Holding current = holding.get();
        return current != null && current.isUsable(env);
    }

    /** The lease is lost: it is renewed no more. */
    void forget() {
        holding.set(null);
        wake();
    }

    /** Waits, or until the consumer is closed. */
    void pause(long nanos) throws InterruptedException {
        monitor.lock();
        try {
            long begunNanos = env.nanoTime();
            long leftNanos = nanos;
            while (!closed && leftNanos > 0) {
                monitor.await(leftNanos);
                leftNanos = nanos - (env.nanoTime() - begunNanos);
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Ends all pauses: the consumer is being closed. */
    void close() {
        closed = true;
        wake();
    }

    /** Gives the lease back, if there is one. Throws what the storage throws. */
    void release() {
        Holding last = holding.getAndSet(null);
        wake();
        if (last != null && last.isLast) {
            checkpoints.release(last.lease);
        }
    }

    private void wake() {
        monitor.lock();
        try {
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    private boolean turn() throws InterruptedException {
        Holding current = holding.get();
        if (current == null || !current.isUsable(env)) {
            return false;
        }
        // In its last call, such as close, the program may refer to it no more.
        if (consumer.get() == null && usage.isIdle()) {
            Log.CLIENT.text(
                    Level.WARNING,
                    "the durable consumer '" + name + "' was not closed: its lease is released, and events that it has"
                            + " not saved come again",
                    null);
            release();
            return false;
        }
        long waitNanos = current.nanosToRenewal(env.nanoTime());
        if (waitNanos > 0) {
            await(current, waitNanos);
            return true;
        }
        return renew(current);
    }

    private void await(Holding current, long nanos) throws InterruptedException {
        monitor.lock();
        try {
            if (current.equals(holding.get())) {
                monitor.await(nanos);
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Whether to go on. Another lease may have replaced this one meanwhile, which is left alone. */
    private boolean renew(Holding current) {
        LeaseTerm renewed = termFromNow();
        Holding next;
        try {
            boolean isLast = checkpoints.renew(current.lease);
            next = new Holding(current.lease, isLast ? renewed : current.term, isLast, null, 0);
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            if (current.failure == null && !(failure instanceof ClientClosedException)) {
                Log.CLIENT.text(
                        Level.WARNING,
                        "the lease of the durable consumer '" + name + "' was not renewed: it is"
                                + " tried again until the lease ends",
                        failure);
            }
            long retryNanos = env.nanoTimeOr(renewed.sentNanos()) + LeaseTerm.retryNanos(time.toNanos());
            next = new Holding(current.lease, current.term, true, failure, retryNanos);
        }
        holding.compareAndSet(current, next);
        return next.isLast && !(next.failure instanceof ClientClosedException);
    }
}
