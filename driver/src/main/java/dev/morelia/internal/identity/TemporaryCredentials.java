package dev.morelia.internal.identity;

import dev.morelia.bson.Document;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.spi.AwsCredentials;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that an endpoint of Amazon Web Services issued.
 *
 * @param credentials the credentials
 * @param expiration when they expire
 */
record TemporaryCredentials(AwsCredentials credentials, Instant expiration) {
    /** Longer than it takes the server to verify them. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /**
     * Reads a response.
     *
     * @param tokenField the name of the session token's field
     * @throws AuthenticationFailure if a field is missing or malformed, or the credentials have expired
     */
    static TemporaryCredentials of(Endpoint endpoint, Document response, String tokenField, Instant now)
            throws AuthenticationFailure {
        if (response.get("Code") instanceof String code && !code.equals("Success")) {
            throw new AuthenticationFailure(
                    endpoint.description() + " responded with the code \"" + Endpoint.safe(code) + "\"", null);
        }
        var expiration = instant(response.get("Expiration"));
        if (expiration == null) {
            throw new AuthenticationFailure(endpoint.description() + " responded without a valid \"Expiration\"", null);
        }
        if (!expiration.isAfter(now)) {
            throw new AuthenticationFailure(
                    endpoint.description() + " responded with credentials that expired at " + expiration, null);
        }
        var credentials = new AwsCredentials(
                endpoint.required(response, "AccessKeyId").reveal(),
                endpoint.required(response, "SecretAccessKey"),
                endpoint.required(response, tokenField));
        return new TemporaryCredentials(credentials, expiration);
    }

    boolean isValid(Instant now) {
        return expiration.minus(MARGIN).isAfter(now);
    }

    /** A date as text or, from the Security Token Service, as seconds since 1970. */
    private static @Nullable Instant instant(@Nullable Object value) {
        try {
            return switch (value) {
                case String text -> Instant.parse(text);
                case Number seconds -> Instant.ofEpochSecond(seconds.longValue());
                case null, default -> null;
            };
        } catch (DateTimeException e) {
            return null;
        }
    }
}
