package dev.morelia.spi;

import org.jspecify.annotations.Nullable;

/**
 * Provides the credentials for {@code MONGODB-AWS}, for example those of an AWS SDK:
 *
 * <pre>{@code
 * var sdk = DefaultCredentialsProvider.create();
 * MongoClient.builder()
 *         .uri("mongodb://localhost/?authMechanism=MONGODB-AWS")
 *         .awsCredentialProvider(() -> {
 *             var credentials = sdk.resolveCredentials();
 *             return AwsCredentials.of(credentials.accessKeyId(), credentials.secretAccessKey());
 *         })
 * }</pre>
 *
 * <p>Must be thread-safe. Called for every connection that authenticates, without a lock, on a thread of its own, which
 * is interrupted if it takes too long; may throw anything. The driver does not cache the credentials.
 */
@FunctionalInterface
public interface AwsCredentialProvider {

    /** The credentials to use now. Null, like an exception, makes authentication fail. */
    @Nullable
    AwsCredentials credentials() throws Exception;
}
