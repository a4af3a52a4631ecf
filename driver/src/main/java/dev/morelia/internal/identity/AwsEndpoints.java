package dev.morelia.internal.identity;

import dev.morelia.bson.Document;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.Secret;
import dev.morelia.spi.HttpTransport;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of Amazon Web Services that issue temporary credentials, chosen by environment variables.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#credential-fetching-order">Authentication:
 *     credential fetching order</a>
 */
final class AwsEndpoints {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONTAINER_ADDRESS = "http://169.254.170.2";
    private static final String INSTANCE_ADDRESS = "http://169.254.169.254/latest/";
    private static final String SECURITY_TOKEN_SERVICE = "https://sts.amazonaws.com/";
    private static final String ROLES = INSTANCE_ADDRESS + "meta-data/iam/security-credentials/";
    private static final Pattern ROLE_NAME = Pattern.compile("[\\w+=,.@-]{1,128}");

    /** Where a container's token may be sent without encryption, as in the AWS SDKs. */
    private static final Set<String> LOCAL_HOSTS =
            Set.of("localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    private final Env env;
    private final HttpTransport http;

    AwsEndpoints(Env env, HttpTransport http) {
        this.env = env;
        this.http = http;
    }

    /** Requests credentials. Blocks; respects interrupts as far as the HTTP transport does. */
    TemporaryCredentials request() throws AuthenticationFailure, InterruptedException {
        String tokenFile = set("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = set("AWS_ROLE_ARN");
        if (tokenFile != null && role != null) {
            return webIdentity(tokenFile, role);
        }
        String relative = set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        if (relative != null) {
            return container(CONTAINER_ADDRESS + (relative.startsWith("/") ? "" : "/") + relative);
        }
        String full = set("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        return full == null ? instance() : container(checked(full));
    }

    private TemporaryCredentials webIdentity(String tokenFile, String role)
            throws AuthenticationFailure, InterruptedException {
        var endpoint = new Endpoint("the AWS Security Token Service", http, TIMEOUT);
        String session = set("AWS_ROLE_SESSION_NAME");
        // In the body, not in the address, which proxies log.
        String form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName="
                + encoded(session == null ? randomName() : session) + "&RoleArn=" + encoded(role)
                + "&WebIdentityToken=" + encoded(TokenFile.read(tokenFile));
        var headers = Map.of(
                "Accept",
                Secret.of("application/json"),
                "Content-Type",
                Secret.of("application/x-www-form-urlencoded"));
        var response = endpoint.json("POST", SECURITY_TOKEN_SERVICE, headers, form);
        for (String envelope :
                new String[] {"AssumeRoleWithWebIdentityResponse", "AssumeRoleWithWebIdentityResult", "Credentials"}) {
            if (response.get(envelope) instanceof Document inner) {
                response = inner;
            }
        }
        return TemporaryCredentials.of(endpoint, response, "SessionToken", env.now());
    }

    private TemporaryCredentials container(String uri) throws AuthenticationFailure, InterruptedException {
        var endpoint = new Endpoint("the Amazon ECS credentials endpoint", http, TIMEOUT);
        var headers = new LinkedHashMap<String, Secret>();
        headers.put("Accept", Secret.of("application/json"));
        String authorization = containerToken();
        if (authorization != null) {
            headers.put("Authorization", Secret.of(authorization));
        }
        return TemporaryCredentials.of(endpoint, endpoint.json("GET", uri, headers, ""), "Token", env.now());
    }

    private @Nullable String containerToken() throws AuthenticationFailure {
        String file = set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        return file == null ? set("AWS_CONTAINER_AUTHORIZATION_TOKEN") : TokenFile.read(file);
    }

    private static String checked(String full) throws AuthenticationFailure {
        URI uri;
        try {
            uri = URI.create(full);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationFailure("AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address", null);
        }
        boolean local = uri.getHost() != null && LOCAL_HOSTS.contains(uri.getHost());
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && local)) {
            throw new AuthenticationFailure(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https address, or an http address of this machine"
                            + " or of the ECS or EKS endpoint",
                    null);
        }
        return full;
    }

    private TemporaryCredentials instance() throws AuthenticationFailure, InterruptedException {
        var endpoint = new Endpoint("the Amazon EC2 instance metadata service", http, TIMEOUT);
        var lifetime = Map.of("X-aws-ec2-metadata-token-ttl-seconds", Secret.of("30"));
        String session = endpoint.send("PUT", INSTANCE_ADDRESS + "api/token", lifetime, "")
                .strip();
        var headers = Map.of("X-aws-ec2-metadata-token", header(endpoint, session));
        String role = endpoint.send("GET", ROLES, headers, "").strip();
        if (!ROLE_NAME.matcher(role).matches()) {
            throw new AuthenticationFailure(endpoint.description() + " responded without a valid role name", null);
        }
        return TemporaryCredentials.of(endpoint, endpoint.json("GET", ROLES + role, headers, ""), "Token", env.now());
    }

    private static Secret header(Endpoint endpoint, String session) throws AuthenticationFailure {
        if (session.isEmpty() || session.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new AuthenticationFailure(endpoint.description() + " responded without a valid session token", null);
        }
        return Secret.of(session);
    }

    private @Nullable String set(String variable) {
        String value = env.variable(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private String randomName() {
        return "morelia-" + HexFormat.of().toHexDigits(env.random().nextLong());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
