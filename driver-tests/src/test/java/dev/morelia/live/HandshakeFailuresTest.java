package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that replies to its monitor, but rejects the connections of the pool, or sends them invalid replies. */
@Timeout(60)
class HandshakeFailuresTest {
    private static final Document PING = new Document("ping", 1);
    private static final TopologyVersion VERSION = new TopologyVersion(new ObjectId(), 7);

    /** What a connection of the pool gets instead of a reply to {@code hello}. */
    interface Reply {
        void to(Exchange exchange) throws IOException;
    }

    /** Records in order how the pool was cleared and the server became unknown. */
    private static final class Watch implements PoolListener, TopologyListener {
        private final LinkedBlockingQueue<ServerDescription> unknown = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> pool = new LinkedBlockingQueue<>();

        @Override
        public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
            if (event.previous().isKnown() && !event.current().isKnown()) {
                unknown.add(event.current());
            }
        }

        @Override
        public void poolCleared(PoolEvent.PoolCleared event) {
            pool.add("cleared");
        }

        @Override
        public void connectionClosed(PoolEvent.ConnectionClosed event) {
            pool.add("closed");
        }

        private ServerDescription unknown() throws InterruptedException {
            return unknown.take();
        }

        private List<String> pool() throws InterruptedException {
            return List.of(pool.take(), pool.take());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {91, 189, 11600})
    void aFailedHandshakeIsNotReportedAsAFailedOperation(int code) {
        try (var server = server(exchange -> exchange.replyError(code, "Shutdown", "going down"));
                var client = MongoClient.create(server.uri() + "&serverSelectionTimeoutMS=500")) {
            assertThatThrownBy(() -> client.database("app").runCommand(PING))
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("going down")
                    .hasMessageNotContaining("may or may not");
        }
    }

    private static ScriptedServer server(Reply reply) {
        return ScriptedServer.start(new Script() {
            @Override
            public void handle(Exchange exchange) throws IOException {
                exchange.replyOk();
            }

            @Override
            public void hello(Exchange exchange) throws IOException, InterruptedException {
                if (exchange.request().connection() == 1) {
                    Script.super.hello(exchange);
                } else {
                    reply.to(exchange);
                }
            }
        });
    }

    private static MongoClient client(ScriptedServer server, String options, Watch watch) {
        return MongoClient.builder()
                .uri(server.uri() + options)
                .poolListener(watch)
                .topologyListener(watch)
                .build();
    }

    private static Reply rejection(int code) {
        return exchange -> exchange.reply(Document.of("ok", 0, "code", code, "errmsg", "go away")
                .append("errorLabels", List.of("SomeLabel"))
                .append(
                        "topologyVersion",
                        Document.of("processId", VERSION.processId(), "counter", VERSION.counter())));
    }

    /** Unauthorized, authentication failed, shutting down, not primary, and an unknown code. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18, 91, 10107, 4711})
    void aFailedHandshakeMarksTheServerUnknownAndClearsThePool(int code) throws InterruptedException {
        var watch = new Watch();
        try (var server = server(rejection(code));
                var client = client(server, "", watch)) {
            var failure = catchThrowableOfType(
                    ConnectionOpenException.class,
                    () -> client.database("admin").runCommand(PING));
            assertThat(failure)
                    .hasMessageContaining(server.address() + ": hello failed")
                    .hasMessageContaining(": go away (code " + code)
                    .hasMessageContaining("The server rejected the handshake");
            assertThat(failure.hasErrorLabel("SomeLabel")).isTrue();
            assertThat(failure.hasErrorLabel("SystemOverloadedError")).isFalse();
            assertThat(failure.getCause())
                    .isInstanceOfSatisfying(
                            ServerException.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(code));
            ServerDescription unknown = watch.unknown();
            assertThat(unknown.cause()).isSameAs(failure);
            assertThat(unknown.error()).contains("go away (code " + code + ")");
            assertThat(unknown.topologyVersion()).isEqualTo(VERSION);
            assertThat(watch.pool()).containsExactly("cleared", "closed");
        }
    }

    static Stream<Arguments> nonsense() {
        Reply garbage = exchange -> exchange.write(new byte[100]);
        Reply web = exchange -> exchange.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Reply without = exchange -> exchange.reply(new Document("n", 1));
        return Stream.of(Arguments.of("garbage", garbage), Arguments.of("HTTP", web), Arguments.of("no ok", without));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void anInvalidHelloMarksTheServerUnknownAndClearsThePool(String name, Reply reply) throws InterruptedException {
        var watch = new Watch();
        try (var server = server(reply);
                var client = client(server, "", watch)) {
            var failure = catchThrowableOfType(
                    ConnectionOpenException.class,
                    () -> client.database("admin").runCommand(PING));
            assertThat(failure).as(name).hasCauseInstanceOf(ProtocolException.class);
            assertThat(failure.errorLabels()).isEmpty();
            assertThat(watch.unknown().cause()).isSameAs(failure);
            assertThat(watch.pool()).containsExactly("cleared", "closed");
        }
    }

    @Test
    void theBackgroundFillReportsFailuresToTheTopology() throws InterruptedException {
        for (Reply reply : List.<Reply>of(rejection(18), exchange -> exchange.write(new byte[100]))) {
            var watch = new Watch();
            try (var server = server(reply);
                    var client = client(server, "&minPoolSize=1", watch)) {
                assertThat(client.settings().pool().minPoolSize()).isOne();
                assertThat(watch.unknown().cause()).isInstanceOf(ConnectionOpenException.class);
                assertThat(watch.pool()).containsExactly("cleared", "closed");
            }
        }
    }

    /** An overloaded server closes connections; clearing the pool would add to the load. */
    @Test
    void aNetworkErrorIsLabelledAndChangesNothing() throws InterruptedException {
        var watch = new Watch();
        try (var server = server(Exchange::close);
                var client = client(server, "&retryReads=false&retryWrites=false", watch)) {
            var failure = catchThrowableOfType(
                    ConnectionOpenException.class,
                    () -> client.database("admin").runCommand(PING));
            assertThat(failure.errorLabels()).containsExactly("SystemOverloadedError", "RetryableError");
            assertThat(client.description().servers().getFirst().isKnown()).isTrue();
            assertThat(watch.pool.take()).isEqualTo("closed");
        }
    }
}
