package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no Kerberos server here: the steps run against a scripted security context, the logins fail. */
@Timeout(30)
class GssapiTest {
    private final TestEnv env = new TestEnv();
    private final List<String> calls = new ArrayList<>();
    private final Subject subject = new Subject();

    /** Established after the server's first token; wraps by adding a byte in front. */
    private GSSContext context() {
        var established = new boolean[1];
        return (GSSContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {GSSContext.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    assertThat(Subject.current()).isSameAs(method.getName().equals("dispose") ? null : subject);
                    return switch (method.getName()) {
                        case "initSecContext" -> {
                            byte[] token = (byte[]) arguments[0];
                            established[0] = token.length > 0;
                            yield established[0] ? null : new byte[] {1, 2};
                        }
                        case "isEstablished" -> established[0];
                        case "unwrap" -> {
                            byte[] wrapped = (byte[]) arguments[0];
                            if (wrapped[0] != 9) {
                                throw new GSSException(GSSException.BAD_MIC);
                            }
                            yield java.util.Arrays.copyOfRange(wrapped, 1, wrapped.length);
                        }
                        case "wrap" -> {
                            byte[] plain = (byte[]) arguments[0];
                            byte[] wrapped = new byte[plain.length + 1];
                            wrapped[0] = 9;
                            System.arraycopy(plain, 0, wrapped, 1, plain.length);
                            yield wrapped;
                        }
                        default -> null;
                    };
                });
    }

    private GssapiConversation conversation() {
        return new GssapiConversation(env, context(), subject, "ada@EXAMPLE.COM", env.attempt());
    }

    @Test
    void steps() throws AuthenticationFailure {
        var conversation = conversation();
        assertThat(conversation.mechanism()).isEqualTo("GSSAPI");
        assertThat(conversation.start()).isEqualTo(new byte[] {1, 2});
        assertThat(conversation.next(new byte[] {3})).isEmpty();
        assertThat(conversation.next(new byte[] {9, 7, 0, 0, 0})).startsWith(9, 1, 0, 0, 0, 'a', 'd', 'a', '@');
        conversation.finish(new byte[0]);
        assertThat(calls).endsWith("wrap", "dispose");
    }

    @Test
    void serversThatLie() throws AuthenticationFailure {
        var early = conversation();
        byte[] unused = early.start();
        assertThatThrownBy(() -> early.finish(new byte[0]))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("before it proved its identity");
        unused = early.next(new byte[] {3});
        assertThatThrownBy(() -> early.next(new byte[] {8, 1, 0, 0, 0}))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageStartingWith("Kerberos failed: ");
        assertThatThrownBy(() -> early.next(new byte[] {9, 6, 0, 0, 0}))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("security layer");
        unused = early.next(new byte[] {9, 1, 0, 0, 0});
        assertThatThrownBy(() -> early.next(new byte[] {9, 1, 0, 0, 0}))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("did not end");
    }

    private Gssapi gssapi(@Nullable String password, IdentityProviders providers) {
        var credential = new Credential(
                "ada@MORELIA.INVALID",
                password == null ? null : Secret.of(password),
                null,
                AuthMechanism.GSSAPI,
                Map.of("CANONICALIZE_HOST_NAME", "forwardAndReverse"));
        return new Gssapi(env, credential, providers);
    }

    @Test
    void withoutATicket() {
        assertThat(env.failure(gssapi(null, IdentityProviders.NONE)))
                .hasMessageContaining("ada@MORELIA.INVALID")
                .hasMessageContaining("kinit");
    }

    @Test
    void withAPasswordButWithoutAServer() {
        var failure = env.failure(gssapi("canary", IdentityProviders.NONE));
        assertThat(failure).hasMessageContaining("with the password failed").hasMessageNotContaining("canary");
        var trace = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("canary");
    }

    @Test
    void aSubjectWithoutCredentials() {
        assertThat(env.failure(gssapi(null, IdentityProviders.NONE.kerberosSubject(Subject::new))))
                .hasMessageStartingWith("Kerberos failed: ");
        assertThat(env.failure(gssapi(null, IdentityProviders.NONE.kerberosSubject(() -> null))))
                .hasMessageContaining("returned null");
    }

    @Test
    void aLoginThatHangs() {
        var end = new CountDownLatch(1);
        var hanging = IdentityProviders.NONE.kerberosSubject(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return subject;
        });
        long begun = System.nanoTime();
        var attempt = env.attempt("localhost", Duration.ofMillis(200), CancelToken.NONE);
        assertThat(env.failure(gssapi(null, hanging), attempt))
                .hasMessageContaining("the Kerberos login has not returned");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        end.countDown();
    }
}
