package dev.morelia.internal.identity;

import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.spi.AwsCredentialProvider;
import dev.morelia.spi.HttpTransport;
import dev.morelia.spi.OidcCallback;
import java.util.List;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The program's own code that helps to authenticate.
 *
 * @param oidcCallback obtains tokens without a human; null for none
 * @param oidcHumanCallback obtains tokens with the help of a human; null for none
 * @param oidcAllowedHosts the hosts to which a human's token may be sent
 * @param awsCredentialProvider provides AWS credentials; null for none
 * @param kerberosSubject provides a subject that is logged in to Kerberos; null for none
 * @param httpTransport sends requests to metadata endpoints
 */
public record IdentityProviders(
        @Nullable OidcCallback oidcCallback,
        @Nullable OidcCallback oidcHumanCallback,
        List<String> oidcAllowedHosts,
        @Nullable AwsCredentialProvider awsCredentialProvider,
        @Nullable Supplier<Subject> kerberosSubject,
        HttpTransport httpTransport) {

    /** The hosts to which a human's token may be sent by default, as specified. */
    public static final List<String> ALLOWED_HOSTS = List.of(
            "*.mongodb.net",
            "*.mongodb-qa.net",
            "*.mongodb-dev.net",
            "*.mongodbgov.net",
            "localhost",
            "127.0.0.1",
            "::1",
            "*.mongo.com");

    /** None. */
    public static final IdentityProviders NONE =
            new IdentityProviders(null, null, ALLOWED_HOSTS, null, null, HttpTransport.standard());

    /**
     * Checks that the credential's mechanism needs what the program has given.
     *
     * @throws IllegalArgumentException if it does not
     */
    public void check(@Nullable Credential credential) {
        var actual = credential == null ? null : credential.mechanism();
        check("oidcCallback", oidcCallback, AuthMechanism.MONGODB_OIDC, actual);
        check("oidcHumanCallback", oidcHumanCallback, AuthMechanism.MONGODB_OIDC, actual);
        check("awsCredentialProvider", awsCredentialProvider, AuthMechanism.MONGODB_AWS, actual);
        check("kerberosSubject", kerberosSubject, AuthMechanism.GSSAPI, actual);
    }

    private static void check(
            String name, @Nullable Object value, AuthMechanism needed, @Nullable AuthMechanism actual) {
        if (value != null && actual != needed) {
            throw new IllegalArgumentException(name + " needs a credential with authMechanism " + needed.wireName()
                    + ", got " + (actual == null ? "none" : actual.wireName()));
        }
    }

    /** Returns a copy with a machine callback. */
    public IdentityProviders oidcCallback(OidcCallback value) {
        return new IdentityProviders(
                value, oidcHumanCallback, oidcAllowedHosts, awsCredentialProvider, kerberosSubject, httpTransport);
    }

    /** Returns a copy with a human callback. */
    public IdentityProviders oidcHumanCallback(OidcCallback value, List<String> allowedHosts) {
        return new IdentityProviders(
                oidcCallback, value, allowedHosts, awsCredentialProvider, kerberosSubject, httpTransport);
    }

    /** Returns a copy with a provider of AWS credentials. */
    public IdentityProviders awsCredentialProvider(AwsCredentialProvider value) {
        return new IdentityProviders(
                oidcCallback, oidcHumanCallback, oidcAllowedHosts, value, kerberosSubject, httpTransport);
    }

    /** Returns a copy with a provider of Kerberos subjects. */
    public IdentityProviders kerberosSubject(Supplier<Subject> value) {
        return new IdentityProviders(
                oidcCallback, oidcHumanCallback, oidcAllowedHosts, awsCredentialProvider, value, httpTransport);
    }

    /** Returns a copy with another HTTP client. */
    public IdentityProviders httpTransport(HttpTransport value) {
        return new IdentityProviders(
                oidcCallback, oidcHumanCallback, oidcAllowedHosts, awsCredentialProvider, kerberosSubject, value);
    }
}
