package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Obtains the access tokens for {@code MONGODB-OIDC}.
 *
 * <pre>{@code
 * MongoClient.builder()
 *         .uri("mongodb://localhost/?authMechanism=MONGODB-OIDC")
 *         .oidcCallback(request -> OidcToken.of(Files.readString(tokenFile)))
 * }</pre>
 *
 * <p>The driver keeps the token for all connections of the client and calls the callback again when the server rejects
 * it. Called without a lock on a thread of its own, by each client at most once at a time and at most ten times a
 * second. Should return within {@link Request#timeout}; then its thread is interrupted, and authentication fails. May
 * throw anything, which makes authentication fail.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#oidc-callback">Authentication: OIDC callback</a>
 */
@FunctionalInterface
public interface OidcCallback {

    /** The current {@link Request#version}. */
    int VERSION = 1;

    /** Returns an access token. Null, like an exception, makes authentication fail. */
    @Nullable
    OidcToken token(Request request) throws Exception;

    /**
     * What is known to a callback. Prints without the refresh token.
     *
     * @param timeout the time that the callback has: until the operation's timeout, at most one minute, for a human
     *     callback five minutes
     * @param version the version of this interface; it changes when a callback should be reviewed
     * @param username the user name of the credential; null for none
     * @param identityProvider where a human has to log in; null for callbacks without a human
     * @param refreshToken the refresh token that a human callback returned last; null for none
     */
    record Request(
            Duration timeout,
            int version,
            @Nullable String username,
            @Nullable IdentityProvider identityProvider,
            @Nullable Secret refreshToken) {
        /** Checks that there is a timeout. */
        public Request {
            Argument.duration("timeout", timeout);
        }
    }

    /**
     * What the server tells about the service that issues tokens for the user, {@code IdpInfo} in the specification.
     *
     * @param issuer the address of the authorization server
     * @param clientId the id of the client there; null if the server does not tell
     * @param requestScopes further scopes to request
     */
    record IdentityProvider(String issuer, @Nullable String clientId, List<String> requestScopes) {
        /** Copies the list. */
        public IdentityProvider {
            Argument.notNull("issuer", issuer);
            requestScopes = Argument.list("requestScopes", requestScopes);
        }
    }
}
