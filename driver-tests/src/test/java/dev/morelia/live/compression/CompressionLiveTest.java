package dev.morelia.live.compression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.builder.Filters;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each compressor against a real server, whose statistics prove that messages were compressed in both directions. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class CompressionLiveTest {
    private static Mongod mongod;

    /** The numbers of bytes that a server's compressor has taken in: for replies, and of commands. */
    private record Use(long replies, long commands) {
        static Use of(Mongod server, String compressor) {
            Document all = server.command("admin", Document.of("serverStatus", 1))
                    .value("network", Document.class)
                    .value("compression", Document.class);
            Document one = all.value(compressor, Document.class);
            return new Use(
                    one.value("compressor", Document.class).int64("bytesIn"),
                    one.value("decompressor", Document.class).int64("bytesOut"));
        }
    }

    @BeforeAll
    static void start() {
        mongod = Mongod.builder()
                .arguments("--networkMessageCompressors", "snappy,zstd,zlib")
                .start();
    }

    @AfterAll
    static void stop() {
        mongod.close();
    }

    private static MongoClient client(String compressors) {
        return MongoClient.create(mongod.uri() + "/?compressors=" + compressors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zlib", "zstd", "zlib&zlibCompressionLevel=0", "zlib&zlibCompressionLevel=9"})
    void smallMessages(String options) {
        String name = options.split("&", -1)[0];
        var before = Use.of(mongod, name);
        try (var client = client(options)) {
            var people = client.database("compression").collection("small");
            people.drop();
            people.insertOne(Document.of("_id", 1, "name", "Ada"));
            assertThat(people.findOne(Filters.eq("_id", 1))).contains(Document.of("_id", 1, "name", "Ada"));
            assertThat(people.deleteOne(Filters.eq("_id", 1)).deletedCount()).isOne();
            people.with(WriteConcern.of(0)).insertOne(Document.of("_id", 2));
        }
        var after = Use.of(mongod, name);
        assertThat(after.replies()).isGreaterThan(before.replies());
        assertThat(after.commands()).isGreaterThan(before.commands());
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zlib", "zstd"})
    void largeMessages(String name) {
        byte[] noise = new byte[7_000_000];
        new Random(5).nextBytes(noise);
        var large = Document.of("_id", 1, "noise", new Binary(noise), "zeros", new Binary(new byte[9_000_000]));
        var before = Use.of(mongod, name);
        try (var client = client(name)) {
            var files = client.database("compression").collection("large");
            files.drop();
            files.insertOne(large);
            assertThat(files.findOne(Filters.eq("_id", 1))).contains(large);
        }
        var after = Use.of(mongod, name);
        assertThat(after.replies() - before.replies()).isGreaterThan(16_000_000);
        assertThat(after.commands() - before.commands()).isGreaterThan(16_000_000);
    }

    /** Messages of the maximum size, which incompressible bytes would make larger. */
    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zlib", "zstd"})
    void bulkInsertsAndCursors(String name) {
        byte[] noise = new byte[1_000_000];
        new Random(6).nextBytes(noise);
        try (var client = client(name)) {
            var files = client.database("compression").collection("bulk");
            files.drop();
            var documents = IntStream.range(0, 60)
                    .mapToObj(id -> Document.of("_id", id, "noise", new Binary(noise)))
                    .toList();
            assertThat(files.insertMany(documents).insertedCount()).isEqualTo(60);
            var numbers = client.database("compression").collection("numbers");
            numbers.drop();
            numbers.insertMany(IntStream.range(0, 10_000)
                    .mapToObj(id -> Document.of("_id", id))
                    .toList());
            assertThat(files.find().sort(Document.of("_id", 1)).toList())
                    .hasSize(60)
                    .allSatisfy(
                            it -> assertThat(it.value("noise", Binary.class)).isEqualTo(new Binary(noise)));
            assertThat(numbers.find().sort(Document.of("_id", 1)).batchSize(100).toList())
                    .hasSize(10_000)
                    .last()
                    .isEqualTo(Document.of("_id", 9_999));
            files.drop();
        }
    }

    @Test
    void connectionsShareTheCompressors() {
        try (var client = client("zstd,zlib")) {
            var shared = client.database("compression").collection("shared");
            shared.drop();
            var threads = IntStream.range(0, 8)
                    .mapToObj(number -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 50; i++) {
                            var document = Document.of("_id", number * 1000 + i, "text", "x".repeat(i * 100));
                            shared.insertOne(document);
                            assertThat(shared.findOne(Filters.eq("_id", number * 1000 + i)))
                                    .contains(document);
                        }
                    }))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(threads).join();
            assertThat(shared.countDocuments()).isEqualTo(400);
        }
    }

    @Test
    void eventsShowUncompressedCommandsAndReplies() {
        Map<String, RawDocument> commands = new ConcurrentHashMap<>();
        Map<String, RawDocument> replies = new ConcurrentHashMap<>();
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                commands.put(event.commandName(), event.command());
            }

            @Override
            public void succeeded(CommandSucceededEvent event) {
                replies.put(event.commandName(), event.reply());
            }
        };
        try (var client = MongoClient.builder()
                .uri(mongod.uri())
                .settings(settings -> settings.compression(it -> it.compressors(List.of("zstd"))))
                .commandListener(listener)
                .build()) {
            var people = client.database("compression").collection("events");
            people.drop();
            people.insertMany(List.of(Document.of("_id", 1), Document.of("_id", 2)));
        }
        assertThat(Objects.requireNonNull(commands.get("insert")).list("documents", Document.class))
                .containsExactly(Document.of("_id", 1), Document.of("_id", 2));
        assertThat(Objects.requireNonNull(replies.get("insert")).int32("n")).isEqualTo(2);
    }
}
