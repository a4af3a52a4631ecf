package dev.morelia.tools;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.TimeSeriesOptions;
import dev.morelia.testkit.Mongod;
import dev.morelia.tools.file.PartFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What {@code export} and {@code import} do with arguments, files and collections that are unusual. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class MovingFaultsTest {
    private final StringWriter err = new StringWriter();
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final MongoDatabase database = client.database("faults");
    private final MongoCollection<Document> people = database.collection("people");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void empty() {
        database.drop();
    }

    @AfterEach
    void close() {
        database.drop();
        client.close();
    }

    private int run(String... arguments) {
        err.getBuffer().setLength(0);
        var words = new PrintWriter(err, true);
        return Morelia.commandLine().setErr(words).setOut(words).execute(arguments);
    }

    private int move(String command, Object file, String... options) {
        var arguments = new String[4 + options.length];
        Arrays.asList(command, Mongod.shared().uri(), "faults.people", file.toString())
                .toArray(arguments);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return run(arguments);
    }

    private void succeed(String command, Object file, String... options) {
        assertThat(move(command, file, options)).as(err.toString()).isZero();
    }

    private void fail(String message, String command, Object file, String... options) {
        assertThat(move(command, file, options)).as(err.toString()).isEqualTo(1);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void writesThatAreNotAcknowledgedCannotBeCounted() throws IOException {
        String uri = Mongod.shared().uri() + "/?w=0";
        Path lines = file("lines.json", "{\"_id\": 1}\n");
        assertThat(run("import", uri, "faults.people", lines.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("URI: with w=0").doesNotContain("\tat ");
        assertThat(run("restore", uri, folder.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("URI: with w=0");
        assertThat(people.countDocuments()).isZero();
    }

    @Test
    void aFileThatCannotBeReadDropsNothing() throws IOException {
        people.insertOne(Document.of("_id", 1));
        fail("the name of a column", "import", file("bad.csv", "a,,b\n1,2,3\n"), "--drop");
        fail("there is no column", "import", file("bad.csv", "a,b\n1,2\n"), "--drop", "--column-types", "c=int32");
        fail("Is a directory", "import", folder, "--drop");
        assertThat(people.countDocuments()).isEqualTo(1);
    }

    @Test
    void documentsBeforeBrokenTextAreImported() throws IOException {
        String text = "[{\"_id\": 1},\n{\"_id\": \"\u00e4\"},\n{\"_id\": 3, \"x\": \"?\"}]\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bytes[text.indexOf('?') + 1] = (byte) 0xff;
        fail("document 3: the text is not valid UTF-8", "import", Files.write(folder.resolve("broken.json"), bytes));
        assertThat(err.toString()).contains("2 documents were imported");
        assertThat(people.distinct("_id", Object.class)).isEqualTo(List.of(1, "\u00e4"));
    }

    private Path importState(Path file, String plan, long offset, Document more) throws IOException {
        var state = Document.of("collection", "faults.people", "size", Files.size(file), "offset", offset, "line", 2L)
                .append("plan", plan)
                .append("ids", "5f000000000000");
        state.putAll(more);
        return file(file.getFileName() + ".import-state", state.toJson());
    }

    @Test
    void aResumedUpsertKeepsTheIdsOfStoredDocuments() throws IOException {
        people.insertOne(Document.of("_id", 1, "key", "a"));
        String[] options = {"--mode", "upsert", "--upsert-fields", "key", "--resume"};
        Path lines = file("u.json", "{\"key\": \"a\", \"n\": 1}\n{\"key\": \"b\", \"n\": 2}\n{\"n\": 3}\n");
        succeed("import", lines, options);
        assertThat(err.toString()).contains("1 document was replaced and 2 inserted");
        assertThat(people.findOne(Document.of("_id", 1))).contains(Document.of("_id", 1, "key", "a", "n", 1));
        // As if it had been killed: the document without key is not inserted again.
        var third = people.findOne(Document.of("n", 3)).orElseThrow();
        String seed = third.objectId("_id").hex().substring(0, 14);
        importState(lines, "upsert by key from json", 0, Document.of("ids", seed));
        succeed("import", lines, options);
        assertThat(err.toString()).contains("2 documents were replaced and 0 inserted", "1 was already there");
        assertThat(people.countDocuments()).isEqualTo(3);
    }

    @Test
    void aResumedImportStillTellsOfWhatWasRejectedBefore() throws IOException {
        people.insertOne(Document.of("_id", 1));
        Path lines = file("l.json", "{\"_id\": ]\n{\"_id\": 2}\n");
        importState(
                lines,
                "insert from json",
                10,
                Document.of(
                        "rejectedCount", 3L, "rejected", List.of(Document.of("place", 1L, "problem", "it was bad"))));
        fail("line 1: it was bad", "import", lines, "--resume");
        assertThat(err.toString()).contains("and 2 more", "1 document was imported", "3 were rejected");
    }

    @Test
    void anImportIsResumedOnlyIntoItsCollectionAndWithItsOptions() throws IOException {
        Path lines = file("l.json", "{\"_id\": 1}\n{\"_id\": 2}\n");
        Path state = importState(lines, "insert from json", 11, new Document());
        fail("it was dropped", "import", lines, "--resume");
        people.insertOne(Document.of("_id", 1));
        importState(lines, "insert from json", 11, Document.of("uuid", "00000000-0000-0000-0000-000000000000"));
        fail("the servers are others", "import", lines, "--resume");
        importState(lines, "insert from json", 11, new Document());
        fail("other options", "import", lines, "--resume", "--mode", "upsert");
        succeed("import", lines, "--resume");
        assertThat(people.countDocuments()).isEqualTo(2);
        assertThat(state).doesNotExist();
        people.drop();
        database.createCollection("people", new CreateCollectionOptions().timeSeries(new TimeSeriesOptions("at")));
        fail("time series", "import", lines, "--resume");
    }

    @Test
    void anExportReplacesNoFolderLinkOrPipe() throws IOException {
        people.insertOne(Document.of("_id", 1));
        Path directory = Files.createDirectory(folder.resolve("directory"));
        fail("Is a directory", "export", directory);
        Path old = file("old.json", "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), old.getFileName());
        succeed("export", link);
        assertThat(link).isSymbolicLink();
        assertThat(old).content().isEqualTo("{\"_id\": 1}\n");
        succeed("export", Path.of("/dev/null"));
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        fail("--resume needs a file", "export", Path.of("/dev/null"), "--resume");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(directory, old, link);
        }
        assertThat(directory).isDirectory();
    }

    @Test
    void twoExportsDoNotWriteTheSameFile() throws IOException {
        people.insertOne(Document.of("_id", 1));
        Path file = folder.resolve("people.json");
        try (var other = PartFile.create(file)) {
            other.output().write('x');
            fail("another command is writing", "export", file);
            fail("another command is writing", "export", file, "--resume");
            other.complete();
        }
        assertThat(file).content().isEqualTo("x");
        succeed("export", file);
        assertThat(file).content().isEqualTo("{\"_id\": 1}\n");
    }

    @Test
    void anExportIsResumedOnlyFromItsCollection() throws IOException {
        people.insertOne(Document.of("_id", 1));
        Path file = folder.resolve("people.json");
        file("people.json.part", "");
        String plan = "faults.people {} ExportFormat[type=json, array=false, mode=RELAXED, fields=[], header=true]";
        var state = Document.of("plan", plan, "documents", 0L, "bytes", 0L, "last", null)
                .append("uuid", "00000000-0000-0000-0000-000000000000");
        file("people.json.part.export-state", state.toJson());
        fail("the servers are others", "export", file, "--resume");
        state.put(
                "uuid",
                requireNonNull(people.description().orElseThrow().uuid()).toString());
        file("people.json.part.export-state", state.toJson());
        succeed("export", file, "--resume");
        assertThat(file).content().isEqualTo("{\"_id\": 1}\n");
    }

    @Test
    void queriesWithAnOrderOfTheirOwnAreReadByOne() {
        people.insertMany(IntStream.range(0, 50_100).mapToObj(i -> Document.of("_id", i, "text", "a" + i % 1000)));
        people.createIndex(Document.of("text", "text"));
        Path file = folder.resolve("text.json");
        String query = "{\"$text\": {\"$search\": \"a1\"}}";
        succeed("export", file, "--query", query, "--readers", "2");
        assertThat(err.toString()).contains("51 documents");
        fail("$text", "export", file, "--query", query, "--resume");
    }
}
