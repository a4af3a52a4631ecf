package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a server; those of the specification's prose tests that need one are live tests. */
@Timeout(30)
class OidcTest {
    private static final byte[] PROVIDER = RawDocument.encode(Document.of("issuer", "https://issuer", "clientId", "c"))
            .toByteArray();

    private final TestEnv env = new TestEnv();
    private final ConcurrentLinkedQueue<OidcCallback.Request> requests = new ConcurrentLinkedQueue<>();

    private static Credential credential(@Nullable String username, Map<String, String> properties) {
        return new Credential(username, null, null, AuthMechanism.MONGODB_OIDC, properties);
    }

    private OidcToken numbered(OidcCallback.Request request) {
        requests.add(request);
        return OidcToken.of("token-" + requests.size()).refreshToken("refresh-" + requests.size());
    }

    private Oidc machine(OidcCallback callback) {
        return new Oidc(env, credential("user", Map.of()), IdentityProviders.NONE.oidcCallback(callback));
    }

    private Oidc human(OidcCallback callback) {
        return new Oidc(
                env,
                credential("user", Map.of()),
                IdentityProviders.NONE.oidcHumanCallback(callback, IdentityProviders.ALLOWED_HOSTS));
    }

    private static String token(SaslConversation conversation) throws AuthenticationFailure {
        return RawDocument.of(conversation.start()).string("jwt");
    }

    /** A human's first conversation. */
    private SaslConversation twoStep(Oidc oidc, String expected) throws AuthenticationFailure {
        var conversation = oidc.begin(env.attempt());
        assertThat(RawDocument.of(conversation.start()).toDocument()).isEqualTo(Document.of("n", "user"));
        assertThat(RawDocument.of(conversation.next(PROVIDER)).string("jwt")).isEqualTo(expected);
        return conversation;
    }

