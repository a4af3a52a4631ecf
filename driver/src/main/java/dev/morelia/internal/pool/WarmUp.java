package dev.morelia.internal.pool;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.pool.PoolState.Condition;
import dev.morelia.internal.pool.Waiter.Outcome;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Objects;

/** A thread's wait until a pool has its {@code minPoolSize} connections; runs on that thread. */
record WarmUp(
        Env env,
        ServerAddress address,
        PoolSettings settings,
        Monitor monitor,
        PoolState state,
        Establishment establishment) {

    void await(Deadline deadline, CheckOutErrors errors) {
        String tried = "opening minPoolSize " + settings.minPoolSize() + " connections";
        monitor.lock();
        try {
            long generation = state.generation();
            establishment.forgetFailure();
            while (!state.isWarm()) {
                if (state.condition() == Condition.CLOSED) {
                    throw errors.of(Outcome.CLOSED);
                }
                if (state.generation() != generation) {
                    throw Objects.requireNonNullElseGet(establishment.lastFailure(), () -> errors.of(Outcome.CLEARED));
                }
                long remainingNanos = deadline.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    var timeout = Duration.ofNanos(deadline.timeoutNanos());
                    throw new OperationTimeoutException(
                            address, tried, timeout, RetryAdvice.SAFE, establishment.lastFailure());
                }
                monitor.await(remainingNanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(address, tried, RetryAdvice.SAFE, interrupted);
        } finally {
            monitor.unlock();
        }
    }
}
