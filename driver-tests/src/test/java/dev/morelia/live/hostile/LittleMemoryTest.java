package dev.morelia.live.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heap of 40 MB that is full for a while must not end the client's background work. */
@Timeout(120)
class LittleMemoryTest {
    private static final Script SCRIPT = exchange -> {
        switch (exchange.commandName()) {
            case "find" ->
                exchange.reply(Document.of(
                        "ok",
                        1,
                        "cursor",
                        Document.of("id", 7L, "ns", "app.people", "firstBatch", List.of(new Document("_id", 1)))));
            case "hang" -> exchange.pause(Duration.ofSeconds(20));
            default -> exchange.replyOk();
        }
    };

    @Test
    void deadlinesMonitorsAndAbandonedCursorsStillWork() throws Exception {
        try (var server = ScriptedServer.start(SCRIPT)) {
            assertThat(program(server.uri())).endsWith("checked, in time");
            assertThat(server.received())
                    .extracting(ReceivedRequest::commandName)
                    .contains("killCursors");
        }
    }

    /** The output of another virtual machine with a heap of 40 MB. */
    private static String program(String uri) throws IOException, InterruptedException {
        var classPath = Stream.of(Small.class, Mongod.class, MongoClient.class, Document.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        Small.class.getName(),
                        uri)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    /** Fills the heap for 0.4 s while a client is working, and checks the client afterwards. */
    static final class Small {
        private static final AtomicInteger CHECKS = new AtomicInteger();

        private Small() {}

        public static void main(String[] arguments) throws InterruptedException {
            var listener = new TopologyListener() {
                @Override
                public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
                    CHECKS.incrementAndGet();
                }
            };
            try (var client = MongoClient.builder()
                    .uri(arguments[0] + "&heartbeatFrequencyMS=500&serverMonitoringMode=poll")
                    .topologyListener(listener)
                    .build()) {
                client.database("app").runCommand(new Document("ping", 1));
                fill(client);
                String checked = checked() ? "checked" : "not checked";
                forget(client);
                long begun = System.nanoTime();
                String ended = "not ended";
                try {
                    client.database("app").with(Duration.ofMillis(500)).runCommand(new Document("hang", 1));
                } catch (OperationTimeoutException expected) {
                    ended = System.nanoTime() - begun < Duration.ofSeconds(5).toNanos() ? "in time" : "late";
                }
                collect();
                System.out.println(checked + ", " + ended);
            }
        }

        /** Retains a list of arrays, each of which refers to the previous one. */
        private static void fill(MongoClient client) {
            Object[] filling = new Object[0];
            long end = System.nanoTime() + Duration.ofMillis(400).toNanos();
            for (int size = 1 << 18; System.nanoTime() < end; ) {
                try {
                    var more = new Object[size];
                    more[0] = filling;
                    filling = more;
                    client.database("app").runCommand(new Document("ping", 1));
                } catch (Throwable full) {
                    size = Math.max(16, size / 2);
                }
            }
        }

        private static boolean checked() throws InterruptedException {
            int before = CHECKS.get();
            for (int i = 0; i < 100 && CHECKS.get() == before; i++) {
                Thread.sleep(50);
            }
            return CHECKS.get() > before;
        }

        private static void forget(MongoClient client) {
            var unused = client.database("app").collection("people").find().cursor();
        }

        private static void collect() throws InterruptedException {
            for (int i = 0; i < 30; i++) {
                System.gc();
                Thread.sleep(100);
            }
        }
    }
}
