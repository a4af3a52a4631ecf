package dev.morelia.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.settings.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors that Amazon published. */
class AwsSignatureTest {
    private static final Secret KEY = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Instant INSTANT = Instant.parse("2015-08-30T12:36:00Z");

    private static String signature(String service, AwsSignature.Request request) {
        var authorization = new AwsSignature("us-east-1", service, INSTANT).authorization(request, "AKIDEXAMPLE", KEY);
        assertThat(authorization)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + service
                        + "/aws4_request, SignedHeaders=");
        return authorization.substring(authorization.indexOf("Signature=") + "Signature=".length());
    }

    private static SortedMap<String, String> headers(Map<String, String> more) {
        var headers = new TreeMap<>(more);
        headers.put("host", "example.amazonaws.com");
        headers.put("x-amz-date", "20150830T123600Z");
        return headers;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET, 'Param1=value1&Param2=value2', b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    })
    void vanilla(String method, String query, String expected) {
        assertThat(signature("service", new AwsSignature.Request(method, "/", query, headers(Map.of()), "")))
                .isEqualTo(expected);
    }

    @Test
    void form() {
        var headers = headers(Map.of("content-type", "application/x-www-form-urlencoded"));
        assertThat(signature("service", new AwsSignature.Request("POST", "/", "", headers, "Param1=value1")))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void userGuide() {
        var headers = headers(Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"));
        headers.put("host", "iam.amazonaws.com");
        assertThat(signature(
                        "iam",
                        new AwsSignature.Request("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, "")))
                .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        assertThat(new AwsSignature("us-east-1", "iam", INSTANT).signingKey(KEY))
                .isEqualTo(HexFormat.of().parseHex("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"));
    }
}
