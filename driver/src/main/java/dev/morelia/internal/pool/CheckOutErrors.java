package dev.morelia.internal.pool;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The errors of threads that get no connection. Called outside the pool's monitor. Thread-safe. */
final class CheckOutErrors {
    private final Env env;
    private final ServerAddress address;
    private final PoolOwner owner;
    private final PoolSettings settings;
    private final Monitor monitor;
    private final PoolState state;
    private volatile Clearing cleared = new Clearing(null, false);

    private record Clearing(@Nullable Throwable cause, boolean byCheck) {}

    CheckOutErrors(
            Env env, ServerAddress address, PoolOwner owner, PoolSettings settings, Monitor monitor, PoolState state) {
        this.env = env;
        this.address = address;
        this.owner = owner;
        this.settings = settings;
        this.monitor = monitor;
        this.state = state;
    }

    /** What the pool was cleared for, and whether a check of the server met it; null once it is ready again. */
    void clearedBecause(@Nullable Throwable cause, boolean byCheck) {
        cleared = new Clearing(cause, byCheck);
    }

    /** The pool is closed, with its client or because its server is not watched any more, or else paused. */
    MongoException of(Outcome outcome) {
        if (outcome != Outcome.CLOSED) {
            Clearing last = cleared;
            return last.byCheck
                    ? new PoolClearedException(address, "a check of the server failed", last.cause)
                    : new PoolClearedException(address, last.cause);
        }
        return owner.isClosed()
                ? new ClientClosedException(ConnectionPool.TRIED, RetryAdvice.UNSAFE)
                : new PoolClearedException(address);
    }

    /**
     * No connection became free in time. Where that was the operation's, which server selection may use up as well, the
     * error is the same as there, and what is told of the pool is its cause.
     *
     * @param askedNanos when the wait began
     * @param deadline of the operation
     */
    MongoException timedOut(long askedNanos, Deadline deadline) {
        Holders holders = holders();
        long nowNanos = env.nanoTime();
        boolean operationIsOver = deadline.hasPassed(nowNanos);
        String limit = operationIsOver ? "the operation's timeout" : "waitQueueTimeout";
        var failure = explained(
                holders,
                new PoolTimeoutException(
                        address,
                        Duration.ofNanos(nowNanos - askedNanos),
                        "The limit was " + limit + ". " + report(holders),
                        null));
        if (!operationIsOver) {
            return failure;
        }
        var timeout = Duration.ofNanos(deadline.timeoutNanos());
        return new OperationTimeoutException(address, ConnectionPool.TRIED, timeout, RetryAdvice.SAFE, failure);
    }

    PoolTimeoutException tooManyWaiting() {
        Holders holders = holders();
        return explained(holders, new PoolTimeoutException(address, holders.waiting(), report(holders)));
    }

    private Holders holders() {
        monitor.lock();
        try {
            return Holders.of(state);
        } finally {
            monitor.unlock();
        }
    }

    private String report(Holders holders) {
        return holders.report(settings.maxPoolSize(), settings.maxConnecting(), env.nanoTime());
    }

    private static PoolTimeoutException explained(Holders holders, PoolTimeoutException failure) {
        holders.explain(failure);
        return failure;
    }
}
