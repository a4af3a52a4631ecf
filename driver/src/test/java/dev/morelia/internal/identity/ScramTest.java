package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.topology.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Which mechanism is used, and which keys are derived again. */
class ScramTest {
    private static final Deadline PASSED = Deadline.after(SystemEnv.INSTANCE.nanoTime(), 0);
    private static final Credential ADA = Credential.of("ada", "secret");

    private static Authenticator.Attempt attempt(Deadline deadline, String... offered) {
        return new Authenticator.Attempt(ServerAddress.parse("db:1"), List.of(offered), deadline, CancelToken.NONE);
    }

    private static void prove(Authenticator scram, Deadline deadline, String salt) throws AuthenticationFailure {
        SaslConversation conversation = scram.begin(attempt(deadline, "SCRAM-SHA-256"));
        var first = new String(conversation.start(), StandardCharsets.UTF_8);
        String nonce = first.substring(first.indexOf("r=") + 2);
        conversation.next(("r=" + nonce + "x,s=" + salt + ",i=20000").getBytes(StandardCharsets.UTF_8));
    }

    private static String speculated(Authenticator scram) {
        return Objects.requireNonNull(scram.speculate(attempt(Deadline.NONE))).mechanism();
    }

    /** A derivation ends when the deadline has passed, so a passed one shows that there is none. */
    @Test
    void keysAreDerivedOnceForEachSalt() throws AuthenticationFailure {
        var scram = new Scram(SystemEnv.INSTANCE, ADA);
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> prove(scram, PASSED, "AAAA"));
        prove(scram, Deadline.NONE, "AAAA");
        prove(scram, PASSED, "AAAA");
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> prove(scram, PASSED, "BBBB"));
    }

    @Test
    void aServerThatChangesItsSaltFillsNoMemory() throws AuthenticationFailure {
        var scram = new Scram(SystemEnv.INSTANCE, ADA);
        for (char c = 'A'; c < 'A' + 17; c++) {
            prove(scram, Deadline.NONE, "AAA" + c);
        }
        prove(scram, PASSED, "AAA" + (char) ('A' + 16));
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> prove(scram, PASSED, "AAAA"));
    }

    @Test
    void aSuppliedPasswordThatChangesGetsKeysOfItsOwn() throws AuthenticationFailure {
        var password = new AtomicReference<>("one");
        var credential = Credential.of("ada", Secret.from(() -> password.get().toCharArray()));
        var scram = new Scram(SystemEnv.INSTANCE, credential);
        prove(scram, Deadline.NONE, "AAAA");
        password.set("two");
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> prove(scram, PASSED, "AAAA"));
    }

    @Test
    void theStrongerMechanismThatIsOfferedIsUsed() throws AuthenticationFailure {
        var negotiated = new Scram(SystemEnv.INSTANCE, ADA);
        assertThat(negotiated
                        .begin(attempt(Deadline.NONE, "PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"))
                        .mechanism())
                .isEqualTo("SCRAM-SHA-256");
        assertThat(negotiated.begin(attempt(Deadline.NONE, "SCRAM-SHA-1")).mechanism())
                .isEqualTo("SCRAM-SHA-1");
        assertThat(negotiated.begin(attempt(Deadline.NONE)).mechanism()).isEqualTo("SCRAM-SHA-1");
        assertThat(speculated(negotiated)).isEqualTo("SCRAM-SHA-256");
        var explicit = new Scram(SystemEnv.INSTANCE, ADA.mechanism(AuthMechanism.SCRAM_SHA_1));
        assertThat(explicit.begin(attempt(Deadline.NONE, "SCRAM-SHA-256")).mechanism())
                .isEqualTo("SCRAM-SHA-1");
        assertThat(speculated(explicit)).isEqualTo("SCRAM-SHA-1");
    }

    /** It may be fit for SCRAM-SHA-1, which the server may offer. */
    @Test
    void aPasswordThatCannotBePreparedIsNotTriedSpeculatively() throws AuthenticationFailure {
        var scram = new Scram(SystemEnv.INSTANCE, Credential.of("ada", "canary\u0007"));
        assertThat(scram.speculate(attempt(Deadline.NONE))).isNull();
        assertThat(scram.begin(attempt(Deadline.NONE)).mechanism()).isEqualTo("SCRAM-SHA-1");
    }

    @Test
    void whatASupplierThrowsIsNotShown() {
        var failing = Credential.of("ada", Secret.from(() -> {
            throw new AssertionError("canary");
        }));
        var absent = Credential.of("ada", Secret.from(() -> null));
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> new Scram(SystemEnv.INSTANCE, failing).begin(attempt(Deadline.NONE)))
                .withMessage("the password is missing: its supplier threw java.lang.AssertionError")
                .satisfies(failure -> assertThat(failure.getCause())
                        .hasMessage("java.lang.AssertionError, whose message may contain a secret")
                        .hasStackTraceContaining("ScramTest")
                        .hasNoCause());
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> new Scram(SystemEnv.INSTANCE, absent).begin(attempt(Deadline.NONE)))
                .withMessage("the password is missing: its supplier returned null")
                .withNoCause();
    }

    @Test
    void aCredentialWithoutAPasswordIsRejectedAtOnce() {
        var credential = new Credential("ada", null, null, null, Map.of());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Authenticator.of(SystemEnv.INSTANCE, credential, IdentityProviders.NONE))
                .withMessageContaining("user 'ada' needs a password");
    }
}
