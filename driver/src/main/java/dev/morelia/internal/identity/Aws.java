package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.AwsConversation;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spi.AwsCredentialProvider;
import dev.morelia.spi.AwsCredentials;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code MONGODB-AWS}. Uses the credentials of the program's provider, of the credential itself, of environment
 * variables, or of an endpoint; only the last are cached. Connections do not wait for each other's requests, as the
 * specification demands. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongodb-aws">Authentication:
 *     MONGODB-AWS</a>
 */
final class Aws implements Authenticator {
    /** Three requests to the instance metadata service, each of which should take milliseconds. */
    private static final long ENDPOINT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long PROVIDER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Env env;
    private final Credential credential;
    private final @Nullable AwsCredentialProvider provider;
    private final AwsEndpoints endpoints;
    private final AtomicReference<@Nullable TemporaryCredentials> cache = new AtomicReference<>();

    /**
     * Creates an authenticator.
     *
     * @throws IllegalArgumentException if there are both credentials and a provider of credentials
     */
    Aws(Env env, Credential credential, IdentityProviders providers) {
        this.env = env;
        this.credential = credential;
        this.provider = providers.awsCredentialProvider();
        this.endpoints = new AwsEndpoints(env, providers.httpTransport());
        if (credential.password() != null && provider != null) {
            throw new IllegalArgumentException(
                    "authMechanism MONGODB-AWS takes user name and password, or an awsCredentialProvider, not both");
        }
    }

    private AwsCredentials permanent(String id) throws AuthenticationFailure {
        char[] key = Passwords.of(credential);
        try {
            String token = credential.properties().get("AWS_SESSION_TOKEN");
            return new AwsCredentials(id, Secret.of(key), token == null ? null : Secret.of(token));
        } catch (IllegalArgumentException empty) {
            throw new AuthenticationFailure("the secret key is empty", null);
        } finally {
            Arrays.fill(key, '\0');
        }
    }

    @Override
    public SaslConversation begin(Attempt attempt) throws AuthenticationFailure {
        byte[] nonce = new byte[AwsConversation.NONCE_BYTES];
        env.secureRandom().nextBytes(nonce);
        return new AwsConversation(credentials(attempt), nonce, env.now());
    }

    private AwsCredentials credentials(Attempt attempt) throws AuthenticationFailure {
        if (provider != null) {
            return ForeignCall.result(
                    env,
                    "the AWS credential provider",
                    ThreadKind.PLATFORM_DAEMON,
                    provider::credentials,
                    limit(PROVIDER_NANOS, attempt),
                    attempt.token());
        }
        if (credential.username() != null) {
            return permanent(credential.username());
        }
        var cached = cache.get();
        if (cached != null && cached.isValid(env.now())) {
            return cached.credentials();
        }
        var variables = cached == null ? fromEnvironment() : null;
        if (variables != null) {
            return variables;
        }
        var issued = ForeignCall.result(
                env,
                "the request for AWS credentials",
                ThreadKind.VIRTUAL,
                endpoints::request,
                limit(ENDPOINT_NANOS, attempt),
                attempt.token());
        cache.set(issued);
        return issued.credentials();
    }

    private Deadline limit(long nanos, Attempt attempt) {
        return Deadline.after(env.nanoTime(), nanos).earlier(attempt.deadline());
    }

    private @Nullable AwsCredentials fromEnvironment() throws AuthenticationFailure {
        String id = variable("AWS_ACCESS_KEY_ID");
        String key = variable("AWS_SECRET_ACCESS_KEY");
        String token = variable("AWS_SESSION_TOKEN");
        if ((id == null) != (key == null) || (id == null && token != null)) {
            throw new AuthenticationFailure(
                    "the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set or both be"
                            + " missing, and AWS_SESSION_TOKEN needs them",
                    null);
        }
        return id == null || key == null
                ? null
                : new AwsCredentials(id, Secret.of(key), token == null ? null : Secret.of(token));
    }

    private @Nullable String variable(String name) {
        String value = env.variable(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The next connection requests new credentials; this one fails, as the specification demands. */
    @Override
    public boolean rejected(SaslConversation conversation, int code) {
        cache.set(null);
        return false;
    }
}
