package dev.morelia.internal.pool;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.pool.PoolState.Condition;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The errors of operations that get no connection. Thread-safe, without locks. */
final class CheckOutErrors {
    static final String TRIED = "checking out a connection";

    private final Env env;
    private final ServerAddress address;
    private final PoolOwner owner;
    private final PoolSettings settings;
    private volatile Clearing cleared = new Clearing(null, false);

    private record Clearing(@Nullable Throwable cause, boolean byCheck) {}

    CheckOutErrors(Env env, ServerAddress address, PoolOwner owner, PoolSettings settings) {
        this.env = env;
        this.address = address;
        this.owner = owner;
        this.settings = settings;
    }

    /** What the pool was cleared for, and whether a heartbeat met it; null once it is ready again. */
    void clearedBecause(@Nullable Throwable cause, boolean byCheck) {
        cleared = new Clearing(cause, byCheck);
    }

    /** The pool is closed, with its client or because its server is not watched any more, or else paused. */
    MongoException of(Outcome outcome) {
        if (outcome != Outcome.CLOSED) {
            Clearing last = cleared;
            return last.byCheck
                    ? new PoolClearedException(address, "a heartbeat failed", last.cause)
                    : new PoolClearedException(address, last.cause);
        }
        return owner.isClosed()
                ? new ClientClosedException(TRIED, RetryAdvice.UNSAFE)
                : new PoolClearedException(address);
    }

    /**
     * No connection became free in time. Where that was the operation's, which server selection may use up as well, the
     * error is the same as there, and the error of the pool is its cause.
     *
     * @param holders which operations have the connections
     * @param askedNanos when the wait began
     * @param deadline of the operation
     */
    MongoException timedOut(Holders holders, long askedNanos, Deadline deadline) {
        long nowNanos = env.nanoTime();
        boolean operationIsOver = deadline.hasPassed(nowNanos);
        String limit;
        if (operationIsOver) {
            limit = "The limit was the operation's timeout, or serverSelectionTimeout if that is shorter. ";
        } else if (settings.waitQueueTimeout().isZero()) {
            limit = "There was no limit, but this thread itself holds all connections, with cursors it has opened. ";
        } else {
            limit = "The limit was waitQueueTimeout. ";
        }
        var waited = Duration.ofNanos(nowNanos - askedNanos);
        var failure = explained(holders, new PoolTimeoutException(address, waited, limit + report(holders), null));
        if (!operationIsOver) {
            return failure;
        }
        return timedOut(TRIED, deadline, waited, failure);
    }

    /** The operation's deadline has passed, before anything was sent. */
    OperationTimeoutException timedOut(
            String tried, Deadline deadline, Duration waited, @Nullable MongoException cause) {
        var last = new LastStep(Step.CHECK_OUT, waited);
        return new OperationTimeoutException(address, tried, deadline.timeout(), last, RetryAdvice.SAFE, cause);
    }

    /**
     * Throws where waiting for {@code minPoolSize} connections has become futile.
     *
     * @param wasCleared whether the pool was cleared since the wait began
     * @param lastFailure of an attempt to establish a connection since then
     */
    void checkWarmUp(Condition condition, boolean wasCleared, @Nullable MongoException lastFailure) {
        if (condition == Condition.CLOSED) {
            throw of(Outcome.CLOSED);
        }
        if (wasCleared) {
            throw lastFailure == null ? of(Outcome.CLEARED) : lastFailure;
        }
    }

    PoolTimeoutException tooManyWaiting(Holders holders) {
        return explained(holders, new PoolTimeoutException(address, holders.waiting(), report(holders)));
    }

    private String report(Holders holders) {
        String report = holders.report(settings.maxPoolSize(), settings.maxConnecting(), env.nanoTime());
        return owner.isLoadBalanced() ? holders.uses(settings.maxPoolSize()) + report : report;
    }

    private static PoolTimeoutException explained(Holders holders, PoolTimeoutException failure) {
        holders.explain(failure);
        return failure;
    }
}
