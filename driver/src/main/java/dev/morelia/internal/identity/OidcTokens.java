package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.settings.Secret;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcCallback.IdentityProvider;
import dev.morelia.spi.OidcToken;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one client: the cached access token, refresh token and identity provider, and the callback that obtains
 * new ones.
 *
 * <p>At most one call of the callback is in progress at a time, on a thread of its own; connections that need a token
 * meanwhile wait for it together. The monitor guards the fields and is not held during the call. A call that does not
 * return in time keeps others from beginning until it does.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#credential-caching">Authentication:
 *     credential caching</a>
 */
final class OidcTokens {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MACHINE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long HUMAN_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Env env;
    private final OidcCallback callback;
    private final ThreadKind kind;
    private final @Nullable String username;
    private final Monitor monitor;
    private @Nullable Secret accessToken;
    private @Nullable Secret refreshToken;
    private @Nullable IdentityProvider identityProvider;
    private @Nullable ForeignCall<OidcToken> call;
    private boolean called;
    private long calledNanos;

    OidcTokens(Env env, OidcCallback callback, ThreadKind kind, @Nullable String username) {
        this.env = env;
        this.callback = callback;
        this.kind = kind;
        this.username = username;
        this.monitor = env.newMonitor();
    }

    /**
     * A token to authenticate with.
     *
     * @param isNew whether this call has obtained it, so that there is no use in obtaining another one if the server
     *     rejects it
     */
    record Obtained(Secret accessToken, boolean isNew) {}

    /** What a new access token is obtained with. */
    record Grant(
            IdentityProvider identityProvider, @Nullable Secret refreshToken) {}

    /** The cached access token; null if there is none. */
    @Nullable
    Secret cached() {
        monitor.lock();
        try {
            return accessToken;
        } finally {
            monitor.unlock();
        }
    }

    /** What a human callback can obtain a new access token with, without a human; null if there is nothing. */
    @Nullable
    Grant refreshable() {
        monitor.lock();
        try {
            return refreshToken == null || identityProvider == null ? null : new Grant(identityProvider, refreshToken);
        } finally {
            monitor.unlock();
        }
    }

    /** Forgets an access token, unless there is another one already. */
    void invalidate(Secret rejected) {
        monitor.lock();
        try {
            if (rejected.equals(accessToken)) {
                accessToken = null;
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Forgets a refresh token, unless there is another one already. */
    void invalidateRefresh(Secret rejected) {
        monitor.lock();
        try {
            if (rejected.equals(refreshToken)) {
                refreshToken = null;
            }
        } finally {
            monitor.unlock();
        }
    }

    /**
     * The cached access token, or a new one from the callback.
     *
     * @param grant for a human callback; null for one without a human
     * @throws AuthenticationFailure if the callback fails or does not return before the deadline
     */
    Obtained obtain(@Nullable Grant grant, Authenticator.Attempt attempt) throws AuthenticationFailure {
        ForeignCall<OidcToken> current;
        boolean started = false;
        monitor.lock();
        try {
            if (accessToken != null) {
                return new Obtained(accessToken, false);
            }
            if (call == null || call.hasEnded()) {
                call = start(grant, attempt.deadline());
                started = true;
            }
            current = call;
        } finally {
            monitor.unlock();
        }
        return new Obtained(current.await(attempt.deadline(), attempt.token()).accessToken(), started);
    }

    private ForeignCall<OidcToken> start(@Nullable Grant grant, Deadline deadline) throws AuthenticationFailure {
        long nowNanos = env.nanoTime();
        // The time that a person takes does not depend on the operation that needs the login.
        var limit = grant == null
                ? Deadline.after(nowNanos, MACHINE_NANOS).earlier(deadline)
                : Deadline.after(nowNanos, HUMAN_NANOS);
        return ForeignCall.start(env, "the OIDC callback", kind, () -> call(grant, limit), limit);
    }

    private OidcToken call(@Nullable Grant grant, Deadline limit) throws Exception {
        awaitTurn();
        var timeout = Duration.ofNanos(Math.max(limit.remainingNanos(env.nanoTime()), 1));
        var request = grant == null
                ? new OidcCallback.Request(timeout, OidcCallback.VERSION, username, null, null)
                : new OidcCallback.Request(
                        timeout, OidcCallback.VERSION, username, grant.identityProvider(), grant.refreshToken());
        var token = callback.token(request);
        if (token == null) {
            throw new AuthenticationFailure("the OIDC callback returned null instead of a token", null);
        }
        monitor.lock();
        try {
            accessToken = token.accessToken();
            if (grant != null) {
                identityProvider = grant.identityProvider();
                refreshToken = token.refreshToken();
            }
        } finally {
            monitor.unlock();
        }
        return token;
    }

    /** Waits until 100 ms have passed since the last call began, so that the callback is not overloaded. */
    private void awaitTurn() throws InterruptedException {
        long waitNanos;
        monitor.lock();
        try {
            waitNanos = called ? PAUSE_NANOS - (env.nanoTime() - calledNanos) : 0;
        } finally {
            monitor.unlock();
        }
        env.sleep(waitNanos);
        monitor.lock();
        try {
            called = true;
            calledNanos = env.nanoTime();
        } finally {
            monitor.unlock();
        }
    }
}
