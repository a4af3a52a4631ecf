package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spi.AwsCredentials;
import dev.morelia.testkit.ScriptedServer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios of the specification's prose tests; {@link WrongEndpoints} has metadata endpoints that misbehave. */
@Timeout(60)
class AwsScriptedTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", AwsServer.ID, "AWS_SECRET_ACCESS_KEY", AwsServer.KEY);

    private static MongoClient.Builder builder(ScriptedServer server) {
        return MongoClient.builder().uri(server.uri() + "&authMechanism=MONGODB-AWS");
    }

    private static void ping(MongoClient.Builder builder, Map<String, String> variables) {
        try (var client = TestClients.build(builder, variables)) {
            assertThat(client.database("admin")
                            .runCommand(new Document("ping", 1))
                            .get("ok"))
                    .isEqualTo(1);
        }
    }

    @Test
    void credentialsOfTheConnectionString() {
        try (var server = ScriptedServer.start(new AwsServer(false))) {
            var credential =
                    new Credential(AwsServer.ID, Secret.of(AwsServer.KEY), null, AuthMechanism.MONGODB_AWS, Map.of());
            ping(
                    MongoClient.builder().uri(server.uri()).settings(settings -> settings.credential(credential)),
                    Map.of());
        }
    }

    @Test
    void regularCredentials() {
        try (var server = ScriptedServer.start(new AwsServer(false))) {
            ping(builder(server), KEYS);
        }
    }

    @Test
    void assumeRoleAndLambdaWithSessionToken() {
        try (var server = ScriptedServer.start(new AwsServer(true))) {
            var variables = new LinkedHashMap<>(KEYS);
            variables.put("AWS_SESSION_TOKEN", AwsServer.TOKEN);
            ping(builder(server), variables);
        }
    }

    @Test
    void instance() throws Exception {
        try (var server = ScriptedServer.start(new AwsServer(true));
                var endpoint = HttpEndpoint.start((request, out) -> instance(request, out))) {
            ping(builder(server).httpTransport(endpoint.transport()), Map.of());
            assertThat(endpoint.received()).hasSize(3);
            endpoint.awaitAllClosed();
        }
    }

    private static void instance(HttpEndpoint.Received request, OutputStream out) throws java.io.IOException {
        String roles = "/latest/meta-data/iam/security-credentials/";
        boolean hasToken = "session".equals(request.headers().get("x-aws-ec2-metadata-token"));
        if (request.method().equals("PUT") && request.target().equals("/latest/api/token")) {
            HttpEndpoint.respond(out, 200, "session");
        } else if (hasToken && request.target().equals(roles)) {
            HttpEndpoint.respond(out, 200, "role");
        } else if (hasToken && request.target().equals(roles + "role")) {
            HttpEndpoint.respond(out, 200, AwsServer.json("Token"));
        } else {
            HttpEndpoint.respond(out, 401, "canary");
        }
    }

    @Test
    void container() throws Exception {
        try (var server = ScriptedServer.start(new AwsServer(true));
                var endpoint =
                        HttpEndpoint.start((request, out) -> HttpEndpoint.respond(out, 200, AwsServer.json("Token")))) {
            ping(
                    builder(server).httpTransport(endpoint.transport()),
                    Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials"));
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void assumeRoleWithWebIdentity(boolean sessionName, @TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "canary");
        var variables = new LinkedHashMap<>(
                Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString(), "AWS_ROLE_ARN", "arn:aws:iam::1:role/r"));
        if (sessionName) {
            variables.put("AWS_ROLE_SESSION_NAME", "app1");
        }
        try (var server = ScriptedServer.start(new AwsServer(true));
                var endpoint = HttpEndpoint.start((request, out) ->
                        HttpEndpoint.respond(out, 200, "{\"Credentials\": " + AwsServer.json("SessionToken") + "}"))) {
            ping(builder(server).httpTransport(endpoint.transport()), variables);
            assertThat(endpoint.received().getFirst().target()).isEqualTo("/");
            assertThat(endpoint.received().getFirst().body()).contains("WebIdentityToken=canary");
        }
    }

    @Test
    void customCredentialProviderTakesPrecedenceOverEnvironmentVariables() {
        var calls = new AtomicInteger();
        try (var server = ScriptedServer.start(new AwsServer(true))) {
            ping(
                    builder(server).awsCredentialProvider(() -> {
                        calls.incrementAndGet();
                        return AwsCredentials.of(AwsServer.ID, AwsServer.KEY, AwsServer.TOKEN);
                    }),
                    Map.of("AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "x"));
        }
        assertThat(calls).hasPositiveValue();
    }

    @Test
    void wrongKey() {
        try (var server = ScriptedServer.start(new AwsServer(false))) {
            var failure = catchThrowable(() -> ping(
                    builder(server), Map.of("AWS_ACCESS_KEY_ID", AwsServer.ID, "AWS_SECRET_ACCESS_KEY", "canary")));
            assertThat(failure)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("MONGODB-AWS")
                    .hasMessageContaining("Authentication failed.");
            assertThat(TestClients.everything(failure)).doesNotContain("canary");
        }
    }

    /** After a failure, cached credentials are requested anew. */
    @Test
    void cachedCredentials() throws Exception {
        var broken = new AtomicInteger(1);
        HttpEndpoint.Handler handler = (request, out) -> {
            String good = AwsServer.json("Token");
            HttpEndpoint.respond(
                    out, 200, broken.getAndDecrement() > 0 ? good.replace(AwsServer.ID, "poisoned") : good);
        };
        try (var server = ScriptedServer.start(new AwsServer(true));
                var endpoint = HttpEndpoint.start(handler);
                var client = TestClients.build(
                        builder(server).httpTransport(endpoint.transport()),
                        Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/"))) {
            var admin = client.database("admin");
            assertThatThrownBy(() -> admin.runCommand(new Document("ping", 1)))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(admin.runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1);
            client.disconnect();
            assertThat(admin.runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1);
            assertThat(endpoint.received()).hasSize(2);
        }
    }
}
