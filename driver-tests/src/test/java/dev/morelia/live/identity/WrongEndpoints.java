package dev.morelia.live.identity;

import dev.morelia.MongoClient;
import dev.morelia.error.MongoException;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** HTTP endpoints of clouds that misbehave when they are asked for credentials or a token. */
public final class WrongEndpoints {
    private static final String TOKEN = "canary-token";

    private WrongEndpoints() {}

    /** What an endpoint may do wrong. */
    private enum Wrong {
        SILENT((request, out) -> request.awaitClose()),
        CLOSES((request, out) -> {}),
        GARBAGE((request, out) -> HttpEndpoint.write(out, "\0\1\2canary\r\n\r\n")),
        GARBAGE_JSON((request, out) -> HttpEndpoint.respond(out, 200, "{\"SecretAccessKey\": \"canary\", ")),
        STATUS_500((request, out) ->
                HttpEndpoint.respond(out, 500, "{\"SecretAccessKey\": \"canary\", \"message\": \"busy\"}")),
        REDIRECT((request, out) ->
                HttpEndpoint.write(out, "HTTP/1.1 302 Found\r\nLocation: http://169.254.1.1/\r\n\r\n")),
        EXPIRED((request, out) -> HttpEndpoint.respond(
                out,
                200,
                "{\"AccessKeyId\": \"a\", \"SecretAccessKey\": \"canary\", \"Token\": \"canary\","
                        + " \"Expiration\": \"2020-01-01T00:00:00Z\"}")),
        HUGE_BODY((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\n\r\n");
            forever(out, "canary ".repeat(10_000), Duration.ZERO);
        }),
        HUGE_LENGTH((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000\r\n\r\n");
            request.awaitClose();
        }),
        ENDLESS_HEADERS((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\n");
            forever(out, "X-Header: canary\r\n".repeat(1000), Duration.ZERO);
        }),
        ENDLESS_CHUNKS((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            forever(out, "1\r\n \r\n", Duration.ofMillis(1));
        }),
        TRICKLING_BODY((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            forever(out, " ", Duration.ofMillis(500));
        }),
        TRICKLING_HEADER((request, out) -> {
            HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nX-Header: ");
            forever(out, "x", Duration.ofMillis(500));
        }),
        SHORT_BODY((request, out) -> HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}")),
        NEGATIVE_LENGTH((request, out) -> HttpEndpoint.write(out, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}"));

        @SuppressWarnings("ImmutableEnumChecker") // has no state
        private final HttpEndpoint.Handler handler;

        Wrong(HttpEndpoint.Handler handler) {
            this.handler = handler;
        }

        private static void forever(OutputStream out, String piece, Duration pause)
                throws IOException, InterruptedException {
            while (true) {
                HttpEndpoint.write(out, piece);
                Thread.sleep(pause);
            }
        }
    }

    /** All of them. */
    public static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        for (Wrong wrong : Wrong.values()) {
            all.add(scenario("ECS credentials endpoint: ", wrong, WrongEndpoints::aws));
            all.add(scenario("Azure metadata service: ", wrong, WrongEndpoints::azure));
        }
        return all;
    }

    private interface Opening {
        Peer of(Wrong wrong);
    }

    private static Scenario scenario(String service, Wrong wrong, Opening opening) {
        var scenario = Scenario.call(service + wrong, MongoException.class, "", () -> opening.of(wrong));
        return switch (wrong) {
            case HUGE_BODY, ENDLESS_HEADERS -> scenario.alone();
            default -> scenario;
        };
    }

    private static Peer aws(Wrong wrong) {
        return peer(
                wrong,
                AwsServer.json("Token"),
                new AwsServer(true),
                "&authMechanism=MONGODB-AWS",
                Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/"));
    }

    private static Peer azure(Wrong wrong) {
        return peer(
                wrong,
                "{\"access_token\": \"" + TOKEN + "\", \"expires_in\": \"3600\"}",
                new OidcServer(TOKEN),
                "&authMechanism=MONGODB-OIDC&authMechanismProperties=ENVIRONMENT:azure,TOKEN_RESOURCE:morelia",
                Map.of());
    }

    private static Peer peer(Wrong wrong, String good, Script script, String options, Map<String, String> variables) {
        var behaves = new AtomicBoolean();
        var endpoint = HttpEndpoint.start((request, out) -> {
            if (behaves.get()) {
                HttpEndpoint.respond(out, 200, good);
            } else {
                wrong.handler.handle(request, out);
            }
        });
        var server = ScriptedServer.start(script);
        return Peer.of(
                () -> TestClients.build(
                        MongoClient.builder().uri(server.uri() + options).httpTransport(endpoint.transport()),
                        variables),
                () -> behaves.set(true),
                endpoint,
                server);
    }
}
