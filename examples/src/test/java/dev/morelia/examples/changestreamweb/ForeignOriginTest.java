package dev.morelia.examples.changestreamweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.testkit.ReplicaSet;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Requests that a page of another server makes a browser send. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
final class ForeignOriginTest {
    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final WebServer server =
            ChangeStreamWeb.start(client.database("foreign").collection("fruit"), 0, false);

    @AfterEach
    void close() {
        server.stop();
        client.close();
    }

    private String status(String origin) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"
                    + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            // HTTP/1.1 200 OK
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9);
        }
    }

    @Test
    void requestsOfOtherPagesAreRejected() throws IOException {
        assertThat(status("")).isEqualTo("200");
        assertThat(status("http://127.0.0.1:" + server.port())).isEqualTo("200");
        assertThat(status("http://127.0.0.1:1")).isEqualTo("403");
        assertThat(status("http://example.org")).isEqualTo("403");
        assertThat(status("null")).isEqualTo("403");
    }

    @Test
    void soAreTheirWebsockets() {
        try (var http = HttpClient.newHttpClient()) {
            var address = URI.create("ws://127.0.0.1:" + server.port() + "/changes");
            var own = http.newWebSocketBuilder()
                    .header("Origin", "http://127.0.0.1:" + server.port())
                    .buildAsync(address, new WebSocket.Listener() {})
                    .join();
            own.abort();
            var foreign = http.newWebSocketBuilder()
                    .header("Origin", "http://example.org")
                    .buildAsync(address, new WebSocket.Listener() {});
            assertThatThrownBy(foreign::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }
}
