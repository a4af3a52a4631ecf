package dev.morelia.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.spi.AwsCredentials;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsConversationTest {
    private static final String CLIENT_NONCE = "dzw1U2IwSEtgaWI0IUxZMVJqc2xuQzNCcUxBc05wZjI=";
    private static final byte[] NONCE = Base64.getDecoder().decode(CLIENT_NONCE);
    private static final Instant NOW = Instant.parse("2019-11-07T00:26:07Z");
    private static final AwsCredentials PERMANENT = AwsCredentials.of("AKIAICGVLKOKZVY3X3DA", "canary-key");

    private static AwsConversation conversation(AwsCredentials credentials) {
        return new AwsConversation(credentials, NONCE, NOW);
    }

    private static byte[] challenge(byte[] nonce, String host) {
        return RawDocument.encode(Document.of("s", new Binary(nonce), "h", host))
                .toByteArray();
    }

    private static byte[] serverNonce() {
        byte[] nonce = Arrays.copyOf(NONCE, 64);
        Arrays.fill(nonce, 32, 64, (byte) 7);
        return nonce;
    }

    @Test
    void firstMessage() {
        var message = RawDocument.of(conversation(PERMANENT).start()).toDocument();
        assertThat(message).isEqualTo(Document.of("r", new Binary(NONCE), "p", 110));
    }

    /** The signature is that of the same request, composed here as the server does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void secondMessage(boolean temporary) throws AuthenticationFailure {
        var credentials = temporary ? AwsCredentials.of("AKIAICGVLKOKZVY3X3DA", "canary-key", "session") : PERMANENT;
        var conversation = conversation(credentials);
        var message = RawDocument.of(conversation.next(challenge(serverNonce(), "sts.us-west-2.amazonaws.com")));
        var headers = new TreeMap<String, String>();
        headers.put("content-length", "43");
        headers.put("content-type", "application/x-www-form-urlencoded");
        headers.put("host", "sts.us-west-2.amazonaws.com");
        headers.put("x-amz-date", "20191107T002607Z");
        headers.put("x-mongodb-gs2-cb-flag", "n");
        headers.put("x-mongodb-server-nonce", Base64.getEncoder().encodeToString(serverNonce()));
        if (temporary) {
            headers.put("x-amz-security-token", "session");
        }
        var request = new AwsSignature.Request("POST", "/", "", headers, "Action=GetCallerIdentity&Version=2011-06-15");
        var expected = new AwsSignature("us-west-2", "sts", NOW)
                .authorization(request, credentials.accessKeyId(), credentials.secretAccessKey());
        assertThat(message.string("a")).isEqualTo(expected).contains("/20191107/us-west-2/sts/aws4_request");
        assertThat(message.string("d")).isEqualTo("20191107T002607Z");
        assertThat(message.stringOrNull("t")).isEqualTo(temporary ? "session" : null);
        conversation.finish(new byte[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "sts.amazonaws.com, us-east-1",
        "sts.us-west-2.amazonaws.com, us-west-2",
        "sts.us-west-2.amazonaws.com.ch, us-west-2",
        "example.com, com",
        "localhost, us-east-1"
    })
    void regions(String host, String region) throws AuthenticationFailure {
        assertThat(AwsConversation.region(host)).isEqualTo(region);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sts..com", ".amazonaws.com", "sts.amazonaws.", "", "a b.c", "sts.us.com\r\nx-evil:1", "é.com"})
    void invalidHosts(String host) {
        assertThatThrownBy(() -> conversation(PERMANENT).next(challenge(serverNonce(), host)))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("invalid host")
                .hasMessageNotContaining("canary");
    }

    @Test
    void longestHost() throws AuthenticationFailure {
        assertThat(AwsConversation.region("a".repeat(255))).isEqualTo("us-east-1");
        assertThatThrownBy(() -> AwsConversation.region("a".repeat(256))).isInstanceOf(AuthenticationFailure.class);
    }

    @Test
    void serverNonceMustExtendTheClients() {
        for (byte[] nonce : new byte[][] {NONCE, new byte[64], Arrays.copyOf(serverNonce(), 65), {}}) {
            assertThatThrownBy(() -> conversation(PERMANENT).next(challenge(nonce, "sts.amazonaws.com")))
                    .isInstanceOf(AuthenticationFailure.class)
                    .hasMessageContaining("nonce");
        }
    }

    @Test
    void malformedChallenges() {
        var documents = new Document[] {
            new Document(), Document.of("s", "text", "h", "a.b"), Document.of("s", new Binary(serverNonce()), "h", 1)
        };
        for (var document : documents) {
            assertThatThrownBy(() -> conversation(PERMANENT)
                            .next(RawDocument.encode(document).toByteArray()))
                    .isInstanceOf(AuthenticationFailure.class);
        }
        for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, {5, 0, 0, 0, 1}, {-1, -1, -1, 127, 0}}) {
            assertThatThrownBy(() -> conversation(PERMANENT).next(bytes)).isInstanceOf(AuthenticationFailure.class);
        }
    }

    @Test
    void endsAfterTheSignature() throws AuthenticationFailure {
        var conversation = conversation(PERMANENT);
        assertThatThrownBy(() -> conversation.finish(new byte[0])).isInstanceOf(AuthenticationFailure.class);
        byte[] unused = conversation.next(challenge(serverNonce(), "sts.amazonaws.com"));
        assertThatThrownBy(() -> conversation.next(challenge(serverNonce(), "sts.amazonaws.com")))
                .isInstanceOf(AuthenticationFailure.class);
    }
}
