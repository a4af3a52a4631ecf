package dev.morelia.live.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that compress when they should not, and late; {@link WrongCompression} has those that compress wrongly. */
@Timeout(60)
class UnexpectedCompressionTest {
    private static ScriptedServer server(String name, Script script) {
        return ScriptedServer.start(hello -> hello.append("compression", List.of(name)), script);
    }

    @Test
    void aServerThatWasNotOfferedCompressionMustNotUseIt() {
        Script script = exchange -> exchange.write(exchange.compress(exchange.encode(Document.of("ok", 1)), "zlib"));
        try (var server = server("zlib", script);
                var client = MongoClient.create(server.uri())) {
            assertThatThrownBy(() -> client.database("app").runCommand(Document.of("ping", 1)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not offered");
            assertThat(server.hellos())
                    .allSatisfy(it -> assertThat(it.command().list("compression", Object.class))
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zlib", "zstd"})
    void aLateReplyIsReadAndDiscarded(String name) {
        Script script = exchange -> {
            int value = exchange.request().command().int32("echo", 0);
            if (value < 0) {
                exchange.pause(Duration.ofMillis(400));
            }
            exchange.reply(Document.of("ok", 1, "value", value));
        };
        try (var server = server(name, script);
                var client = MongoClient.create(
                        server.uri() + "&maxPoolSize=8&heartbeatFrequencyMS=100000&compressors=" + name)) {
            var database = client.database("app");
            for (int i = 1; i <= 20; i++) {
                assertThatThrownBy(() -> database.with(Duration.ofMillis(100)).runCommand(Document.of("echo", -1)))
                        .isInstanceOf(OperationTimeoutException.class);
                assertThat(database.runCommand(Document.of("echo", i)).int32("value"))
                        .isEqualTo(i);
            }
            // The first connection, those of the pool, and one or two of the monitors.
            assertThat(server.connectionsOpened()).isLessThanOrEqualTo(1 + 8 + 2);
        }
    }
}
