package dev.morelia.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.embedded.EmbeddedServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

final class ExamplesTest {
    @Test
    void quickStart() {
        assertThat(printed(QuickStart::run).lines()).containsExactly("Ada is 37", "Grace is 86");
    }

    @Test
    void records() {
        assertThat(printed(Records::run).lines())
                .containsExactly("Ada owes 18.00 by 2026-04-01", "Ada owes 4.50 by 2026-03-01");
    }

    private static String printed(BiConsumer<String, PrintStream> example) {
        var bytes = new ByteArrayOutputStream();
        try (var server = EmbeddedServer.start();
                var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            example.accept(server.uri(), out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
