package dev.morelia.internal.auth;

import dev.morelia.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request signed with AWS Signature Version 4. Method, path and query are used as they are, so they must be in
 * canonical form.
 *
 * @param region the region in the credential scope
 * @param service the service in the credential scope
 * @param instant the time of the request, which the server compares with its own
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">AWS Signature Version 4</a>
 */
record AwsSignature(String region, String service, Instant instant) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * The request that is signed. Prints without headers and body.
     *
     * @param method the HTTP method
     * @param path the canonical path
     * @param query the canonical query, without question mark
     * @param headers the signed headers: names in lower case, values without surrounding spaces
     * @param body the body
     */
    record Request(String method, String path, String query, SortedMap<String, String> headers, String body) {
        /** Without the headers, one of which is a session token, and the body. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** The value of the header {@code X-Amz-Date}. */
    String timestamp() {
        return TIMESTAMP.format(instant);
    }

    /** The value of the header {@code Authorization}. */
    String authorization(Request request, String accessKeyId, Secret secretAccessKey) {
        String signedHeaders = String.join(";", request.headers().keySet());
        var canonical = new StringBuilder()
                .append(request.method())
                .append('\n')
                .append(request.path())
                .append('\n')
                .append(request.query())
                .append('\n');
        request.headers()
                .forEach((name, value) ->
                        canonical.append(name).append(':').append(value).append('\n'));
        canonical.append('\n').append(signedHeaders).append('\n').append(sha256(request.body()));
        String toSign = ALGORITHM + "\n" + timestamp() + "\n" + scope() + "\n" + sha256(canonical.toString());
        String signature = HexFormat.of().formatHex(hmac(signingKey(secretAccessKey), toSign));
        return ALGORITHM + " Credential=" + accessKeyId + "/" + scope() + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + signature;
    }

    byte[] signingKey(Secret secretAccessKey) {
        byte[] key = hmac(("AWS4" + secretAccessKey.reveal()).getBytes(StandardCharsets.UTF_8), date());
        key = hmac(key, region);
        key = hmac(key, service);
        return hmac(key, "aws4_request");
    }

    private String scope() {
        return date() + "/" + region + "/" + service + "/aws4_request";
    }

    private String date() {
        return timestamp().substring(0, "yyyyMMdd".length());
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
