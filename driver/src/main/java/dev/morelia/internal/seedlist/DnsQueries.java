package dev.morelia.internal.seedlist;

import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.AbandonableCall.Cancelled;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Interrupted;
import dev.morelia.internal.env.AbandonableCall.NotStarted;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.AbandonableCall.TimedOut;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of one client by a resolver, which may block for long and respects neither deadline nor interrupt; so the
 * number of threads that they occupy is limited. Thread-safe.
 */
final class DnsQueries {
    /** The maximum number of threads that lookups of one client may occupy. */
    static final int MAXIMUM_THREADS = 10;

    /**
     * The call of the resolver.
     *
     * @param <T> the type of the records
     */
    interface Lookup<T> {
        List<T> run() throws DnsException;
    }

    private final Env env;
    private final AtomicInteger threads = new AtomicInteger();

    DnsQueries(Env env) {
        this.env = env;
    }

    /** Runs a lookup and waits for its result. */
    <T> List<T> run(Lookup<T> lookup, Deadline deadline, CancelToken token) throws DnsException {
        if (threads.incrementAndGet() > MAXIMUM_THREADS) {
            threads.decrementAndGet();
            throw timedOut(
                    "the resolver has not answered " + MAXIMUM_THREADS + " earlier queries, which are still running",
                    null);
        }
        var outcome = AbandonableCall.run(
                env, "morelia-dns", ThreadKind.PLATFORM_DAEMON, () -> counted(lookup), deadline, token);
        return switch (outcome) {
            case Returned<List<T>>(var records) -> records;
            case Failed<List<T>>(var failure) -> throw failed(failure);
            case NotStarted<List<T>>(var noThread) -> {
                threads.decrementAndGet();
                throw new DnsException(
                        Reason.SERVER_FAILURE, "no thread could be started for the lookup: " + noThread, noThread);
            }
            case TimedOut<List<T>> late -> throw timedOut("there was no answer in time", null);
            case Cancelled<List<T>> cancelled -> throw timedOut("the lookup was cancelled", null);
            case Interrupted<List<T>>(var cause) -> throw timedOut("the thread was interrupted", cause);
        };
    }

    private <T> List<T> counted(Lookup<T> lookup) throws DnsException {
        try {
            return List.copyOf(lookup.run());
        } finally {
            threads.decrementAndGet();
        }
    }

    private static DnsException failed(Throwable failure) {
        return failure instanceof DnsException known
                ? known
                : new DnsException(Reason.SERVER_FAILURE, "the resolver failed: " + failure, failure);
    }

    private static DnsException timedOut(String message, @Nullable Throwable cause) {
        return new DnsException(Reason.TIMED_OUT, message, cause);
    }
}
