package dev.morelia.internal.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM with the examples of the specification, and with servers that lie. */
class ScramConversationTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final AtomicInteger derived = new AtomicInteger();

    private ScramConversation conversation(ScramMechanism mechanism, String user, String nonce, String password)
            throws AuthenticationFailure {
        byte[] prepared = ScramPassword.prepare(mechanism, user, password.toCharArray());
        return new ScramConversation(mechanism, user, nonce, (salt, iterations) -> {
            derived.incrementAndGet();
            return ScramKeys.derive(mechanism, prepared, salt, iterations, () -> true);
        });
    }

    private ScramConversation started() throws AuthenticationFailure {
        var conversation = conversation(ScramMechanism.SHA_256, "user", NONCE, "pencil");
        conversation.start();
        return conversation;
    }

    private static String text(byte[] message) {
        return new String(message, UTF_8);
    }

    private static byte[] bytes(String message) {
        return message.getBytes(UTF_8);
    }

    @Test
    void followsTheExampleForSha256() throws AuthenticationFailure {
        var conversation = conversation(ScramMechanism.SHA_256, "user", NONCE, "pencil");
        assertThat(text(conversation.start())).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(text(conversation.next(bytes(SERVER_FIRST))))
                .isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        conversation.finish(bytes(SERVER_FINAL));
        assertThat(conversation.mechanism()).isEqualTo("SCRAM-SHA-256");
    }

    @Test
    void followsTheExampleForSha1() throws AuthenticationFailure {
        var conversation = conversation(ScramMechanism.SHA_1, "user", "fyko+d2lbbFgONRv9qkxdawL", "pencil");
        assertThat(text(conversation.start())).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        assertThat(text(conversation.next(bytes("r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,"
                        + "s=rQ9ZY3MntBeuP3E1TDVC4w==,i=10000"))))
                .isEqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,"
                        + "p=MC2T8BvbmWRckDw8oWl5IVghwCY=");
        conversation.finish(bytes("v=UMWeI25JD1yNYZRMpZ4VHvhZ9e0="));
    }

    @Test
    void anOlderServerEndsWithAnEmptyExchange() throws AuthenticationFailure {
        var conversation = started();
        conversation.next(bytes(SERVER_FIRST));
        assertThat(conversation.next(bytes(SERVER_FINAL))).isEmpty();
        conversation.finish(new byte[0]);
    }

    @Test
    void separatorsInUserNamesAreEscaped() throws AuthenticationFailure {
        assertThat(text(conversation(ScramMechanism.SHA_1, "a=b,c\u2168", "x", "p")
                        .start()))
                .isEqualTo("n,,n=a=3Db=2Cc\u2168,r=x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';empty message",
                "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096;nonce does not extend",
                "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096;nonce does not extend",
                "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096;no nonce",
                "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096;no nonce",
                "r=rOprNGfwEbeRWgbNEkqOx;no salt",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==;no iteration count",
                "r=rOprNGfwEbeRWgbNEkqOx,s=****,i=4096;salt is not Base64",
                "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096;salt has 0 bytes",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1;iteration count 1 is not from 4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095;iteration count 4095",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001;iteration count 1000001",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=200000000;iteration count 200000000",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999;iteration count is not",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096;iteration count is not",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=;iteration count is not",
                "r=rOprNGfwEbeRWgbNEkqO\u00e9,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096;not one of SCRAM",
                "e=unknown-user;the server says: unknown-user",
            })
    void aFirstMessageAgainstTheRulesIsRejectedBeforeAnyHashing(String message, String problem)
            throws AuthenticationFailure {
        var conversation = started();
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> conversation.next(bytes(message)))
                .withMessageContaining(problem);
        assertThat(derived).hasValue(0);
    }

    @Test
    void hugeMessagesAndSaltsAreRejected() throws AuthenticationFailure {
        var conversation = started();
        String salt = Base64.getEncoder().encodeToString(new byte[1_025]);
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> conversation.next(bytes("r=" + NONCE + "x,s=" + salt + ",i=4096")))
                .withMessageContaining("salt has 1025 bytes");
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> conversation.next(new byte[5_000_000]))
                .withMessageContaining("message of 5000000 bytes");
        assertThat(derived).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=;signature is wrong",
                "v=;signature is wrong",
                "v=AAAA;signature is wrong",
                "v=*;signature is not Base64",
                "x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=;no signature",
                "'';empty message",
                "e=invalid-proof;the server says: invalid-proof",
            })
    void aServerMustProveThatItKnowsThePassword(String message, String problem) throws AuthenticationFailure {
        var conversation = started();
        conversation.next(bytes(SERVER_FIRST));
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> conversation.finish(bytes(message)))
                .withMessageContaining(problem);
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> conversation.next(bytes(message)));
    }

    @Test
    void aConversationNeitherEndsEarlyNorGoesOn() throws AuthenticationFailure {
        var early = started();
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> early.finish(bytes(SERVER_FIRST)))
                .withMessageContaining("without proving");
        var late = started();
        late.next(bytes(SERVER_FIRST));
        late.next(bytes(SERVER_FINAL));
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> late.next(bytes(SERVER_FINAL)))
                .withMessageContaining("does not end");
    }

    @Test
    void aDerivationThatIsNoLongerWantedEnds() throws AuthenticationFailure {
        var asked = new AtomicInteger();
        byte[] password = bytes("pencil");
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> ScramKeys.derive(
                        ScramMechanism.SHA_256, password, new byte[16], 1_000_000, () -> asked.incrementAndGet() < 3))
                .withMessageContaining("no time left");
        assertThat(asked).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyPasswordIsAPassword(ScramMechanism mechanism) throws AuthenticationFailure {
        var conversation = conversation(mechanism, "user", NONCE, "");
        conversation.start();
        assertThat(text(conversation.next(bytes(SERVER_FIRST)))).startsWith("c=biws,r=" + NONCE);
    }

    /** The examples of RFC 4013. */
    @ParameterizedTest
    @CsvSource({"I\u00ADX, IX", "user, user", "\u00AA, a", "\u2168, IX", "x\u00A0y, x y"})
    void passwordsArePrepared(String password, String prepared) throws AuthenticationFailure {
        assertThat(text(ScramPassword.prepare(ScramMechanism.SHA_256, "user", password.toCharArray())))
                .isEqualTo(prepared);
    }

    /** A control character, mixed directions, an unassigned code point, half a character. */
    @ParameterizedTest
    @ValueSource(strings = {"canary\u0007", "canary\u06271", "canary\u0221", "canary\ud800"})
    void passwordsThatSaslPrepProhibitsAreNotShown(String password) {
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> ScramPassword.prepare(ScramMechanism.SHA_256, "user", password.toCharArray()))
                .satisfies(failure ->
                        assertThat(failure.toString() + failure.getCause()).doesNotContain("canary"));
    }

    @Test
    void aPlainMessageHasUserNameAndPassword() throws AuthenticationFailure {
        var conversation = new PlainConversation("user", "pencil".toCharArray());
        assertThat(new String(conversation.start(), US_ASCII)).isEqualTo("\0user\0pencil");
        conversation.finish(new byte[0]);
        assertThatExceptionOfType(AuthenticationFailure.class).isThrownBy(() -> conversation.next(new byte[0]));
        assertThatExceptionOfType(AuthenticationFailure.class)
                .isThrownBy(() -> new PlainConversation("us\0er", "pencil".toCharArray()));
    }
}
