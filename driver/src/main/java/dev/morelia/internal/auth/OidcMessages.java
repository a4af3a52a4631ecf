package dev.morelia.internal.auth;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.settings.Secret;
import dev.morelia.spi.OidcCallback.IdentityProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code MONGODB-OIDC}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongodb-oidc">Authentication:
 *     MONGODB-OIDC</a>
 */
public final class OidcMessages {
    /** The mechanism's name. */
    public static final String MECHANISM = "MONGODB-OIDC";

    private OidcMessages() {}

    /** {@code JwtStepRequest}: the access token. */
    public static byte[] token(Secret accessToken) {
        return encode(Document.of("jwt", accessToken.reveal()));
    }

    /** {@code PrincipalStepRequest}: asks for the identity provider of a user. */
    public static byte[] principal(@Nullable String username) {
        return encode(username == null ? new Document() : Document.of("n", username));
    }

    /**
     * The reply to {@link #principal}.
     *
     * @throws AuthenticationFailure if it is malformed
     */
    public static IdentityProvider identityProvider(byte[] challenge) throws AuthenticationFailure {
        try {
            var reply = RawDocument.of(challenge);
            List<String> scopes = reply.listOrNull("requestScopes", String.class);
            return new IdentityProvider(
                    reply.string("issuer"), reply.stringOrNull("clientId"), scopes == null ? List.of() : scopes);
        } catch (BsonException e) {
            throw new AuthenticationFailure("the server's description of the identity provider is malformed", e);
        }
    }

    private static byte[] encode(Document message) {
        return RawDocument.encode(message).toByteArray();
    }
}
