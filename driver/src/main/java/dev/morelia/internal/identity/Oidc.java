package dev.morelia.internal.identity;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.identity.OidcTokens.Obtained;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.settings.Credential;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code MONGODB-OIDC}. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongodb-oidc">Authentication:
 *     MONGODB-OIDC</a>
 */
final class Oidc implements Authenticator {
    private final @Nullable String username;
    private final OidcTokens tokens;
    /** Null if no human is involved. */
    private final @Nullable List<String> allowedHosts;

    /**
     * Creates an authenticator.
     *
     * @throws IllegalArgumentException if there is not exactly one way to obtain a token
     */
    Oidc(Env env, Credential credential, IdentityProviders providers) {
        var builtIn = OidcEnvironment.callback(credential, providers.httpTransport(), env);
        var machine = providers.oidcCallback();
        var human = providers.oidcHumanCallback();
        long given = Stream.of(builtIn, machine, human).filter(Objects::nonNull).count();
        if (given != 1) {
            throw new IllegalArgumentException("authMechanism MONGODB-OIDC needs " + (given == 0 ? "" : "only ")
                    + "one of the property ENVIRONMENT, oidcCallback and oidcHumanCallback");
        }
        this.username = credential.username();
        this.allowedHosts = human == null ? null : providers.oidcAllowedHosts();
        if (builtIn != null) {
            // Unblocks from its I/O when it is interrupted.
            this.tokens = new OidcTokens(env, builtIn, ThreadKind.VIRTUAL, username);
        } else {
            var callback = human == null ? Argument.notNull("oidcCallback", machine) : human;
            this.tokens = new OidcTokens(env, callback, ThreadKind.PLATFORM_DAEMON, username);
        }
    }

    @Override
    public SaslConversation begin(Attempt attempt) throws AuthenticationFailure {
        String host = attempt.server().host();
        if (allowedHosts == null) {
            return new OidcConversation.OneStep(tokens.obtain(null, attempt), null);
        }
        if (!isAllowed(host)) {
            throw new AuthenticationFailure(
                    "the host " + host + " is not one of the allowed hosts " + allowedHosts
                            + ", to which a person's token may be sent (see oidcHumanCallback)",
                    null);
        }
        var cached = tokens.cached();
        if (cached != null) {
            return new OidcConversation.OneStep(new Obtained(cached, false), null);
        }
        var grant = tokens.refreshable();
        if (grant != null) {
            return new OidcConversation.OneStep(tokens.obtain(grant, attempt), grant.refreshToken());
        }
        return new OidcConversation.TwoStep(tokens, username, attempt);
    }

    @Override
    public @Nullable SaslConversation speculate(Attempt attempt) {
        var cached = allowedHosts == null || isAllowed(attempt.server().host()) ? tokens.cached() : null;
        return cached == null ? null : new OidcConversation.OneStep(new Obtained(cached, false), null);
    }

    @Override
    public boolean rejected(SaslConversation conversation, int code) {
        boolean isTokenRejected = code == ErrorCode.AUTHENTICATION_FAILED.number()
                || code == ErrorCode.REAUTHENTICATION_REQUIRED.number();
        if (!isTokenRejected || !(conversation instanceof OidcConversation rejected)) {
            return false;
        }
        var accessToken = rejected.accessToken();
        if (accessToken != null) {
            tokens.invalidate(accessToken);
        }
        var refreshToken = rejected.refreshToken();
        if (refreshToken != null && !rejected.wasAccepted()) {
            tokens.invalidateRefresh(refreshToken);
        }
        return rejected.tokenMayHaveExpired();
    }

    private boolean isAllowed(String host) {
        return allowedHosts != null && allowedHosts.stream().anyMatch(pattern -> matches(pattern, host));
    }

    /** A pattern is a host, or {@code *.} and a domain, which stands for all hosts below it. */
    static boolean matches(String pattern, String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String allowed = pattern.toLowerCase(Locale.ROOT);
        return allowed.startsWith("*.") ? lower.endsWith(allowed.substring(1)) : lower.equals(allowed);
    }
}
