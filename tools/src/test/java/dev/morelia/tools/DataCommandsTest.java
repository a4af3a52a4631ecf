package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code export}, {@code import} and {@code watch}. */
@Timeout(60)
final class DataCommandsTest {
    private static final EmbeddedServer SERVER = EmbeddedServer.start();
    private static final MongoClient CLIENT = MongoClient.create(SERVER.uri());

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final MongoCollection<Document> people = CLIENT.database("app").collection("people");

    @TempDir
    private Path folder = Path.of("");

    @AfterAll
    static void close() {
        CLIENT.close();
        SERVER.close();
    }

    @BeforeEach
    void empty() {
        people.drop();
        CLIENT.database("app").collection("copy").drop();
    }

    private int run(String... arguments) {
        return Morelia.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void insert(int count) {
        people.insertMany(
                IntStream.range(0, count).mapToObj(i -> Document.of("_id", i, "n", (long) i, "name", "Ä" + i)));
    }

    @Test
    void whatIsExportedCanBeImported() throws IOException {
        insert(3_000);
        String file = folder.resolve("people.json").toString();
        assertThat(run("export", SERVER.uri(), "app.people", file, "--canonical"))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("3000 documents of app.people were exported");
        assertThat(Files.readAllLines(Path.of(file))).hasSize(3_000);
        assertThat(run("import", SERVER.uri(), "app.copy", file))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).contains("3000 documents were imported into app.copy");
        assertThat(CLIENT.database("app").collection("copy").find().toList())
                .isEqualTo(people.find().toList());
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aQueryAndTheStandardOutput() {
        insert(10);
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("export", SERVER.uri(), "app.people", "-", "--query", "{\"_id\": {\"$lt\": 2}}"))
                    .as(err.toString())
                    .isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"_id\": 0, \"n\": 0, \"name\": \"Ä0\"}", "{\"_id\": 1, \"n\": 1, \"name\": \"Ä1\"}");
    }

    @Test
    void aFailedImportSaysWhatWasImported() throws IOException {
        insert(2);
        Path file = folder.resolve("some.json");
        Files.write(file, List.of("{\"_id\": 5}", "{\"_id\": 1}", "{\"_id\": 6}"));
        assertThat(run("import", SERVER.uri(), "app.people", file.toString(), "--stop-on-error"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("line 2: ", "1 document was imported into app.people, 1 was rejected")
                .doesNotContain("\tat ");
        assertThat(people.countDocuments(new Document())).isEqualTo(3);
        people.deleteOne(new Document("_id", 5));
        assertThat(run("import", SERVER.uri(), "app.people", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("2 documents were imported into app.people, 1 was rejected");
        assertThat(people.countDocuments(new Document())).isEqualTo(4);
    }

    @Test
    void whatIsWrongIsOneLine() throws IOException {
        Path file = folder.resolve("odd.json");
        Files.writeString(file, "{\"_id\": 1}\n{\"_id\": }\n");
        assertThat(run("import", SERVER.uri(), "app.people", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("line 2: bad JSON at column 9", "1 document was imported");
        assertThat(run(
                        "import",
                        SERVER.uri(),
                        "app.people",
                        folder.resolve("none.json").toString()))
                .isEqualTo(1);
        assertThat(run("import", SERVER.uri(), "people", file.toString())).isEqualTo(1);
        assertThat(run("export", SERVER.uri(), "app.people", "-", "--query", "{"))
                .isEqualTo(1);
        assertThat(run(
                        "export",
                        SERVER.uri(),
                        "app.people",
                        folder.resolve("no/such").toString()))
                .isEqualTo(1);
        assertThat(run("watch", SERVER.uri(), "app.people", "--for", "5")).isEqualTo(1);
        assertThat(run("watch", SERVER.uri() + "/?timeoutMS=100", "app.people")).isEqualTo(1);
        assertThat(err.toString()).doesNotContain("\tat ");
        assertThat(err.toString().strip().lines()).hasSize(8);
    }

    @Test
    @EnabledIf("dev.morelia.testkit.ReplicaSet#available")
    void watchPrintsChangesAsTheyCome() {
        String uri = ReplicaSet.shared().uri();
        var ended = new AtomicBoolean();
        try (var client = MongoClient.create(uri)) {
            var watched = client.database("watched").collection("things");
            var writing = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    watched.insertOne(new Document("name", "Ada"));
                }
            });
            assertThat(run("watch", uri, "watched.things", "--count", "3"))
                    .as(err.toString())
                    .isZero();
            assertThat(run("watch", uri, "watched", "--count", "1"))
                    .as(err.toString())
                    .isZero();
            assertThat(run("watch", uri, "--full-document", "--count", "1"))
                    .as(err.toString())
                    .isZero();
            ended.set(true);
            writing.join();
            assertThat(run("watch", uri, "watched.none", "--for", "1"))
                    .as(err.toString())
                    .isZero();
            client.database("watched").drop();
        }
        assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.contains("\"operationType\": \"insert\""));
    }
}
