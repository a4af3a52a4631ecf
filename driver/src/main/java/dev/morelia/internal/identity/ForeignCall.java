package dev.morelia.internal.identity;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WithoutMessages;
import dev.morelia.internal.auth.AuthenticationFailure;
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
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call for a login of code that may block or throw anything: a program's callback, an HTTP request, a Kerberos login.
 * Thread-safe; any number of threads may wait for the result.
 *
 * @param <T> the type of the result
 */
final class ForeignCall<T> {
    private final Env env;
    private final String description;
    private final long startedNanos;
    private final AbandonableCall<@Nullable T> call;

    private ForeignCall(Env env, String description, ThreadKind kind, Callable<@Nullable T> body, Deadline limit) {
        this.env = env;
        this.description = description;
        this.startedNanos = env.nanoTime();
        this.call = AbandonableCall.start(env, "morelia-login", kind, () -> result(body), limit);
    }

    /**
     * Starts a call.
     *
     * @param description what is called, for messages, such as "the OIDC callback"
     * @param kind a virtual thread unblocks from socket I/O when it is interrupted
     * @param limit the maximum time for the call itself
     */
    static <T> ForeignCall<T> start(
            Env env, String description, ThreadKind kind, Callable<@Nullable T> body, Deadline limit) {
        return new ForeignCall<>(env, description, kind, body, limit);
    }

    /** Starts a call and waits for it. */
    static <T> T result(
            Env env,
            String description,
            ThreadKind kind,
            Callable<@Nullable T> body,
            Deadline deadline,
            CancelToken token)
            throws AuthenticationFailure {
        return start(env, description, kind, body, deadline).await(deadline, token);
    }

    /** Whatever the body throws is not kept, as its message may contain a secret. */
    private @Nullable T result(Callable<@Nullable T> body) throws AuthenticationFailure {
        try {
            return body.call();
        } catch (AuthenticationFailure known) {
            throw known;
        } catch (Throwable e) {
            throw problem("threw " + e.getClass().getName(), WithoutMessages.of(e));
        }
    }

    /** Whether the call has returned or thrown. */
    boolean hasEnded() {
        return call.hasEnded();
    }

    /**
     * Waits for the result.
     *
     * @throws AuthenticationFailure if the call failed or returned null, or did not return in time; or if the waiting
     *     thread was interrupted, with its flag then set, or the token cancelled; an exception of its own for each
     *     waiting thread
     */
    T await(Deadline deadline, CancelToken token) throws AuthenticationFailure {
        return switch (call.await(deadline, token)) {
            case Returned<T>(var result) when result != null -> result;
            case Returned<T> nothing -> throw problem("returned null", null);
            case Failed<T>(AuthenticationFailure known) ->
                throw new AuthenticationFailure(String.valueOf(known.getMessage()), known.getCause());
            case Failed<T>(var failure) ->
                throw problem("threw " + failure.getClass().getName(), null);
            case NotStarted<T>(var noThread) ->
                throw new AuthenticationFailure("no thread could be started for " + description, noThread);
            case TimedOut<T> late -> throw problem("has not returned for " + Argument.shown(elapsed()), null);
            case Cancelled<T> cancelled -> throw problem("was cancelled", null);
            case Interrupted<T>(var cause) ->
                throw problem("was abandoned, as the thread that waited for it was interrupted", cause);
        };
    }

    private AuthenticationFailure problem(String event, @Nullable Throwable cause) {
        return new AuthenticationFailure(description + " " + event, cause);
    }

    private Duration elapsed() {
        return Duration.ofNanos(env.nanoTime() - startedNanos);
    }
}
