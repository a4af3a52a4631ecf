package dev.morelia.internal.auth;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.spi.AwsCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code MONGODB-AWS}: the client signs a request to the Security Token Service, which the server sends to learn who
 * signed it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#mongodb-aws">Authentication:
 *     MONGODB-AWS</a>
 */
public final class AwsConversation implements SaslConversation {
    /** The length of the client's nonce; the server's is twice as long. */
    public static final int NONCE_BYTES = 32;

    private static final int MAXIMUM_HOST_BYTES = 255;
    private static final String DEFAULT_REGION = "us-east-1";
    private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

    private final AwsCredentials credentials;
    private final byte[] nonce;
    private final Instant now;
    private boolean signed;

    /**
     * Creates a conversation.
     *
     * @param nonce unpredictable bytes
     * @param now the current time, which the server compares with its own
     */
    public AwsConversation(AwsCredentials credentials, byte[] nonce, Instant now) {
        this.credentials = credentials;
        this.nonce = nonce.clone();
        this.now = now;
    }

    /** The credentials with which the request is signed. */
    public AwsCredentials credentials() {
        return credentials;
    }

    @Override
    public String mechanism() {
        return "MONGODB-AWS";
    }

    @Override
    public byte[] start() {
        return RawDocument.encode(Document.of("r", new Binary(nonce), "p", (int) 'n'))
                .toByteArray();
    }

    @Override
    public byte[] next(byte[] challenge) throws AuthenticationFailure {
        if (signed) {
            throw new AuthenticationFailure("the server did not end the conversation after the signed request", null);
        }
        byte[] serverNonce;
        String host;
        try {
            var reply = RawDocument.of(challenge);
            serverNonce = reply.value("s", Binary.class).bytes();
            host = reply.string("h");
        } catch (BsonException e) {
            throw new AuthenticationFailure("the server's first message is malformed", e);
        }
        if (serverNonce.length != 2 * NONCE_BYTES
                || !Arrays.equals(serverNonce, 0, NONCE_BYTES, nonce, 0, NONCE_BYTES)) {
            throw new AuthenticationFailure(
                    "the server's nonce does not consist of the client's nonce and as many bytes again", null);
        }
        signed = true;
        return response(serverNonce, host);
    }

    @Override
    public List<String> secrets(byte[] payload) {
        var message = RawDocument.of(payload);
        var secrets = new ArrayList<String>();
        for (String name : List.of("t", "a")) {
            String secret = message.stringOrNull(name);
            if (secret != null) {
                secrets.add(secret);
            }
        }
        return secrets;
    }

    @Override
    public void finish(byte[] challenge) throws AuthenticationFailure {
        if (!signed) {
            throw new AuthenticationFailure("the server ended the conversation before it received a signature", null);
        }
    }

    private byte[] response(byte[] serverNonce, String host) throws AuthenticationFailure {
        var signature = new AwsSignature(region(host), "sts", now);
        var headers = new TreeMap<String, String>();
        headers.put("content-length", Integer.toString(BODY.length()));
        headers.put("content-type", "application/x-www-form-urlencoded");
        headers.put("host", host);
        headers.put("x-amz-date", signature.timestamp());
        headers.put("x-mongodb-gs2-cb-flag", "n");
        headers.put("x-mongodb-server-nonce", Base64.getEncoder().encodeToString(serverNonce));
        var token = credentials.sessionToken();
        if (token != null) {
            headers.put("x-amz-security-token", token.reveal());
        }
        var request = new AwsSignature.Request("POST", "/", "", headers, BODY);
        String authorization =
                signature.authorization(request, credentials.accessKeyId(), credentials.secretAccessKey());
        var message = Document.of("a", authorization, "d", signature.timestamp());
        if (token != null) {
            message.append("t", token.reveal());
        }
        return RawDocument.encode(message).toByteArray();
    }

    /** The region of the Security Token Service at this host: its second label. */
    static String region(String host) throws AuthenticationFailure {
        String[] labels = host.split("\\.", -1);
        // Also keeps line breaks, with which a server could add headers of its own, out of the signed request.
        boolean valid = host.chars().allMatch(c -> c > ' ' && c <= '~')
                && host.getBytes(StandardCharsets.UTF_8).length <= MAXIMUM_HOST_BYTES
                && Arrays.stream(labels).noneMatch(String::isEmpty);
        if (!valid) {
            throw new AuthenticationFailure("the server named an invalid host of the Security Token Service", null);
        }
        boolean global = host.equals("sts.amazonaws.com") || host.equals("aws.amazonaws.com");
        return labels.length == 1 || global ? DEFAULT_REGION : labels[1];
    }
}
