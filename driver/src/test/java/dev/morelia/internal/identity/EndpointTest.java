package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.settings.Secret;
import dev.morelia.spi.HttpTransport;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\": \"invalid_resource\"}|{\"error\": \"invalid_resource\"}",
                "{\"access_token\": \"canary\"}|{\"access_token\": \"***\"}",
                "{\"SecretAccessKey\":\"ca\\\"nary\",\"a\":1}|{\"SecretAccessKey\":\"***\",\"a\":1}",
                "{\"Token\": \"canary|{\"Token\": \"***\"",
                "no eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIx.dozjgNry here|no *** here",
            })
    void removesWhatMayBeSecret(String text, String expected) {
        assertThat(Endpoint.safe(text)).isEqualTo(expected);
    }

    @Test
    void removesWhatWasSentAndLineBreaks() {
        HttpTransport echo = request -> new HttpTransport.Response(
                500,
                Secret.of("no\r\naccess: "
                        + Objects.requireNonNull(request.headers().get("Authorization"))
                                .reveal()));
        var endpoint = new Endpoint("the endpoint", echo, Duration.ofSeconds(1));
        assertThatThrownBy(
                        () -> endpoint.send("GET", "http://h:1/path", Map.of("Authorization", Secret.of("canary")), ""))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the endpoint at http://h:1 responded with status 500: no access: ***");
    }

    @Test
    void textsAreShort() {
        assertThat(Endpoint.safe("ab ".repeat(100_000))).hasSizeLessThan(210);
    }
}
