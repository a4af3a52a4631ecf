package dev.morelia.internal.identity;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of code that may block, respect neither deadline nor interrupt, or throw anything: a program's callback, an
 * HTTP request, a Kerberos login. It runs on a thread of its own, so that a caller that cannot wait any longer leaves
 * it behind; when nobody waits for it any more, the thread is interrupted.
 *
 * <p>Thread-safe; any number of threads may wait for the result. Nothing runs while the monitor is held.
 */
final class ForeignCall<T> {
    private static final int MAXIMUM_CAUSES = 10;

    private final Env env;
    private final String description;
    private final long startedNanos;
    private final Deadline limit;
    private final Monitor monitor;
    private @Nullable Worker worker;
    private @Nullable T result;
    private @Nullable AuthenticationFailure failure;
    private int waiting;

    private ForeignCall(Env env, String description, Deadline limit) {
        this.env = env;
        this.description = description;
        this.startedNanos = env.nanoTime();
        this.limit = limit;
        this.monitor = env.newMonitor();
    }

    /**
     * Starts a call.
     *
     * @param description what is called, for messages, such as "the OIDC callback"
     * @param kind a virtual thread unblocks from socket I/O when it is interrupted
     * @param limit the maximum time for the call itself
     * @throws AuthenticationFailure if no thread could be started
     */
    static <T> ForeignCall<T> start(Env env, String description, ThreadKind kind, Callable<T> body, Deadline limit)
            throws AuthenticationFailure {
        var call = new ForeignCall<T>(env, description, limit);
        Worker worker;
        try {
            worker = env.start("morelia-login", kind, () -> call.run(body));
        } catch (RuntimeException | Error noThread) {
            throw new AuthenticationFailure("no thread could be started for " + description, noThread);
        }
        call.monitor.lock();
        call.worker = worker;
        call.monitor.unlock();
        return call;
    }

    /** Starts a call and waits for it. */
    static <T> T result(
            Env env, String description, ThreadKind kind, Callable<T> body, Deadline deadline, CancelToken token)
            throws AuthenticationFailure {
        return start(env, description, kind, body, deadline).await(deadline, token);
    }

    /** Whether the call has returned or thrown. */
    boolean hasEnded() {
        monitor.lock();
        try {
            return result != null || failure != null;
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits for the result.
     *
     * @throws AuthenticationFailure if the call failed or returned null, or did not return in time; or if the waiting
     *     thread was interrupted, with its flag then set, or the token cancelled
     */
    T await(Deadline deadline, CancelToken token) throws AuthenticationFailure {
        Runnable wake = this::wake;
        boolean registered = token.register(wake);
        boolean cancelled = true;
        monitor.lock();
        waiting++;
        try {
            var earlier = deadline.earlier(limit);
            while (result == null && failure == null) {
                if (!registered || token.isCancelled()) {
                    throw problem("was cancelled", null);
                }
                long remainingNanos = earlier.remainingNanos(env.nanoTime());
                if (remainingNanos <= 0) {
                    // What a person does in the meantime is not lost: the next caller finds the result.
                    cancelled = limit.hasPassed(env.nanoTime());
                    throw problem("has not returned for " + Argument.shown(elapsed()), null);
                }
                monitor.await(remainingNanos);
            }
            cancelled = false;
            return outcome();
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw problem("was abandoned, as the thread that waited for it was interrupted", e);
        } finally {
            waiting--;
            if (cancelled && waiting == 0 && worker != null) {
                worker.interrupt();
            }
            monitor.unlock();
            if (registered) {
                token.withdraw(wake);
            }
        }
    }

    private void run(Callable<T> body) {
        T returned = null;
        AuthenticationFailure problem = null;
        try {
            returned = body.call();
            if (returned == null) {
                problem = problem("returned null", null);
            }
        } catch (AuthenticationFailure known) {
            problem = known;
        } catch (Throwable e) {
            // Catch everything: callers are waiting for the result, and nothing else would end the wait.
            problem = problem("threw " + e.getClass().getName(), withoutMessages(e));
        }
        monitor.lock();
        try {
            result = returned;
            failure = problem;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** Each waiting thread throws an exception of its own. */
    private T outcome() throws AuthenticationFailure {
        if (result != null) {
            return result;
        }
        String message = failure == null ? "null" : String.valueOf(failure.getMessage());
        throw new AuthenticationFailure(message, failure == null ? null : failure.getCause());
    }

    /**
     * Where it was thrown, without messages: the program chose them, they may contain a token, and the messages of
     * causes are logged and published. Null if the exception does not even tell that.
     */
    private static @Nullable Throwable withoutMessages(Throwable failure) {
        try {
            var chain = new ArrayDeque<Throwable>();
            for (var next = failure; next != null && chain.size() < MAXIMUM_CAUSES; next = next.getCause()) {
                chain.push(next);
            }
            Throwable shown = null;
            for (var next : chain) {
                shown = new Exception(next.getClass().getName() + ", whose message may contain a secret", shown);
                shown.setStackTrace(next.getStackTrace());
            }
            return shown;
        } catch (Throwable broken) {
            return null;
        }
    }

    private AuthenticationFailure problem(String event, @Nullable Throwable cause) {
        return new AuthenticationFailure(description + " " + event, cause);
    }

    private Duration elapsed() {
        return Duration.ofNanos(env.nanoTime() - startedNanos);
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
