package dev.morelia.internal.seedlist;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One lookup by a resolver, which may block for long and respects neither deadline nor interrupt: it runs on a thread
 * of its own, which is abandoned if the caller cannot wait any longer.
 *
 * @param <T> the type of the records
 */
final class DnsQuery<T> {
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
    private final Monitor monitor;
    private final Lookup<T> lookup;
    private final AtomicInteger threads;
    private @Nullable List<T> records;
    private @Nullable Throwable failure;

    /**
     * Prepares a lookup.
     *
     * @param threads counts the threads of this client's lookups
     */
    DnsQuery(Env env, AtomicInteger threads, Lookup<T> lookup) {
        this.env = env;
        this.monitor = env.newMonitor();
        this.threads = threads;
        this.lookup = lookup;
    }

    /** Runs the lookup and waits for its result. */
    List<T> run(Deadline deadline, CancelToken token) throws DnsException {
        if (threads.incrementAndGet() > MAXIMUM_THREADS) {
            threads.decrementAndGet();
            throw new DnsException(
                    Reason.TIMED_OUT,
                    "the resolver has not answered " + MAXIMUM_THREADS + " earlier queries, which are still running",
                    null);
        }
        boolean started = false;
        try {
            env.start("morelia-dns", ThreadKind.PLATFORM_DAEMON, this::work);
            started = true;
        } finally {
            if (!started) {
                threads.decrementAndGet();
            }
        }
        return await(deadline, token);
    }

    private void work() {
        List<T> found = null;
        Throwable problem = null;
        try {
            found = List.copyOf(lookup.run());
        } catch (Throwable e) {
            // Catch everything: the resolver may be the application's, and a caller is waiting for the result.
            problem = e;
        }
        threads.decrementAndGet();
        monitor.lock();
        try {
            records = found;
            failure = problem;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    private List<T> await(Deadline deadline, CancelToken token) throws DnsException {
        Runnable wake = this::wake;
        if (!token.register(wake)) {
            throw new DnsException(Reason.TIMED_OUT, "the lookup was cancelled", null);
        }
        monitor.lock();
        try {
            while (records == null && failure == null) {
                long remainingNanos = deadline.remainingNanos(env.nanoTime());
                if (token.isCancelled() || remainingNanos <= 0) {
                    throw new DnsException(
                            Reason.TIMED_OUT,
                            token.isCancelled() ? "the lookup was cancelled" : "there was no answer in time",
                            null);
                }
                monitor.await(remainingNanos);
            }
            return result();
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new DnsException(Reason.TIMED_OUT, "the thread was interrupted", interrupted);
        } finally {
            monitor.unlock();
            token.withdraw(wake);
        }
    }

    private List<T> result() throws DnsException {
        if (records != null) {
            return records;
        }
        throw failure instanceof DnsException known
                ? known
                : new DnsException(Reason.SERVER_FAILURE, "the resolver failed: " + failure, failure);
    }

    private void wake() {
        monitor.lock();
        try {
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }
}
