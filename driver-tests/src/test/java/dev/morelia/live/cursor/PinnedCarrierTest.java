package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ScriptedServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A virtual thread that keeps the only carrier while it reads a cursor gets all of its documents. */
@Timeout(60)
class PinnedCarrierTest {
    private static final int BATCHES = 6;
    private static final int DOCUMENTS = 100;

    private final AtomicInteger batches = new AtomicInteger();

    private void answer(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(batch("firstBatch"));
            case "getMore" -> exchange.reply(batch("nextBatch"));
            default -> exchange.replyOk();
        }
    }

    private Document batch(String field) {
        List<Document> documents = IntStream.range(0, DOCUMENTS)
                .mapToObj(id -> Document.of("_id", id, "padding", "x".repeat(2_000)))
                .toList();
        long id = batches.incrementAndGet() == BATCHES ? 0 : 7;
        return Document.of("ok", 1, "cursor", Document.of("id", id, "ns", "app.people", field, documents));
    }

    @Test
    void readsAhead() throws Exception {
        try (var server = ScriptedServer.start(this::answer)) {
            var process = start(server.uri());
            try {
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
                assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualToIgnoringNewLines(String.valueOf(BATCHES * DOCUMENTS));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** Another virtual machine, with one carrier. */
    private static Process start(String uri) throws IOException {
        var classPath = Stream.of(Program.class, Mongod.class, MongoClient.class, Document.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        // As in Java 21: otherwise the JDK polls sockets on virtual threads, which need carriers.
                        "-Djdk.pollerMode=1",
                        "-cp",
                        classPath,
                        Program.class.getName(),
                        uri)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Counts the documents in a class initializer. */
    static final class Program {
        private static String uri = "";

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            uri = arguments[0];
            Thread.ofVirtual()
                    .start(() -> System.out.println(Counted.DOCUMENTS))
                    .join();
        }

        private static final class Counted {
            static final long DOCUMENTS = count();

            private static long count() {
                try (var client = MongoClient.create(uri);
                        var documents = client.database("app").collection("people").find().stream()) {
                    return documents.count();
                }
            }
        }
    }
}