    @Test
    void oneTokenForAllConnections() throws AuthenticationFailure {
        var oidc = machine(this::numbered);
        assertThat(oidc.speculate(env.attempt())).isNull();
        for (int i = 0; i < 3; i++) {
            var conversation = oidc.begin(env.attempt());
            assertThat(token(conversation)).isEqualTo("token-1");
            conversation.finish(new byte[0]);
        }
        assertThat(token(Objects.requireNonNull(oidc.speculate(env.attempt())))).isEqualTo("token-1");
        assertThat(requests).hasSize(1);
        var request = requests.element();
        assertThat(request.username()).isEqualTo("user");
        assertThat(request.version()).isEqualTo(1);
        assertThat(request.identityProvider()).isNull();
        assertThat(request.refreshToken()).isNull();
        assertThat(request.timeout()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
    }

    @Test
    void timeoutIsOneMinuteWithoutDeadline() throws AuthenticationFailure {
        var unused =
                machine(this::numbered).begin(env.attempt("localhost", Duration.ofDays(100_000), CancelToken.NONE));
        assertThat(requests.element().timeout()).isBetween(Duration.ofSeconds(55), Duration.ofMinutes(1));
    }

    @Test
    void oneCallForConnectionsThatAuthenticateTogether() throws Exception {
        var oidc = machine(request -> {
            Thread.sleep(200);
            return numbered(request);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tokens = new ArrayList<java.util.concurrent.Future<String>>();
            for (int i = 0; i < 10; i++) {
                tokens.add(threads.submit(() -> token(oidc.begin(env.attempt()))));
            }
            for (var each : tokens) {
                assertThat(each.get()).isEqualTo("token-1");
            }
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRejectedCachedTokenIsReplacedOnce() throws AuthenticationFailure {
        var oidc = machine(this::numbered);
        var fresh = oidc.begin(env.attempt());
        assertThat(oidc.rejected(fresh, 18)).as("no use in another token").isFalse();
        var second = oidc.begin(env.attempt());
        assertThat(token(second)).isEqualTo("token-2");
        var cached = oidc.begin(env.attempt());
        assertThat(token(cached)).isEqualTo("token-2");
        assertThat(oidc.rejected(cached, 18)).isTrue();
        var third = oidc.begin(env.attempt());
        assertThat(token(third)).isEqualTo("token-3");
        assertThat(oidc.rejected(third, 18)).isFalse();
    }

    @Test
    void otherErrorsKeepTheToken() throws AuthenticationFailure {
        var oidc = machine(this::numbered);
        var conversation = oidc.begin(env.attempt());
        assertThat(oidc.rejected(conversation, 20)).isFalse();
        assertThat(token(oidc.begin(env.attempt()))).isEqualTo("token-1");
    }

    @Test
    void anOldTokenDoesNotInvalidateANewerOne() throws AuthenticationFailure {
        var oidc = machine(this::numbered);
        var old = oidc.begin(env.attempt());
        old.finish(new byte[0]);
        var sameToken = oidc.begin(env.attempt());
        assertThat(oidc.rejected(old, 18)).as("was accepted once").isTrue();
        assertThat(token(oidc.begin(env.attempt()))).isEqualTo("token-2");
        assertThat(oidc.rejected(sameToken, 18)).isTrue();
        assertThat(token(oidc.begin(env.attempt()))).isEqualTo("token-2");
    }

    @Test
    void callsAreAtLeast100MillisecondsApart() throws AuthenticationFailure {
        var times = new ArrayList<Long>();
        var oidc = machine(request -> {
            times.add(System.nanoTime());
            return numbered(request);
        });
        for (int i = 0; i < 4; i++) {
            var unused = oidc.rejected(oidc.begin(env.attempt()), 18);
        }
        assertThat(times).hasSize(4);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(99));
        }
    }

    @Test
    void aCallThatDoesNotReturnIsInterruptedAndNotFollowedByAnother() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var oidc = machine(request -> {
            requests.add(request);
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
            return OidcToken.of("late");
        });
        var attempt = env.attempt("localhost", Duration.ofMillis(150), CancelToken.NONE);
        assertThat(env.failure(oidc, attempt)).hasMessageContaining("the OIDC callback has not returned for");
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(env.failure(oidc)).hasMessageContaining("the OIDC callback has not returned for");
        assertThat(requests).hasSize(1);
        end.countDown();
    }

    @Test
    void aHumanMayTakeLongerThanTheOperation() throws Exception {
        var end = new CountDownLatch(1);
        var oidc = human(request -> {
            requests.add(request);
            end.await();
            return OidcToken.of("token");
        });
        var conversation = oidc.begin(env.attempt("localhost", Duration.ofMillis(150), CancelToken.NONE));
        byte[] unused = conversation.start();
        try {
            byte[] next = conversation.next(PROVIDER);
            throw new AssertionError(next);
        } catch (AuthenticationFailure failure) {
            assertThat(failure).hasMessageContaining("has not returned");
        }
        assertThat(requests.element().timeout()).isBetween(Duration.ofSeconds(295), Duration.ofMinutes(5));
        end.countDown();
        SaslConversation speculative = null;
        while (speculative == null) {
            Thread.sleep(1);
            speculative = oidc.speculate(env.attempt());
        }
        assertThat(token(speculative)).isEqualTo("token");
    }

    @Test
    void humanIsAskedWithTheIdentityProvider() throws AuthenticationFailure {
        var oidc = human(this::numbered);
        twoStep(oidc, "token-1").finish(new byte[0]);
        var request = requests.element();
        assertThat(request.identityProvider())
                .isEqualTo(new OidcCallback.IdentityProvider("https://issuer", "c", List.of()));
        assertThat(request.refreshToken()).isNull();
        assertThat(token(oidc.begin(env.attempt()))).isEqualTo("token-1");
    }

    @Test
    void refreshThenHumanAgainThenFailure() throws AuthenticationFailure {
        var oidc = human(this::numbered);
        var first = twoStep(oidc, "token-1");
        first.finish(new byte[0]);
        assertThat(oidc.rejected(first, 18)).isTrue();
        var refreshed = oidc.begin(env.attempt());
        assertThat(token(refreshed)).isEqualTo("token-2");
        var refresh = List.copyOf(requests).get(1);
        assertThat(refresh.refreshToken()).hasToString("***").isEqualTo(dev.morelia.settings.Secret.of("refresh-1"));
        assertThat(refresh.identityProvider()).isNotNull();
        assertThat(oidc.rejected(refreshed, 18)).isTrue();
    }

    @Test
    void aRejectedRefreshIsFollowedByAHuman() throws AuthenticationFailure {
        // Never returns another refresh token.
        var oidc = human(request -> {
            var token = numbered(request);
            return requests.size() == 1 ? token : token.refreshToken(null);
        });
        var first = twoStep(oidc, "token-1");
        first.finish(new byte[0]);
        assertThat(oidc.rejected(first, 18)).isTrue();
        assertThat(oidc.rejected(oidc.begin(env.attempt()), 18)).isTrue();
        assertThat(oidc.rejected(twoStep(oidc, "token-3"), 18)).isFalse();
        assertThat(List.copyOf(requests).get(2).refreshToken()).isNull();
    }

    @Test
    void humanTokensAreForAllowedHostsOnly() throws AuthenticationFailure {
        var oidc = human(this::numbered);
        twoStep(oidc, "token-1").finish(new byte[0]);
        var elsewhere = env.attempt("evil.example.com", Duration.ofSeconds(1), CancelToken.NONE);
        assertThat(oidc.speculate(elsewhere)).isNull();
        assertThat(env.failure(oidc, elsewhere)).hasMessageContaining("evil.example.com");
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "*.mongodb.net, a.mongodb.net, true",
        "*.mongodb.net, a.b.mongodb.net, true",
        "*.mongodb.net, A.MongoDB.net, true",
        "*.mongodb.net, mongodb.net, false",
        "*.mongodb.net, evilmongodb.net, false",
        "*.mongodb.net, a.mongodb.net.evil.com, false",
        "localhost, localhost, true",
        "localhost, localhost.evil.com, false",
        "::1, ::1, true",
        "127.0.0.1, 127.0.0.2, false",
    })
    void allowedHosts(String pattern, String host, boolean allowed) {
        assertThat(Oidc.matches(pattern, host)).isEqualTo(allowed);
    }

