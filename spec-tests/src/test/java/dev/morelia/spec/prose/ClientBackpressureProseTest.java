package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.ServerException;
import dev.morelia.event.CommandStartedEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Client Backpressure: backoff before an operation is retried on an overloaded server. */
final class ClientBackpressureProseTest {
    private static final Prose PROSE = new Prose("client-backpressure", "tests/README.md");
    private static final int RUNS = 10;

    /** The backoff of ten operations is 1.5 s on average; it is practically never this short by chance. */
    private static final Duration LEAST = Duration.ofMillis(300);

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(PROSE.onStandalone(
                "Test 1: Operation Retry Uses Exponential Backoff", ClientBackpressureProseTest::backOff));
    }

    private static void backOff(String uri) throws Throwable {
        var data = Document.of("failCommands", List.of("insert"), "errorCode", 2)
                .append("errorLabels", List.of("SystemOverloadedError", "RetryableError"))
                .append("appName", "backOff");
        try (var watched = Watched.open(Prose.with(uri, "appName=backOff"))) {
            var numbers = watched.client().database("prose").collection("numbers");
            Prose.failing(uri, "alwaysOn", data, () -> {
                long begun = System.nanoTime();
                for (int i = 0; i < RUNS; i++) {
                    assertThatThrownBy(() -> numbers.insertOne(Document.of("a", 1)))
                            .isInstanceOf(ServerException.class)
                            .hasMessageContaining("This was attempt 3");
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(LEAST);
            });
            assertThat(watched.events(CommandStartedEvent.class)).hasSize(3 * RUNS);
        }
    }
}
