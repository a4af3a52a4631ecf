package dev.morelia.internal.pool;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.pool.Waiter.Ending;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import java.util.Objects;

/**
 * Waits for a connection on behalf of operations that found none available: from joining the queue to the connection,
 * which the operation may have to establish itself, or to the check-out error. Runs on the operations' threads, outside
 * every lock. Thread-safe.
 */
final class ConnectionWait {
    /** As long as a server selection takes by default. */
    private static final long MAXIMUM_WAIT_FOR_ITSELF_NANOS = 30_000_000_000L;

    private final ConnectionPool pool;
    private final PoolSettings settings;
    private final Establishment establishment;
    private final PoolEvents events;
    private final CheckOutErrors errors;

    ConnectionWait(
            ConnectionPool pool,
            PoolSettings settings,
            Establishment establishment,
            PoolEvents events,
            CheckOutErrors errors) {
        this.pool = pool;
        this.settings = settings;
        this.establishment = establishment;
        this.events = events;
        this.errors = errors;
    }

    /** The connection that the operation has checked out in the end. */
    PooledConnection obtain(Waiter waiter, Deadline deadline, CancelToken token) {
        try {
            if (!pool.enqueue(waiter)) {
                throw errors.tooManyWaiting(pool.holders());
            }
            Outcome outcome = waitFor(waiter, deadline, token);
            if (outcome == Outcome.PERMIT) {
                outcome = establishment.establish(waiter, deadline, token);
            }
            if (outcome != Outcome.CONNECTION) {
                throw errors.of(outcome);
            }
            return Objects.requireNonNull(waiter.connection());
        } catch (Throwable e) {
            var given = waiter.connection();
            if (given != null && waiter.outcome() == Outcome.CONNECTION) {
                pool.giveBack(given);
            }
            events.checkOutFailed(e, waiter.askedNanos);
            throw e;
        }
    }

    private Outcome waitFor(Waiter waiter, Deadline deadline, CancelToken token) {
        long timeoutNanos = deadline.isSet() ? 0 : waitQueueTimeoutNanos(waiter);
        Deadline until = timeoutNanos == 0 ? deadline : Deadline.after(waiter.askedNanos, timeoutNanos);
        Ending ending = Ending.CANCELLED;
        Outcome outcome;
        try {
            ending = waiter.await(until, token);
        } finally {
            outcome = pool.leave(waiter, ending);
        }
        if (ending == Ending.INTERRUPTED || ending == Ending.CANCELLED) {
            throw new InterruptedOperationException(pool.address(), CheckOutErrors.TRIED, RetryAdvice.SAFE, null);
        }
        if (outcome == Outcome.WAITING) {
            throw errors.timedOut(pool.holders(), waiter.askedNanos, deadline);
        }
        return outcome;
    }

    /** A thread that waits for connections which its own cursors hold would wait forever, so there is a limit. */
    private long waitQueueTimeoutNanos(Waiter waiter) {
        long timeoutNanos = settings.waitQueueTimeout().toNanos();
        return timeoutNanos == 0 && pool.isHeldBy(waiter) ? MAXIMUM_WAIT_FOR_ITSELF_NANOS : timeoutNanos;
    }
}