    @Test
    void failuresOfTheCallback() {
        assertThat(env.failure(machine(request -> null)))
                .hasMessage("the OIDC callback returned null instead of a token");
        assertThat(env.failure(machine(request -> OidcToken.of(""))))
                .hasMessage("the OIDC callback threw java.lang.IllegalArgumentException");
        assertThat(env.failure(machine(request -> OidcToken.of("t").expiresIn(Duration.ofSeconds(-1)))))
                .hasMessage("the OIDC callback threw java.lang.IllegalArgumentException");
        assertThat(env.failure(machine(request -> {
                    throw new AssertionError("canary");
                })))
                .hasMessage("the OIDC callback threw java.lang.AssertionError");
    }

    @Test
    void conversationsMustEndAfterTheToken() throws AuthenticationFailure {
        var oneStep = machine(this::numbered).begin(env.attempt());
        assertThat(env.failure(attempt -> {
                    byte[] unused = oneStep.next(PROVIDER);
                    return oneStep;
                }))
                .hasMessageContaining("did not end");
        var twoStep = human(this::numbered).begin(env.attempt());
        assertThat(env.failure(attempt -> {
                    twoStep.finish(new byte[0]);
                    return twoStep;
                }))
                .hasMessageContaining("before it received a token");
    }

    @Test
    void exactlyOneSourceOfTokens() {
        OidcCallback callback = this::numbered;
        var both = IdentityProviders.NONE.oidcCallback(callback).oidcHumanCallback(callback, List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Oidc(env, credential(null, Map.of()), IdentityProviders.NONE))
                .withMessageContaining("needs one of");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Oidc(env, credential(null, Map.of()), both))
                .withMessageContaining("only one of");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Oidc(
                        env,
                        credential(null, Map.of("ENVIRONMENT", "k8s")),
                        IdentityProviders.NONE.oidcCallback(callback)))
                .withMessageContaining("only one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"awsCredentialProvider", "oidcCallback", "oidcHumanCallback", "kerberosSubject"})
    void providersNeedTheirMechanism(String name) {
        var none = IdentityProviders.NONE;
        var providers = switch (name) {
            case "awsCredentialProvider" -> none.awsCredentialProvider(() -> null);
            case "oidcCallback" -> none.oidcCallback(this::numbered);
            case "oidcHumanCallback" -> none.oidcHumanCallback(this::numbered, List.of());
            default -> none.kerberosSubject(javax.security.auth.Subject::new);
        };
        assertThatIllegalArgumentException()
                .isThrownBy(() -> providers.check(Credential.of("u", "canary")))
                .withMessageStartingWith(name)
                .withMessageNotContaining("canary");
    }

    @Test
    void nothingPrintsTokens() {
        var token = OidcToken.of("canary").refreshToken("canary").expiresIn(Duration.ofSeconds(1));
        var request = new OidcCallback.Request(Duration.ZERO, 1, "u", null, token.refreshToken());
        assertThat(token + " " + request).doesNotContain("canary");
    }
}
