package dev.morelia.internal.identity;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.OidcMessages;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.identity.OidcTokens.Grant;
import dev.morelia.internal.identity.OidcTokens.Obtained;
import dev.morelia.settings.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that presents an access token: in its first message, or after the server has told which identity
 * provider a human must log in to.
 */
abstract sealed class OidcConversation implements SaslConversation {
    private boolean complete;

    /** The access token that was presented; null for none yet. */
    abstract @Nullable Secret accessToken();

    /** The refresh token that the access token was obtained with; null for none. */
    @Nullable
    Secret refreshToken() {
        return null;
    }

    /** Whether the server has accepted the token, which may have expired since. */
    boolean wasAccepted() {
        return complete;
    }

    /** Whether the server may have rejected the conversation only because a cached token has expired. */
    boolean tokenMayHaveExpired() {
        return complete;
    }

    @Override
    public String mechanism() {
        return OidcMessages.MECHANISM;
    }

    @Override
    public List<String> secrets(byte[] payload) {
        String token = RawDocument.of(payload).stringOrNull("jwt");
        return token == null ? List.of() : List.of(token);
    }

    @Override
    public void finish(byte[] challenge) throws AuthenticationFailure {
        if (accessToken() == null) {
            throw new AuthenticationFailure("the server ended the conversation before it received a token", null);
        }
        complete = true;
    }

    /** The access token is known at the start. */
    static final class OneStep extends OidcConversation {
        private final Obtained obtained;
        private final @Nullable Secret refreshToken;

        OneStep(Obtained obtained, @Nullable Secret refreshToken) {
            this.obtained = obtained;
            this.refreshToken = refreshToken;
        }

        @Override
        Secret accessToken() {
            return obtained.accessToken();
        }

        @Override
        @Nullable
        Secret refreshToken() {
            return refreshToken;
        }

        @Override
        boolean tokenMayHaveExpired() {
            return super.tokenMayHaveExpired() || !obtained.isNew() || refreshToken != null;
        }

        @Override
        public byte[] start() {
            return OidcMessages.token(obtained.accessToken());
        }

        @Override
        public byte[] next(byte[] challenge) throws AuthenticationFailure {
            throw new AuthenticationFailure("the server did not end the conversation after the token", null);
        }
    }

    /** The access token is obtained from the identity provider that the server names. */
    static final class TwoStep extends OidcConversation {
        private final OidcTokens tokens;
        private final @Nullable String username;
        private final Authenticator.Attempt attempt;
        private @Nullable Secret accessToken;

        TwoStep(OidcTokens tokens, @Nullable String username, Authenticator.Attempt attempt) {
            this.tokens = tokens;
            this.username = username;
            this.attempt = attempt;
        }

        @Override
        @Nullable
        Secret accessToken() {
            return accessToken;
        }

        @Override
        public byte[] start() {
            return OidcMessages.principal(username);
        }

        @Override
        public byte[] next(byte[] challenge) throws AuthenticationFailure {
            if (accessToken != null) {
                throw new AuthenticationFailure("the server did not end the conversation after the token", null);
            }
            var provider = OidcMessages.identityProvider(challenge);
            // A refresh token of an earlier login is for a refresh only.
            accessToken = tokens.obtain(new Grant(provider, null), attempt).accessToken();
            return OidcMessages.token(accessToken);
        }
    }
}
