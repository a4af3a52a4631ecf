package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.settings.Secret;
import dev.morelia.spi.HttpTransport;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard HTTP transport. */
@Timeout(30)
class HttpTransportTest {

    private static HttpTransport.Response send(HttpEndpoint endpoint, String method, String body) throws Exception {
        var headers = Map.of("X-Test", Secret.of("value"), "Authorization", Secret.of("canary"));
        var uri = URI.create(endpoint.address() + "/path?a=b");
        return HttpTransport.standard()
                .send(new HttpTransport.Request(method, uri, headers, Secret.of(body), Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST"})
    void sendsWhatItIsGiven(String method) throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) -> HttpEndpoint.respond(out, 200, "é{}"))) {
            String body = method.equals("POST") ? "a=é" : "";
            var response = send(endpoint, method, body);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().reveal()).isEqualTo("é{}");
            assertThat(response.toString()).doesNotContain("{}");
            var received = endpoint.received().getFirst();
            assertThat(received.method()).isEqualTo(method);
            assertThat(received.target()).isEqualTo("/path?a=b");
            assertThat(received.body()).isEqualTo(body);
            assertThat(received.headers())
                    .containsEntry("x-test", "value")
                    .containsEntry("authorization", "canary")
                    .containsEntry("connection", "close");
            endpoint.awaitAllClosed();
        }
    }

    @Test
    void errorsHaveABodyToo() throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) -> HttpEndpoint.respond(out, 500, "problem"))) {
            assertThat(send(endpoint, "GET", "").status()).isEqualTo(500);
            assertThat(send(endpoint, "PUT", "").body().reveal()).isEqualTo("problem");
        }
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        try (var elsewhere = HttpEndpoint.start((request, out) -> HttpEndpoint.respond(out, 200, "trap"));
                var endpoint = HttpEndpoint.start((request, out) -> HttpEndpoint.write(
                        out,
                        "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.address() + "/\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(send(endpoint, "GET", "").status()).isEqualTo(302);
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    @Test
    void doesNotOfferTheProgramsPasswords() throws Exception {
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", "canary".toCharArray());
            }
        });
        try (var endpoint = HttpEndpoint.start((request, out) -> HttpEndpoint.write(
                out, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"))) {
            var request = new HttpTransport.Request(
                    "GET", URI.create(endpoint.address()), Map.of(), Secret.of(""), Duration.ofSeconds(2));
            assertThat(HttpTransport.standard().send(request).status()).isEqualTo(401);
            assertThat(endpoint.received()).hasSize(1);
        } finally {
            Authenticator.setDefault(null);
        }
    }

    @Test
    void limitsTheResponse() throws Exception {
        try (var endpoint = HttpEndpoint.start((request, out) ->
                HttpEndpoint.respond(out, 200, "x".repeat(HttpTransport.MAXIMUM_RESPONSE_BYTES + 1)))) {
            assertThatThrownBy(() -> send(endpoint, "GET", ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("longer than");
        }
        try (var endpoint = HttpEndpoint.start(
                (request, out) -> HttpEndpoint.respond(out, 200, "x".repeat(HttpTransport.MAXIMUM_RESPONSE_BYTES)))) {
            assertThat(send(endpoint, "GET", "").body().reveal()).hasSize(HttpTransport.MAXIMUM_RESPONSE_BYTES);
        }
    }

    @Test
    void rejectsHeadersThatWouldBeTwo() {
        var uri = URI.create("http://localhost/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpTransport.Request(
                        "GET", uri, Map.of("A", Secret.of("canary\r\nB: c")), Secret.of(""), Duration.ofSeconds(1)))
                .withMessageNotContaining("canary");
    }
}
