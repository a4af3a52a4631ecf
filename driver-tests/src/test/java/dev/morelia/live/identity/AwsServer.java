package dev.morelia.live.identity;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A server that authenticates by {@code MONGODB-AWS}. It verifies signatures as the Security Token Service does, by
 * code of its own.
 */
final class AwsServer implements Script {
    static final String ID = "AKIAI44QH8DHBEXAMPLE";
    static final String KEY = "canary/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static final String TOKEN = "canary+session==";
    private static final String HOST = "sts.eu-central-1.amazonaws.com";

    private final @Nullable String sessionToken;
    private final Map<Integer, byte[]> nonces = new ConcurrentHashMap<>();

    /** Accepts the credentials above, with or without the token. */
    AwsServer(boolean temporary) {
        this.sessionToken = temporary ? TOKEN : null;
    }

    /** The credentials above as an endpoint responds, for an hour. */
    static String json(String tokenName) {
        return new Document("Code", "Success")
                .append("AccessKeyId", ID)
                .append("SecretAccessKey", KEY)
                .append(tokenName, TOKEN)
                .append("Expiration", Instant.now().plusSeconds(3600).toString())
                .toJson();
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        var command = exchange.request().command();
        switch (exchange.commandName()) {
            case "saslStart" -> start(exchange, command);
            case "saslContinue" -> next(exchange, command);
            case "ping" -> {
                if (nonces.containsKey(exchange.request().connection())) {
                    exchange.replyOk();
                } else {
                    exchange.replyError(13, "Unauthorized", "not authenticated");
                }
            }
            default -> exchange.replyOk();
        }
    }

    private void start(Exchange exchange, RawDocument command) throws IOException {
        var message = RawDocument.of(command.value("payload", Binary.class).bytes());
        byte[] nonce = message.value("r", Binary.class).bytes();
        if (nonce.length != 32
                || message.int32("p") != 'n'
                || !command.string("$db").equals("$external")) {
            exchange.replyError(18, "AuthenticationFailed", "malformed");
            return;
        }
        byte[] extended = Arrays.copyOf(nonce, 64);
        Arrays.fill(extended, 32, 64, (byte) 42);
        nonces.put(exchange.request().connection(), extended);
        reply(exchange, Document.of("s", new Binary(extended), "h", HOST), false);
    }

    private void next(Exchange exchange, RawDocument command) throws IOException {
        var message = RawDocument.of(command.value("payload", Binary.class).bytes());
        byte[] nonce = nonces.remove(exchange.request().connection());
        String expected = authorization(message.string("d"), Base64.getEncoder().encodeToString(nonce));
        if (!message.string("a").equals(expected)
                || !java.util.Objects.equals(message.stringOrNull("t"), sessionToken)) {
            exchange.replyError(18, "AuthenticationFailed", "Authentication failed.");
            return;
        }
        nonces.put(exchange.request().connection(), nonce);
        reply(exchange, new Document(), true);
    }

    private static void reply(Exchange exchange, Document payload, boolean done) throws IOException {
        exchange.reply(Document.of("conversationId", 1, "done", done, "ok", 1)
                .append("payload", new Binary(RawDocument.encode(payload).toByteArray())));
    }

    private String authorization(String date, String nonce) {
        String tokenName = sessionToken == null ? "" : "x-amz-security-token;";
        String names = "content-length;content-type;host;x-amz-date;" + tokenName
                + "x-mongodb-gs2-cb-flag;x-mongodb-server-nonce";
        String canonical = "POST\n/\n\ncontent-length:43\ncontent-type:application/x-www-form-urlencoded\nhost:" + HOST
                + "\nx-amz-date:" + date + "\n"
                + (sessionToken == null ? "" : "x-amz-security-token:" + sessionToken + "\n")
                + "x-mongodb-gs2-cb-flag:n\nx-mongodb-server-nonce:" + nonce + "\n\n" + names + "\n"
                + sha256("Action=GetCallerIdentity&Version=2011-06-15");
        String day = date.substring(0, 8);
        String scope = day + "/eu-central-1/sts/aws4_request";
        byte[] key = ("AWS4" + KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
        String signature = HexFormat.of().formatHex(hmac(key, toSign));
        return "AWS4-HMAC-SHA256 Credential=" + ID + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                + signature;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
