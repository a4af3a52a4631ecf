package dev.morelia.internal.identity;

import dev.morelia.internal.env.Env;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import org.jspecify.annotations.Nullable;

/** Creates the authenticators of the mechanisms that know their users from outside MongoDB. */
public final class ExternalAuthenticators {
    private ExternalAuthenticators() {}

    /**
     * The authenticator for a credential; null if its mechanism is another one. Does no I/O.
     *
     * @throws IllegalArgumentException if what the mechanism needs is missing or given twice, or the program gave
     *     something for another mechanism
     */
    public static @Nullable Authenticator create(
            Env env, @Nullable Credential credential, IdentityProviders providers) {
        var mechanism = credential == null ? null : credential.mechanism();
        reject("oidcCallback", providers.oidcCallback(), mechanism, AuthMechanism.MONGODB_OIDC);
        reject("oidcHumanCallback", providers.oidcHumanCallback(), mechanism, AuthMechanism.MONGODB_OIDC);
        reject("awsCredentialProvider", providers.awsCredentialProvider(), mechanism, AuthMechanism.MONGODB_AWS);
        reject("kerberosSubject", providers.kerberosSubject(), mechanism, AuthMechanism.GSSAPI);
        return switch (mechanism) {
            case MONGODB_AWS -> new Aws(env, credential, providers);
            case MONGODB_OIDC -> new Oidc(env, credential, providers);
            case GSSAPI -> new Gssapi(env, credential, providers);
            case null, default -> null;
        };
    }

    private static void reject(
            String name, @Nullable Object value, @Nullable AuthMechanism actual, AuthMechanism needed) {
        if (value != null && actual != needed) {
            throw new IllegalArgumentException(name + " needs a credential with authMechanism " + needed.wireName()
                    + ", got " + (actual == null ? "none" : actual.wireName()));
        }
    }
}
