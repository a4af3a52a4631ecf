package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.options.WriteModel;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real errors of a virtual machine with a heap of 40 MB that receives replies which do not fit into it. Such errors may
 * not record suppressed exceptions, so information cannot be added to them.
 */
@Timeout(120)
class LittleMemoryWritesTest {
    private static final int HUGE = 44_000_000;

    /** The reply to the second command on each collection does not fit into memory. */
    private static Script script() {
        Map<String, Integer> turns = new ConcurrentHashMap<>();
        return exchange -> {
            if (exchange.commandName().equals("endSessions")) {
                exchange.replyOk();
                return;
            }
            var collection = exchange.request().command().string(exchange.commandName());
            int turn = turns.merge(collection, 1, Integer::sum);
            if (turn == 2) {
                exchange.reply(Document.of("ok", 1, "n", 2, "padding", new byte[HUGE]));
            } else if (collection.equals("lost")) {
                exchange.close();
            } else if (collection.equals("refused")) {
                exchange.reply(Document.of("ok", 0, "code", 10107, "errmsg", "not primary")
                        .append("errorLabels", List.of("RetryableWriteError")));
            } else {
                exchange.reply(Document.of("ok", 1, "n", 2));
            }
        };
    }

    @Test
    void partialResultsAreNotHidden() throws Exception {
        try (var server = ScriptedServer.start(
                hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", 2), script())) {
            assertThat(program(server.uri()).lines())
                    .containsExactly(
                            "many: BulkWriteException UNSAFE inserted 2 by OutOfMemoryError",
                            "models: BulkWriteException UNSAFE inserted 2 by OutOfMemoryError",
                            "stream: BulkWriteException UNSAFE inserted 2 by OutOfMemoryError",
                            "lost: ConnectionLostException OUTCOME_UNKNOWN after OutOfMemoryError",
                            "refused: NotPrimaryException OUTCOME_UNKNOWN after OutOfMemoryError");
        }
    }

    /** The output of another virtual machine. */
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
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    /** Writes in the ways that need several commands, and prints the result of each. */
    static final class Small {
        private interface Writing {
            void to(MongoCollection<Document> collection);
        }

        private final MongoClient client;

        private Small(MongoClient client) {
            this.client = client;
        }

        public static void main(String[] arguments) {
            try (var client = MongoClient.create(arguments[0])) {
                var small = new Small(client);
                small.print("many", collection -> collection.insertMany(documents(6)));
                small.print(
                        "models",
                        collection -> collection.bulkWrite(
                                documents(6).stream().map(WriteModel::insertOne).toList()));
                small.print("stream", collection -> collection.insertMany(filling()));
                small.print("lost", collection -> collection.insertOne(new Document()));
                small.print("refused", collection -> collection.insertOne(new Document()));
            }
        }

        private void print(String name, Writing writing) {
            try {
                writing.to(client.database("app").collection(name));
                System.out.println(name + ": succeeded");
            } catch (MongoException failure) {
                var done = failure.partialResult();
                System.out.println(name + ": " + failure.getClass().getSimpleName() + " " + failure.retryAdvice()
                        + (done == null ? "" : " inserted " + done.insertedCount() + " by " + name(failure.getCause()))
                        + (done == null ? " after " + name(failure.getSuppressed()[0]) : ""));
            } catch (VirtualMachineError bare) {
                System.out.println(name + ": " + bare);
            }
        }

        private static String name(@Nullable Throwable failure) {
            return failure == null ? "nothing" : failure.getClass().getSimpleName();
        }

        private static List<Document> documents(int count) {
            return IntStream.range(0, count)
                    .mapToObj(id -> Document.of("_id", id))
                    .toList();
        }

        /** Needs more memory for the third document than is available. */
        private static Stream<Document> filling() {
            return IntStream.range(0, 6)
                    .mapToObj(id -> Document.of("_id", id, "value", id < 2 ? "" : "x".repeat(HUGE)));
        }
    }
}
