package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of Amazon Web Services, permanent or temporary. Prints without secret key and session token. Immutable
 * and thread-safe.
 *
 * @param accessKeyId the id of the access key
 * @param secretAccessKey the secret key
 * @param sessionToken the token that temporary credentials have; null for none
 */
public record AwsCredentials(
        String accessKeyId,
        Secret secretAccessKey,
        @Nullable Secret sessionToken) {
    /**
     * Credentials.
     *
     * @throws IllegalArgumentException if the id or the secret key is missing
     */
    public AwsCredentials {
        Argument.text("accessKeyId", accessKeyId);
        if (Argument.notNull("secretAccessKey", secretAccessKey).reveal().isEmpty()) {
            throw new IllegalArgumentException("secretAccessKey must not be empty");
        }
    }

    /** Permanent credentials. */
    public static AwsCredentials of(String accessKeyId, String secretAccessKey) {
        return new AwsCredentials(accessKeyId, Secret.of(secretAccessKey), null);
    }

    /** Temporary credentials. */
    public static AwsCredentials of(String accessKeyId, String secretAccessKey, String sessionToken) {
        return new AwsCredentials(accessKeyId, Secret.of(secretAccessKey), Secret.of(sessionToken));
    }
}
