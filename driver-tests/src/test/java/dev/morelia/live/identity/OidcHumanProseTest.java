package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.settings.ConnectionString;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The prose tests of the human authentication flow, by their numbers, against a scripted server.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/tests/mongodb-oidc.md">MongoDB OIDC
 *     tests</a>
 */
@Timeout(60)
class OidcHumanProseTest extends OidcProse {
    private MongoClient.Builder builder(String user) {
        return MongoClient.builder().uri(uri(user));
    }

    private MongoClient client(OidcCallback callback) {
        return builder("").oidcHumanCallback(callback).build();
    }

    @Override
    OidcToken numbered(OidcCallback.Request request) {
        return super.numbered(request).refreshToken("canary-refresh-" + requests.size());
    }

    @Test
    void singlePrincipalImplicitUsername11() {
        try (var client = client(this::numbered)) {
            find(client);
        }
        assertThat(requests.getFirst().username()).isNull();
    }

    @Test
    void principalExplicitUsername12To14() {
        script.requireUsername();
        try (var client =
                builder("test_user1@").oidcHumanCallback(this::numbered).build()) {
            find(client);
        }
        assertThat(requests.getFirst().username()).isEqualTo("test_user1");
    }

    @Test
    void multiplePrincipalNoUser15() {
        script.requireUsername();
        try (var client = client(this::numbered)) {
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void allowedHostsBlocked16() {
        for (var hosts : List.of(List.<String>of(), List.of("example.com"))) {
            try (var client =
                    builder("").oidcHumanCallback(this::numbered, hosts).build()) {
                assertThatThrownBy(() -> find(client))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("127.0.0.1 is not one of the allowed hosts");
            }
        }
        assertThat(requests).isEmpty();
        assertThat(script.commands()).doesNotContain("saslStart");
    }

    @Test
    void allowedHostsInConnectionStringIgnored17() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb+srv://example.com/?authMechanism=MONGODB-OIDC"
                        + "&authMechanismProperties=ALLOWED_HOSTS:%5B%22example.com%22%5D"));
    }

    @Test
    void validCallbackInputs21() {
        try (var client = client(this::numbered)) {
            find(client);
        }
        var request = requests.getFirst();
        assertThat(request.identityProvider())
                .isEqualTo(new OidcCallback.IdentityProvider(OidcServer.ISSUER, "client", List.of("a")));
        assertThat(request.refreshToken()).isNull();
        assertThat(request.timeout().toMinutes()).isEqualTo(4);
    }

    @Test
    void callbackReturnsMissingData22() {
        try (var client = client(request -> null)) {
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void refreshTokenIsPassedToTheCallback23() {
        try (var client = client(this::numbered)) {
            find(client);
            script.failNext("find", 391);
            find(client);
        }
        assertThat(requests).hasSize(2);
        assertThat(requests.stream().filter(it -> it.refreshToken() != null)).hasSize(1);
    }

    @Test
    void usesSpeculativeAuthenticationIfThereIsACachedToken31() {
        try (var client = client(this::numbered)) {
            script.failNext("find", 0);
            assertThatThrownBy(() -> find(client)).isInstanceOf(MongoException.class);
            script.forgetCommands();
            script.failNext("saslStart", 18);
            find(client);
            assertThat(script.commands()).contains("speculativeAuthenticate").doesNotContain("saslStart");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void doesNotUseSpeculativeAuthenticationIfThereIsNoCachedToken32() {
        try (var client = client(this::numbered)) {
            script.failNext("saslStart", 18);
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
            assertThat(script.commands()).doesNotContain("speculativeAuthenticate");
        }
    }

    @Test
    void reauthenticationSucceeds41() {
        var started = new CopyOnWriteArrayList<String>();
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                started.add(event.commandName());
            }
        };
        try (var client = builder("")
                .oidcHumanCallback(this::numbered)
                .commandListener(listener)
                .build()) {
            find(client);
            assertThat(requests).hasSize(1);
            started.clear();
            script.failNext("find", 391);
            find(client);
        }
        assertThat(requests).hasSize(2);
        assertThat(started.stream().filter(it -> !it.startsWith("sasl"))).startsWith("find", "find");
    }

    @Test
    void reauthenticationSucceedsWithoutRefresh42() {
        try (var client = client(request -> numbered(request).refreshToken(null))) {
            find(client);
            script.failNext("find", 391);
            find(client);
        }
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).refreshToken()).isNull();
    }

    @Test
    void reauthenticationSucceedsAfterRefreshFails43() {
        try (var client = client(request -> {
            requests.add(request);
            return OidcToken.of("canary-1").refreshToken("bad");
        })) {
            find(client);
            script.failNext("find", 391);
            find(client);
        }
        assertThat(requests).hasSize(2);
    }

    @Test
    void reauthenticationFails44() {
        try (var client = client(request -> {
            requests.add(request);
            return OidcToken.of(requests.size() == 1 ? "canary-1" : "bad").refreshToken("bad");
        })) {
            find(client);
            assertThat(requests).hasSize(1);
            script.failNext("find", 391);
            assertThatThrownBy(() -> find(client)).isInstanceOf(AuthenticationException.class);
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void withoutATokenNothingIsWritten() {
        try (var client = client(request -> {
            throw new IllegalStateException("the user closed the window");
        })) {
            assertThatThrownBy(() -> collection(client).insertOne(Document.of("_id", 1)))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("the OIDC callback threw java.lang.IllegalStateException")
                    .hasStackTraceContaining("OidcHumanProseTest")
                    .satisfies(failure ->
                            assertThat(TestClients.everything(failure)).doesNotContain("closed"));
        }
        assertThat(script.commands()).doesNotContain("insert");
    }
}
