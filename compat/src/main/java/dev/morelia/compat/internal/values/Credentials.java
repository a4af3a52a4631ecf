package dev.morelia.compat.internal.values;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.AwsCredential;
import com.mongodb.MongoCredential;
import com.mongodb.SubjectProvider;
import dev.morelia.MongoClient;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spi.AwsCredentials;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** Credentials of the official driver, and what obtains tokens and temporary credentials for them. */
final class Credentials {
    /** Properties that Morelia knows by the same names. */
    private static final List<String> PROPERTIES = List.of(
            MongoCredential.SERVICE_NAME_KEY,
            MongoCredential.CANONICALIZE_HOST_NAME_KEY,
            "SERVICE_REALM",
            "SERVICE_HOST",
            MongoCredential.AWS_SESSION_TOKEN_KEY,
            MongoCredential.ENVIRONMENT_KEY,
            MongoCredential.TOKEN_RESOURCE_KEY);

    private Credentials() {}

    /** The same credential as a value of Morelia. */
    static Credential ours(MongoCredential official) {
        RejectedSetting.SASL_PROPERTIES.unless(
                property(official, MongoCredential.JAVA_SASL_CLIENT_PROPERTIES_KEY) == null);
        char[] password = official.getPassword();
        AuthenticationMechanism mechanism = official.getAuthenticationMechanism();
        return new Credential(
                official.getUserName(),
                password == null ? null : Secret.of(password),
                official.getSource(),
                mechanism == null ? null : AuthMechanism.of(mechanism.getMechanismName()),
                properties(official));
    }

    private static Map<String, String> properties(MongoCredential official) {
        var properties = new LinkedHashMap<String, String>();
        for (String name : PROPERTIES) {
            Object value = property(official, name);
            if (value != null) {
                properties.put(name, value.toString());
            }
        }
        return properties;
    }

    private static @Nullable Object property(MongoCredential official, String name) {
        return official.<@Nullable Object>getMechanismProperty(name, null);
    }

    /** Adds what provides tokens, temporary credentials and Kerberos subjects to the builder of a client. */
    static void addProviders(MongoCredential official, MongoClient.Builder builder) {
        if (property(official, MongoCredential.OIDC_CALLBACK_KEY) instanceof MongoCredential.OidcCallback callback) {
            builder.oidcCallback(ours(callback));
        }
        if (property(official, MongoCredential.OIDC_HUMAN_CALLBACK_KEY) instanceof MongoCredential.OidcCallback human) {
            builder.oidcHumanCallback(ours(human), allowedHosts(official));
        }
        if (property(official, MongoCredential.AWS_CREDENTIAL_PROVIDER_KEY) instanceof Supplier<?> provider) {
            builder.awsCredentialProvider(() -> provider.get() instanceof AwsCredential aws ? ours(aws) : null);
        }
        if (property(official, MongoCredential.JAVA_SUBJECT_KEY) instanceof Subject subject) {
            builder.kerberosSubject(() -> subject);
        }
        if (property(official, MongoCredential.JAVA_SUBJECT_PROVIDER_KEY) instanceof SubjectProvider provider) {
            builder.kerberosSubject(() -> subject(provider));
        }
    }

    private static List<String> allowedHosts(MongoCredential official) {
        return property(official, MongoCredential.ALLOWED_HOSTS_KEY) instanceof List<?> hosts
                ? hosts.stream().map(String::valueOf).toList()
                : MongoCredential.DEFAULT_ALLOWED_HOSTS;
    }

    private static Subject subject(SubjectProvider provider) {
        try {
            return Optional.ofNullable(provider.getSubject())
                    .orElseThrow(() -> new IllegalStateException("the subject provider returned null"));
        } catch (LoginException e) {
            throw new IllegalStateException("the subject provider could not log in", e);
        }
    }

    private static AwsCredentials ours(AwsCredential official) {
        String token = official.getSessionToken();
        return token == null
                ? AwsCredentials.of(official.getAccessKeyId(), official.getSecretAccessKey())
                : AwsCredentials.of(official.getAccessKeyId(), official.getSecretAccessKey(), token);
    }

    private static OidcCallback ours(MongoCredential.OidcCallback official) {
        return request -> {
            var result = official.onRequest(new OidcRequest(request));
            // The official result does not tell when its token expires.
            return result == null ? null : OidcToken.of(result.getAccessToken()).refreshToken(result.getRefreshToken());
        };
    }

    private record OidcRequest(OidcCallback.Request ours) implements MongoCredential.OidcCallbackContext {
        @Override
        public @Nullable String getUserName() {
            return ours.username();
        }

        @Override
        public java.time.Duration getTimeout() {
            return ours.timeout();
        }

        @Override
        public int getVersion() {
            return ours.version();
        }

        @Override
        public MongoCredential.@Nullable IdpInfo getIdpInfo() {
            OidcCallback.IdentityProvider provider = ours.identityProvider();
            return provider == null ? null : new OidcIssuer(provider);
        }

        @Override
        public @Nullable String getRefreshToken() {
            Secret token = ours.refreshToken();
            return token == null ? null : token.reveal();
        }

        @Override
        public String toString() {
            return ours.toString();
        }
    }

    private record OidcIssuer(OidcCallback.IdentityProvider ours) implements MongoCredential.IdpInfo {
        @Override
        public String getIssuer() {
            return ours.issuer();
        }

        @Override
        public @Nullable String getClientId() {
            return ours.clientId();
        }

        @Override
        public List<String> getRequestScopes() {
            return ours.requestScopes();
        }
    }
}
