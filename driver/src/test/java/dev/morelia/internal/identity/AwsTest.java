package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.AwsConversation;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spi.AwsCredentials;
import dev.morelia.spi.HttpTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of credentials, with an HTTP transport that replies from a table. */
@Timeout(30)
class AwsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String INSTANCE = "http://169.254.169.254/latest/";
    private static final String ROLES = INSTANCE + "meta-data/iam/security-credentials/";

    private final TestEnv env = new TestEnv();
    private final List<HttpTransport.Request> requests = new ArrayList<>();
    private HttpTransport http = request -> {
        throw new IOException("no route to canary");
    };

    AwsTest() {
        env.now = NOW;
    }

    private static Credential credential() {
        return Credential.of(AuthMechanism.MONGODB_AWS);
    }

    private Aws aws() {
        return new Aws(env, credential(), IdentityProviders.NONE.httpTransport(request -> {
            requests.add(request);
            return http.send(request);
        }));
    }

    private AwsCredentials credentials(Aws aws) throws AuthenticationFailure {
        return ((AwsConversation) aws.begin(env.attempt())).credentials();
    }

    private static HttpTransport.Response ok(String body) {
        return new HttpTransport.Response(200, Secret.of(body));
    }

    private static String json(String tokenName, Instant expiration) {
        return "{\"Code\": \"Success\", \"AccessKeyId\": \"id\", \"SecretAccessKey\": \"canary\", \"" + tokenName
                + "\": \"session\", \"Expiration\": \"" + expiration + "\"}";
    }

    private static HttpTransport instanceMetadata(Instant expiration) {
        return request -> switch (request.uri().toString()) {
            case INSTANCE + "api/token" -> ok("secret-session\n");
            case ROLES -> ok("my-role");
            case ROLES + "my-role" -> ok(json("Token", expiration));
            default -> new HttpTransport.Response(404, Secret.of(""));
        };
    }

    @Test
    void credentialWithKeys() throws AuthenticationFailure {
        var permanent = new Credential(
                "id", Secret.of("key"), null, AuthMechanism.MONGODB_AWS, Map.of("AWS_SESSION_TOKEN", "session"));
        env.variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "other", "AWS_SECRET_ACCESS_KEY", "other"));
        assertThat(credentials(new Aws(env, permanent, IdentityProviders.NONE)))
                .isEqualTo(AwsCredentials.of("id", "key", "session"));
    }

    @Test
    void customProviderTakesPrecedenceOverTheEnvironment() throws AuthenticationFailure {
        env.variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "other", "AWS_SECRET_ACCESS_KEY", "other"));
        var calls = new ArrayList<String>();
        var aws = new Aws(env, credential(), IdentityProviders.NONE.awsCredentialProvider(() -> {
            calls.add("called");
            return AwsCredentials.of("id" + calls.size(), "key");
        }));
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id1");
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id2");
    }

    @Test
    void failuresOfACustomProvider() {
        assertThat(env.failure(new Aws(env, credential(), IdentityProviders.NONE.awsCredentialProvider(() -> null))))
                .hasMessage("the AWS credential provider returned null");
        assertThat(env.failure(new Aws(env, credential(), IdentityProviders.NONE.awsCredentialProvider(() -> {
                    throw new StackOverflowError("canary");
                }))))
                .hasMessage("the AWS credential provider threw java.lang.StackOverflowError");
    }

    @Test
    void credentialAndProviderExcludeEachOther() {
        var permanent = new Credential("id", Secret.of("canary"), null, AuthMechanism.MONGODB_AWS, Map.of());
        var providers = IdentityProviders.NONE.awsCredentialProvider(() -> null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Aws(env, permanent, providers))
                .withMessageContaining("not both")
                .withMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "session"})
    void environment(String session) throws AuthenticationFailure {
        env.variables.putAll(
                Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_SESSION_TOKEN", session));
        var aws = aws();
        assertThat(credentials(aws))
                .isEqualTo(
                        session.isEmpty() ? AwsCredentials.of("id", "key") : AwsCredentials.of("id", "key", session));
        env.variables.put("AWS_ACCESS_KEY_ID", "changed");
        assertThat(credentials(aws).accessKeyId()).as("not cached").isEqualTo("changed");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
    void incompleteEnvironment(String variable) {
        env.variables.put(variable, "canary");
        assertThat(env.failure(aws()))
                .hasMessageContaining("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
                .hasMessageNotContaining("canary");
    }

    @Test
    void instance() throws AuthenticationFailure {
        http = instanceMetadata(NOW.plusSeconds(3600));
        assertThat(credentials(aws())).isEqualTo(AwsCredentials.of("id", "canary", "session"));
        assertThat(requests).extracting(HttpTransport.Request::method).containsExactly("PUT", "GET", "GET");
        assertThat(requests.getFirst().headers())
                .isEqualTo(Map.of("X-aws-ec2-metadata-token-ttl-seconds", Secret.of("30")));
        assertThat(requests.get(2).headers())
                .isEqualTo(Map.of("X-aws-ec2-metadata-token", Secret.of("secret-session")));
        assertThat(requests.toString()).doesNotContain("secret-session");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/credentials", "v2/credentials"})
    void containerRelative(String path) throws AuthenticationFailure {
        env.variables.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", path);
        http = request -> ok(json("Token", NOW.plusSeconds(3600)));
        assertThat(credentials(aws()).accessKeyId()).isEqualTo("id");
        assertThat(requests.getFirst().uri()).hasToString("http://169.254.170.2/v2/credentials");
    }

    @Test
    void containerFull(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "Basic canary\n");
        env.variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
        env.variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "from the variable");
        http = request -> ok(json("Token", NOW.plusSeconds(3600)));
        assertThat(credentials(aws()).accessKeyId()).isEqualTo("id");
        assertThat(requests.getFirst().headers().get("Authorization")).isEqualTo(Secret.of("from the variable"));
        env.variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.toString());
        assertThat(credentials(aws()).accessKeyId()).isEqualTo("id");
        assertThat(requests.get(1).headers().get("Authorization")).isEqualTo(Secret.of("Basic canary"));
        Files.writeString(file, "Basic canary\nsecond line");
        assertThat(env.failure(aws())).hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/", "http://127.0.0.1.example.com/", "ftp://localhost/", "%", "/path"})
    void containerTokensAreNotSentElsewhere(String uri) {
        env.variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
        assertThat(env.failure(aws())).hasMessageContaining("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, app1", "false, app1", "false, "})
    void webIdentity(boolean realShape, @Nullable String session, @TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "canary&token\n");
        env.variables.putAll(
                Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString(), "AWS_ROLE_ARN", "arn:aws:iam::1:role/r"));
        if (session != null) {
            env.variables.put("AWS_ROLE_SESSION_NAME", session);
        }
        var credentials = realShape
                ? json("SessionToken", NOW).replaceFirst("\"Expiration.*", "\"Expiration\": 1.7988E9}")
                : json("SessionToken", NOW.plusSeconds(3600));
        var body = "{\"Credentials\": " + credentials + "}";
        http = request -> ok(
                realShape
                        ? "{\"AssumeRoleWithWebIdentityResponse\": {\"AssumeRoleWithWebIdentityResult\": " + body + "}}"
                        : body);
        assertThat(credentials(aws())).isEqualTo(AwsCredentials.of("id", "canary", "session"));
        var request = requests.getFirst();
        assertThat(request.uri()).hasToString("https://sts.amazonaws.com/");
        assertThat(request.body().reveal())
                .contains("Action=AssumeRoleWithWebIdentity", "Version=2011-06-15", "WebIdentityToken=canary%26token")
                .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr")
                .contains(session == null ? "RoleSessionName=morelia-" : "RoleSessionName=app1");
        assertThat(request.toString()).doesNotContain("canary");
    }

    /** The specification's prose test of the cache. */
    @Test
    void cachedCredentials() throws AuthenticationFailure {
        http = instanceMetadata(NOW.plusSeconds(3600));
        var aws = aws();
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        assertThat(requests).hasSize(3);
        env.now = NOW.plusSeconds(3600 - 301);
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        assertThat(requests).as("valid for more than five minutes").hasSize(3);
        env.now = NOW.plusSeconds(3600 - 300);
        http = instanceMetadata(NOW.plusSeconds(7200));
        var conversation = aws.begin(env.attempt());
        assertThat(requests).as("about to expire").hasSize(6);
        assertThat(aws.rejected(conversation, 18)).isFalse();
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        assertThat(requests).as("cleared by a failure").hasSize(9);
    }

    @Test
    void cachedCredentialsTakePrecedenceOverLaterVariables() throws AuthenticationFailure {
        http = instanceMetadata(NOW.plusSeconds(3600));
        var aws = aws();
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        env.variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "invalid", "AWS_SECRET_ACCESS_KEY", "invalid"));
        assertThat(credentials(aws).accessKeyId()).isEqualTo("id");
        var unused = aws.rejected(aws.begin(env.attempt()), 18);
        assertThat(credentials(aws).accessKeyId()).isEqualTo("invalid");
    }

    static List<String> malformed() {
        return List.of(
                "",
                "<html>canary</html>",
                "[]",
                "{\"SecretAccessKey\": \"canary\"}",
                "{\"a\": ".repeat(5000),
                json("Token", NOW.plusSeconds(60)).replace("\"id\"", "1"),
                json("Token", NOW.plusSeconds(60)).replace("\"id\"", "\"\""),
                json("Wrong", NOW.plusSeconds(60)),
                json("Token", NOW.plusSeconds(60)).replace("2026", "20x6"),
                json("Token", NOW.plusSeconds(60)).replace("Success", "AssumeRoleUnauthorizedAccess"),
                json("Token", NOW),
                json("Token", NOW.minusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedResponses(String body) {
        env.variables.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/");
        http = request -> ok(body);
        assertThat(env.failure(aws()))
                .hasMessageStartingWith("the Amazon ECS credentials endpoint responded with")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("session")
                .hasNoCause();
    }

    @Test
    void failuresOfTheInstanceMetadataService() {
        assertThat(env.failure(aws())).hasMessageContaining("the Amazon EC2 instance metadata service");
        for (var role : List.of("", "../../token", "a b", "x".repeat(200))) {
            http = request -> ok(request.uri().toString().endsWith("token") ? "session" : role);
            assertThat(env.failure(aws())).hasMessageContaining("role name");
        }
        http = request -> ok("two\nlines");
        assertThat(env.failure(aws())).hasMessageContaining("valid session token");
        http = request -> new HttpTransport.Response(301, Secret.of("canary ".repeat(1000)));
        assertThat(env.failure(aws()))
                .hasMessageContaining("status 301")
                .message()
                .hasSizeLessThan(500);
    }

    @Test
    void aTransportThatHangs() {
        http = request -> {
            Thread.sleep(60_000);
            return ok("");
        };
        long begun = System.nanoTime();
        var attempt = env.attempt("localhost", Duration.ofMillis(300), CancelToken.NONE);
        assertThat(env.failure(aws(), attempt))
                .hasMessageContaining("the request for AWS credentials has not returned");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }
}
