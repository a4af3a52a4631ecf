package dev.morelia.internal.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.spi.AwsCredentials;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentSecretsTest {

    private static SentSecrets plain(String username, String password) throws AuthenticationFailure {
        var conversation = new PlainConversation(username, password.toCharArray());
        var sent = new SentSecrets();
        sent.add(conversation, conversation.start());
        return sent;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse", "p", "abcd", "p\\$1(x", "pässwört", "\uD83D\uDD11key", "aaaa", "x==="})
    void aPasswordIsHiddenAsItIsAndEncoded(String password) throws Exception {
        var sent = plain("ada", password);
        for (String shown : new String[] {
            password,
            base64(password),
            base64(password).replace("=", ""),
            base64("\0ada\0" + password),
            Base64.getUrlEncoder().encodeToString(("\0ada\0" + password).getBytes(UTF_8))
        }) {
            assertThat(sent.hide("no user has '" + shown + "', sorry")).isEqualTo("no user has '***', sorry");
            assertThat(sent.hide(shown)).isEqualTo("***");
        }
    }

    @Test
    void aPartOfWhatIsEncodedIsHidden() throws Exception {
        var sent = plain("ada", "correct horse");
        for (String before : new String[] {"", "a", "ab", "abc"}) {
            String encoded = base64(before + "correct horse, and more");
            for (int from = 0; from < 4; from++) {
                String part = encoded.substring(before.isEmpty() ? 0 : from);
                if (decodesTo(part)) {
                    assertThat(sent.hide("payload " + part)).isEqualTo("payload ***");
                }
            }
        }
    }

    /** The beginning of the text may have lost too much. */
    private static boolean decodesTo(String part) {
        for (int from = 0; from < 4; from++) {
            String rest = part.substring(from);
            byte[] bytes = Base64.getDecoder().decode(rest.substring(0, rest.length() / 4 * 4));
            if (new String(bytes, UTF_8).contains("correct horse")) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication failed.",
                "UserNotFound: Could not find user \"ada\" for db \"admin\"",
                "",
                "*** $1 \\ cluster0-shard-00-00.abcde.mongodb.net:27017"
            })
    void otherTextIsLeftAsItIs(String text) throws Exception {
        assertThat(plain("ada", "correct horse").hide(text)).isEqualTo(text);
        assertThat(plain("ada", "a").hide(text)).isEqualTo(text);
        assertThat(plain("ada", "").hide(text)).isEqualTo(text);
        assertThat(new SentSecrets().hide(text)).isEqualTo(text);
    }

    @Test
    void theTokenOfAwsIsHidden() throws Exception {
        var conversation = new AwsConversation(
                AwsCredentials.of("AKIAEXAMPLE", "key", "canary+session=="), new byte[32], Instant.EPOCH);
        byte[] first = conversation.start();
        assertThat(conversation.secrets(first)).isEmpty();
        byte[] nonce = new byte[64];
        byte[] payload =
                conversation.next(RawDocument.encode(Document.of("s", new Binary(nonce), "h", "sts.amazonaws.com"))
                        .toByteArray());
        var sent = new SentSecrets();
        sent.add(conversation, payload);
        String authorization = RawDocument.of(payload).string("a");
        assertThat(sent.hide("token canary+session== with " + authorization)).isEqualTo("token *** with ***");
        assertThat(sent.hide(Base64.getEncoder().encodeToString(payload))).isEqualTo("***");
    }

    /** A callback may return anything as a token, and a server may reply with anything. */
    @Test
    @Timeout(10)
    void largeSecretsAndTextsTakeNoTime() throws Exception {
        String large = "x".repeat(1_000_000);
        assertThat(plain("ada", large).hide("no user " + large)).isEqualTo("a text of 1000008 characters");
        assertThat(plain("ada", large).hide("x".repeat(10_000))).hasSize(10_000);
        assertThat(plain("ada", "canary").hide("canary".repeat(1_000_000))).doesNotContain("canary");
        assertThat(plain("ada", "x".repeat(9_000)).hide("no user " + "x".repeat(9_000)))
                .isEqualTo("no user ***");
    }
}
