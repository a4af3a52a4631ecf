package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link OidcCallback} returns: an access token, and optionally when it expires and how to get the next one.
 * Prints without the tokens. Immutable and thread-safe.
 */
public final class OidcToken {
    private final Secret accessToken;
    private final @Nullable Duration expiresIn;
    private final @Nullable Secret refreshToken;

    private OidcToken(Secret accessToken, @Nullable Duration expiresIn, @Nullable Secret refreshToken) {
        this.accessToken = accessToken;
        this.expiresIn = expiresIn;
        this.refreshToken = refreshToken;
    }

    /**
     * An access token.
     *
     * @throws IllegalArgumentException if it is null or empty
     */
    public static OidcToken of(String accessToken) {
        if (Argument.notNull("accessToken", accessToken).isEmpty()) {
            throw new IllegalArgumentException("accessToken must not be empty");
        }
        return new OidcToken(Secret.of(accessToken), null, null);
    }

    /**
     * Returns a copy with the time after which the access token expires; by default it is unknown. The driver uses a
     * token until the server rejects it.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public OidcToken expiresIn(@Nullable Duration value) {
        return new OidcToken(accessToken, value == null ? null : Argument.duration("expiresIn", value), refreshToken);
    }

    /** Returns a copy with a token that a human callback can use to get another access token; none by default. */
    public OidcToken refreshToken(@Nullable String value) {
        return new OidcToken(accessToken, expiresIn, value == null ? null : Secret.of(value));
    }

    /** The access token. */
    public Secret accessToken() {
        return accessToken;
    }

    /** The time after which the access token expires; null if unknown. */
    public @Nullable Duration expiresIn() {
        return expiresIn;
    }

    /** The refresh token; null for none. */
    public @Nullable Secret refreshToken() {
        return refreshToken;
    }

    @Override
    public String toString() {
        return "OidcToken[accessToken=" + accessToken + ", expiresIn=" + expiresIn + ", refreshToken=" + refreshToken
                + "]";
    }
}
