package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.MongoException;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The prose tests of the machine authentication flow, by their numbers, against a scripted server.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/tests/mongodb-oidc.md">MongoDB OIDC
 *     tests</a>
 */
@Timeout(60)
class OidcMachineProseTest extends OidcProse {
    private MongoClient client(OidcCallback callback) {
        return MongoClient.builder().uri(uri("")).oidcCallback(callback).build();
    }

    private static void insert(MongoClient client) {
        var unused = collection(client).insertOne(Document.of("_id", 1));
    }

    @Test
    void callbackIsCalledDuringAuthentication11() {
        try (var client = client(this::numbered)) {
            find(client);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void callbackIsCalledOnceForMultipleConnections12() throws Exception {
        try (var client = client(this::numbered);
                var threads = Executors.newFixedThreadPool(10)) {
            var done = new CopyOnWriteArrayList<Future<?>>();
            for (int i = 0; i < 10; i++) {
                done.add(threads.submit(() -> {
                    for (int n = 0; n < 100; n++) {
                        find(client);
                    }
                }));
            }
            for (var each : done) {
                each.get();
            }
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void validCallbackInputs21() {
        try (var client = client(this::numbered)) {
            find(client.with(Duration.ofSeconds(30)));
        }
        var request = requests.getFirst();
        assertThat(request.timeout()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(request.version()).isEqualTo(1);
        assertThat(request.username()).isNull();
    }

    @Test
    void callbackReturnsNull22() {
        try (var client = client(request -> null)) {
            assertThatThrownBy(() -> find(client))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("the OIDC callback returned null");
        }
    }

    @Test
    void callbackReturnsMissingData23() {
        try (var client = client(request -> OidcToken.of(""))) {
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void invalidClientConfigurationWithCallback24() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.builder()
                        .uri(uri("") + "&authMechanismProperties=ENVIRONMENT:test")
                        .oidcCallback(this::numbered)
                        .build());
    }

    @Test
    void invalidUseOfAllowedHosts25() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credential.of(AuthMechanism.MONGODB_OIDC)
                        .property("ENVIRONMENT", "azure")
                        .property("ALLOWED_HOSTS", ""));
    }

    @Test
    void authenticationFailureWithCachedTokensFetchesANewTokenAndRetries31() {
        try (var client = client(this::numbered)) {
            find(client);
            script.reject("canary-1");
            client.disconnect();
            find(client);
        }
        assertThat(requests).hasSize(2);
    }

    @Test
    void authenticationFailuresWithoutCachedTokensReturnAnError32() {
        try (var client = client(request -> {
            requests.add(request);
            return OidcToken.of("invalid-canary");
        })) {
            var failure = catchThrowable(() -> find(client));
            assertThat(failure).isInstanceOf(AuthenticationException.class).hasMessageContaining("MONGODB-OIDC");
            assertThat(TestClients.everything(failure)).doesNotContain("canary");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void unexpectedErrorCodeDoesNotClearTheCache33() {
        try (var client = client(this::numbered)) {
            script.failNext("saslStart", 20);
            assertThatThrownBy(() -> find(client)).isInstanceOf(MongoException.class);
            assertThat(requests).hasSize(1);
            find(client);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void reauthenticationSucceeds41() {
        try (var client = client(this::numbered)) {
            script.failNext("find", 391);
            find(client);
        }
        assertThat(requests).hasSize(2);
    }

    private OidcToken onlyTheFirstIsGood(OidcCallback.Request request) {
        requests.add(request);
        return OidcToken.of(requests.size() == 1 ? "canary-1" : "bad");
    }

    @Test
    void readCommandsFailIfReauthenticationFails42() {
        try (var client = client(this::onlyTheFirstIsGood)) {
            find(client);
            script.failNext("find", 391);
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
        }
        assertThat(requests).hasSize(2);
    }

    @Test
    void writeCommandsFailIfReauthenticationFails43() {
        try (var client = client(this::onlyTheFirstIsGood)) {
            insert(client);
            script.failNext("insert", 391);
            assertThatThrownBy(() -> insert(client)).isInstanceOf(AuthenticationException.class);
        }
        assertThat(requests).hasSize(2);
    }

    @Test
    void speculativeAuthenticationShouldBeIgnoredOnReauthentication44() {
        try (var client = client(this::numbered)) {
            insert(client);
            client.disconnect();
            script.forgetCommands();
            insert(client);
            assertThat(requests).hasSize(1);
            assertThat(script.commands()).contains("speculativeAuthenticate").doesNotContain("saslStart");
            script.failNext("insert", 391);
            insert(client);
            assertThat(requests).hasSize(2);
            assertThat(script.commands()).contains("saslStart");
        }
    }

    // 4.5 needs explicit sessions, 5.1 and 5.2 a virtual machine of Azure: the environments below stand in for them.

    @Test
    void environmentTest(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "canary-1\n");
        find("ENVIRONMENT:test", Map.of("OIDC_TOKEN_FILE", file.toString()));
    }

    @Test
    void environmentKubernetes(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "canary-1\n").toString();
        find("ENVIRONMENT:k8s", Map.of("AZURE_FEDERATED_TOKEN_FILE", file));
        find("ENVIRONMENT:k8s", Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", file));
        assertThatThrownBy(() -> find("ENVIRONMENT:k8s", Map.of()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("/var/run/secrets/kubernetes.io/serviceaccount/token");
    }

    private void find(String properties, Map<String, String> variables) {
        var builder = MongoClient.builder().uri(uri("") + "&authMechanismProperties=" + properties);
        try (var client = TestClients.build(builder, variables)) {
            find(client);
        }
    }

    @Test
    void environmentAzure() throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) ->
                        HttpEndpoint.respond(out, 200, "{\"access_token\": \"canary-1\", \"expires_in\": \"3599\"}"));
                var client = azure(endpoint, "")) {
            find(client);
            assertThat(endpoint.received().getFirst().target())
                    .isEqualTo("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=mongodb%3A%2F%2Ftest");
            assertThat(endpoint.received().getFirst().headers())
                    .containsEntry("metadata", "true")
                    .containsEntry("accept", "application/json");
        }
    }

    @Test
    void environmentAzureWithBadUsername() throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) ->
                        HttpEndpoint.respond(out, 400, "{\"error\":\"invalid_request\",\"access_token\":\"canary\"}"));
                var client = azure(endpoint, "bad@")) {
            var failure = catchThrowable(() -> find(client));
            assertThat(failure)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("status 400")
                    .hasMessageContaining("invalid_request");
            assertThat(TestClients.everything(failure)).doesNotContain("canary");
            assertThat(endpoint.received().getFirst().target()).endsWith("&client_id=bad");
        }
    }

    private MongoClient azure(HttpEndpoint endpoint, String user) {
        String properties = "&authMechanismProperties=ENVIRONMENT:azure,TOKEN_RESOURCE:mongodb%3A%2F%2Ftest";
        return MongoClient.builder()
                .uri(uri(user) + properties)
                .httpTransport(endpoint.transport())
                .build();
    }

    @Test
    void environmentGoogle() throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) -> HttpEndpoint.respond(out, 200, "canary-1"));
                var client = MongoClient.builder()
                        .uri(uri("") + "&authMechanismProperties=ENVIRONMENT:gcp,TOKEN_RESOURCE:audience")
                        .httpTransport(endpoint.transport())
                        .build()) {
            find(client);
            assertThat(endpoint.received().getFirst().target())
                    .isEqualTo("/computeMetadata/v1/instance/service-accounts/default/identity?audience=audience");
            assertThat(endpoint.received().getFirst().headers()).containsEntry("metadata-flavor", "Google");
        }
    }
}
