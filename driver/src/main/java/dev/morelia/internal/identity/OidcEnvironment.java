package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spi.HttpTransport;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The built-in callbacks, which obtain tokens from the environment that the property {@code ENVIRONMENT} names.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#built-in-oidc-environment-integrations">Authentication:
 *     built-in OIDC environment integrations</a>
 */
final class OidcEnvironment {
    private static final String AZURE =
            "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";
    private static final String GCP =
            "http://metadata/computeMetadata/v1/instance/service-accounts/default/identity?audience=";
    private static final String KUBERNETES_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private OidcEnvironment() {}

    /** The callback for the environment; null if the credential names none. */
    static @Nullable OidcCallback callback(Credential credential, HttpTransport http, Env env) {
        String resource = encoded(credential.properties().getOrDefault("TOKEN_RESOURCE", ""));
        Function<String, @Nullable String> variables = env::variable;
        return switch (credential.properties().getOrDefault("ENVIRONMENT", "")) {
            case "azure" -> request -> azure(http, resource, request);
            case "gcp" -> request -> gcp(http, resource, request);
            case "k8s" -> request -> OidcToken.of(TokenFile.read(kubernetesFile(variables)));
            case "test" -> request -> OidcToken.of(TokenFile.read(testFile(variables)));
            default -> null;
        };
    }

    private static OidcToken azure(HttpTransport http, String resource, OidcCallback.Request request)
            throws AuthenticationFailure, InterruptedException {
        var endpoint = new Endpoint("the Azure Instance Metadata Service", http, request.timeout());
        String client = request.username() == null ? "" : "&client_id=" + encoded(request.username());
        var headers = Map.of("Accept", Secret.of("application/json"), "Metadata", Secret.of("true"));
        var response = endpoint.json("GET", AZURE + resource + client, headers, "");
        return OidcToken.of(endpoint.required(response, "access_token").reveal());
    }

    private static OidcToken gcp(HttpTransport http, String resource, OidcCallback.Request request)
            throws AuthenticationFailure, InterruptedException {
        var endpoint = new Endpoint("the Google Cloud metadata server", http, request.timeout());
        String token = endpoint.send("GET", GCP + resource, Map.of("Metadata-Flavor", Secret.of("Google")), "")
                .strip();
        // A token has no blanks; a login page of some proxy has.
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new AuthenticationFailure(endpoint.description() + " responded without a token", null);
        }
        return OidcToken.of(token);
    }

    private static String kubernetesFile(Function<String, @Nullable String> variables) {
        String azure = variables.apply("AZURE_FEDERATED_TOKEN_FILE");
        if (azure != null) {
            return azure;
        }
        String aws = variables.apply("AWS_WEB_IDENTITY_TOKEN_FILE");
        return aws == null ? KUBERNETES_FILE : aws;
    }

    private static String testFile(Function<String, @Nullable String> variables) throws AuthenticationFailure {
        String file = variables.apply("OIDC_TOKEN_FILE");
        if (file == null) {
            throw new AuthenticationFailure("the environment variable OIDC_TOKEN_FILE is not set", null);
        }
        return file;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
