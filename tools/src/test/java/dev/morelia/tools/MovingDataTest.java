package dev.morelia.tools;

import static dev.morelia.builder.Sorts.ascending;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code import} with a real server. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class MovingDataTest {
    private final StringWriter err = new StringWriter();
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final MongoCollection<Document> source = client.database("moving").collection("source");
    private final MongoCollection<Document> target = client.database("moving").collection("target");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void empty() {
        client.database("moving").drop();
    }

    @AfterEach
    void close() {
        client.database("moving").drop();
        client.close();
    }

    private int run(String command, String collection, Object file, String... options) {
        var arguments =
                new ArrayList<>(List.of(command, Mongod.shared().uri(), "moving." + collection, file.toString()));
        arguments.addAll(Arrays.asList(options));
        var words = new PrintWriter(err, true);
        return Morelia.commandLine().setErr(words).setOut(words).execute(arguments.toArray(String[]::new));
    }

    private void check(String command, String collection, Object file, String... options) {
        assertThat(run(command, collection, file, options)).as(err.toString()).isZero();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<Document> sorted(MongoCollection<Document> collection) {
        return collection.find().sort(ascending("_id")).toList();
    }

    private static Document allTypes(int id) {
        return Document.of("_id", id, "text", "Ä\"\\\n\u20ac" + id, "long", 1L << 40, "double", 0.1)
                .append("nan", Double.NaN)
                .append("minus", -0.0)
                .append("decimal", Decimal128.parse("1.10"))
                .append("date", Instant.ofEpochMilli(-1))
                .append("binary", new Binary((byte) 0x80, new byte[] {1, 2, 3}))
                .append("id", new ObjectId())
                .append("null", null)
                .append("nested", Document.of("a", List.of(1, Document.of("b", true)), "empty", new Document()));
    }

    @Test
    void documentsOfAllTypesComeBackFromEveryForm() {
        source.insertMany(IntStream.range(0, 300).mapToObj(MovingDataTest::allTypes));
        Path lines = folder.resolve("all.jsonl");
        check("export", "source", lines, "--canonical");
        check("import", "target", lines);
        assertThat(sorted(target)).isEqualTo(sorted(source));
        Path array = folder.resolve("array.json");
        check("export", "source", array, "--canonical", "--json-array");
        check("import", "target", array, "--drop");
        assertThat(sorted(target)).isEqualTo(sorted(source));
        assertThat(err.toString())
                .contains("300 documents of moving.source were exported", "300 documents were imported");
    }

    @Test
    void severalReadersWriteInTheOrderOfIds() throws IOException {
        int count = 120_000;
        source.insertMany(IntStream.range(0, count)
                .map(i -> (int) (i * 7_919L % count))
                .mapToObj(i -> i % 3 == 0 ? Document.of("_id", "s" + i) : Document.of("_id", i, "n", i)));
        Path one = folder.resolve("one.json");
        Path many = folder.resolve("many.json");
        check("export", "source", one, "--sort", "{\"_id\": 1}");
        check("export", "source", many, "--readers", "3");
        assertThat(Files.mismatch(one, many)).isEqualTo(-1);
        check("import", "target", many, "--writers", "3");
        assertThat(err.toString()).contains("120000 documents were imported");
        assertThat(target.countDocuments()).isEqualTo(count);
    }

    @Test
    void queryFieldsSortAndLimit() throws IOException {
        source.insertMany(IntStream.range(0, 10)
                .mapToObj(i -> Document.of("_id", i, "a", Document.of("b", -i, "c", 1), "t", List.of(i, 2 * i))));
        Path file = folder.resolve("some.json");
        check(
                "export",
                "source",
                file,
                "--query",
                "{\"_id\": {\"$gt\": 2}}",
                "--fields",
                "a.b",
                "--sort",
                "{\"a.b\": 1}",
                "--skip",
                "1",
                "--limit",
                "2");
        assertThat(Files.readString(file)).isEqualTo("""
                {"_id": 8, "a": {"b": -8}}
                {"_id": 7, "a": {"b": -7}}
                """);
        Path table = folder.resolve("some.csv");
        check("export", "source", table, "--fields", "t.1,a.b,a", "--limit", "2");
        assertThat(Files.readString(table)).isEqualTo("""
                t.1,a.b,a
                0,0,"{""b"": 0, ""c"": 1}"
                2,-1,"{""b"": -1, ""c"": 1}"
                """);
        check("export", "source", table, "--fields", "_id", "--no-header", "--limit", "1", "--type", "tsv");
        assertThat(Files.readString(table)).isEqualTo("0\n");
        assertThat(run("export", "source", table)).isEqualTo(1);
        assertThat(err.toString()).contains("--fields must name the columns");
    }

    @Test
    void anEmptyCollection() throws IOException {
        Path lines = folder.resolve("none.json");
        assertThat(run("export", "source", lines)).isEqualTo(1);
        assertThat(err.toString()).contains("moving.source does not exist").doesNotContain("\tat ");
        assertThat(lines).doesNotExist();
        client.database("moving").createCollection("source");
        check("export", "source", lines);
        assertThat(lines).isEmptyFile();
        check("import", "target", lines);
        Path array = folder.resolve("array.json");
        check("export", "source", array, "--json-array");
        assertThat(Files.readString(array)).isEqualTo("[\n]\n");
        check("import", "target", array);
        Path table = folder.resolve("none.csv");
        check("export", "source", table, "--fields", "a,b");
        assertThat(Files.readString(table)).isEqualTo("a,b\n");
        check("import", "target", table);
        assertThat(target.countDocuments()).isZero();
        assertThat(run("import", "target", file("empty.csv", ""))).isEqualTo(1);
        assertThat(err.toString()).contains("the input is empty");
    }

    @Test
    void tablesInBothDirections() throws IOException {
        Path file = file(
                "people.csv",
                "\ufeff_id,name,born,address.city,tags.0\r\n"
                        + "1,\"Ada, \"\"Countess\"\"\",1815-12-10,London,\"two\r\nlines\"\r\n"
                        + "2,Bob,,,\r\n");
        check("import", "target", file, "--column-types", "_id=int32,born=date");
        assertThat(sorted(target))
                .containsExactly(
                        Document.of("_id", 1, "name", "Ada, \"Countess\"")
                                .append("born", Instant.parse("1815-12-10T00:00:00Z"))
                                .append("address", Document.of("city", "London"))
                                .append("tags", List.of("two\r\nlines")),
                        Document.of("_id", 2, "name", "Bob", "address", Document.of("city", ""), "tags", List.of("")));
        Path again = folder.resolve("again.csv");
        check("export", "target", again, "--fields", "_id,name,born,address.city,tags.0");
        check("import", "source", again, "--column-types", "_id=int32,born=date");
        assertThat(sorted(source)).isEqualTo(sorted(target));
        check("import", "target", file("more.tsv", "3\tx\n"), "--fields", "_id,name", "--column-types", "auto");
        assertThat(target.findOne(Document.of("_id", 3))).contains(Document.of("_id", 3, "name", "x"));
    }

    @Test
    void rejectedRecordsAreListedWithTheirLines() throws IOException {
        target.insertOne(Document.of("_id", 3));
        var records = List.of(
                "{'_id': 1}",
                "",
                "{'_id': }",
                "{'_id': 3}\r",
                "{'_id': 4, 'a': '\u00e4'}",
                "{'_id': 5, '_id': 6}",
                "{'_id': 7, 'd': {'$date': 'no'}}",
                "x",
                "{'_id': 8}");
        byte[] bytes = String.join("\n", records).replace('\'', '"').getBytes(ISO_8859_1);
        Path file = Files.write(folder.resolve("odd.json"), bytes);
        assertThat(run("import", "target", file)).isEqualTo(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("line 3: bad JSON at column 9"),
                        line -> assertThat(line).startsWith("line 4: ").contains("_id"),
                        line -> assertThat(line).isEqualTo("line 5: the line is not valid UTF-8"),
                        line -> assertThat(line).startsWith("line 7: ").contains("$date"),
                        line -> assertThat(line).startsWith("line 8: bad JSON at column 1"),
                        line -> assertThat(line)
                                .isEqualTo("3 documents were imported into moving.target, 5 were rejected"));
        assertThat(target.distinct("_id", Integer.class)).containsExactlyInAnyOrder(1, 3, 6, 8);
    }

    @Test
    void manyRejectedRecordsAreCountedAndTheFirstListed() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            text.append(i % 3 == 0 ? "{\"_id\": 0}\n" : "{\"_id\": " + i + "}\n");
        }
        assertThat(run("import", "target", file("many.json", text.toString()))).isEqualTo(1);
        assertThat(err.toString()).contains("and 9979 more", "20001 documents were imported", "9999 were rejected");
        assertThat(target.countDocuments()).isEqualTo(20_001);
    }

    @Test
    void stoppingAtTheFirstError() throws IOException {
        target.insertOne(Document.of("_id", 2));
        Path file = file("some.json", "{\"_id\": 1}\n{\"_id\": 2}\n{\"_id\": 3}\nx\n");
        assertThat(run("import", "target", file, "--stop-on-error")).isEqualTo(1);
        assertThat(err.toString()).contains("line 2: ", "1 document was imported", "1 was rejected");
        assertThat(target.countDocuments()).isEqualTo(2);
        target.drop();
        assertThat(run("import", "target", file, "--stop-on-error")).isEqualTo(1);
        assertThat(err.toString()).contains("line 4: ", "3 documents were imported", "1 was rejected");
    }

    @Test
    void documentsOverSeveralLinesEndAtTheFirstError() throws IOException {
        Path file = file("pretty.json", "{\n  \"_id\": 1\n}\n{\n \"_id\": 2\n}\n{\"_id\": }\n{\"_id\": 4}\n");
        assertThat(run("import", "target", file)).isEqualTo(1);
        assertThat(err.toString())
                .contains("document 3: bad JSON at line 7", "nothing after it was read", "2 documents were imported");
        check("import", "target", file("two.json", "[{\"_id\": 5},\n{\"_id\": 6}]"));
        assertThat(target.countDocuments()).isEqualTo(4);
    }

    @Test
    void upsertMergeAndDelete() throws IOException {
        target.insertMany(
                List.of(Document.of("_id", 1, "key", "a", "x", 1, "y", 1), Document.of("_id", 2, "key", "b", "x", 1)));
        Path updated = file("u.json", "{\"_id\": 1, \"x\": 2}\n{\"_id\": 3, \"x\": 3}\n{\"_id\": 3, \"x\": 4}\n");
        check("import", "target", updated, "--mode", "upsert");
        assertThat(err.toString()).contains("2 documents were replaced and 1 inserted in moving.target");
        assertThat(sorted(target))
                .containsExactly(
                        Document.of("_id", 1, "x", 2),
                        Document.of("_id", 2, "key", "b", "x", 1),
                        Document.of("_id", 3, "x", 4));
        check("import", "target", file("m.csv", "key,y.z\nb,1\nc,2\n"), "--mode", "merge", "--upsert-fields", "key");
        assertThat(err.toString()).contains("1 document was merged and 1 inserted in moving.target");
        assertThat(target.findOne(Document.of("_id", 2)))
                .contains(Document.of("_id", 2, "key", "b", "x", 1, "y", Document.of("z", "1")));
        Path deleted = file("d.json", "{\"_id\": 1}\n{\"key\": \"c\"}\n{\"_id\": 9}\n");
        assertThat(run("import", "target", deleted, "--mode", "delete")).isEqualTo(1);
        assertThat(err.toString()).contains("line 2: the document has no field _id", "1 document was deleted");
        assertThat(target.countDocuments()).isEqualTo(3);
    }

    @Test
    void valuesAreNoOperators() throws IOException {
        target.insertOne(Document.of("_id", 1, "key", 1));
        Path file = file("d.json", "{\"key\": {\"$gt\": 0}}\n");
        check("import", "target", file, "--mode", "delete", "--upsert-fields", "key");
        assertThat(target.countDocuments()).isEqualTo(1);
    }

    @Test
    void whatTheServerRejectsIsListed() throws IOException {
        client.database("moving")
                .createCollection(
                        "target", new CreateCollectionOptions().validator(Document.parse("{n: {$type: 'int'}}")));
        target.createIndex(ascending("n"), new IndexOptions().unique(true));
        assertThat(run("import", "target", file("v.json", "{\"n\": 1}\n{\"n\": \"x\"}\n{\"n\": 1}\n{\"n\": 2}\n")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("line 2: ", "line 3: ", "2 documents were imported", "2 were rejected");
    }

    @Test
    void aResumedImportInsertsEachDocumentOnce() throws IOException {
        int count = 20_000;
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("{\"number\": ")
                    .append(i)
                    .append(", \"padding\": \"")
                    .append("x".repeat(50))
                    .append("\"}\n");
        }
        Path file = file("big.json", text.toString());
        Path state = folder.resolve("big.json.import-state");
        // The first half is imported, and then the record is lost in part: as if the process had been killed.
        check("import", "target", file, "--resume");
        assertThat(state).doesNotExist();
        var ids = target.find().sort(ascending("number")).limit(1).toList();
        String seed = ids.getFirst().objectId("_id").hex().substring(0, 14);
        target.deleteMany(Document.parse("{number: {$gte: 15000}}"));
        long offset = text.indexOf("{\"number\": 7000,");
        Files.writeString(
                state,
                Document.of("collection", "moving.target", "size", Files.size(file), "offset", offset, "line", 7_001L)
                        .append("plan", "insert from json")
                        .append("ids", seed)
                        .toJson());
        check("import", "target", file, "--resume");
        assertThat(err.toString()).contains("5000 documents were imported into moving.target, 8000 were already there");
        assertThat(target.countDocuments()).isEqualTo(count);
        assertThat(target.distinct("number", Integer.class)).hasSize(count);
        assertThat(state).doesNotExist();
    }

    @Test
    void aRecordOfAnotherImportIsAnError() throws IOException {
        Path file = file("some.json", "{\"_id\": 1}\n");
        file(
                "some.json.import-state",
                Document.of("collection", "moving.other", "size", 11, "offset", 0, "line", 1)
                        .append("plan", "insert from json")
                        .append("ids", "5f000000000000")
                        .toJson());
        assertThat(run("import", "target", file, "--resume")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot resume", "moving.other").doesNotContain("\tat ");
        file("some.json.import-state", "?");
        assertThat(run("import", "target", file, "--resume")).isEqualTo(1);
        assertThat(run("import", "target", "-", "--resume")).isEqualTo(1);
        assertThat(run("import", "target", file, "--resume", "--drop")).isEqualTo(1);
        assertThat(run("import", "target", file, "--resume", "--stop-on-error")).isEqualTo(1);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void aResumedExportContinuesTheFile() throws IOException {
        source.insertMany(IntStream.range(0, 60_000).mapToObj(i -> Document.of("_id", i, "text", "Ä" + i)));
        Path whole = folder.resolve("whole.json");
        check("export", "source", whole, "--resume");
        byte[] bytes = Files.readAllBytes(whole);
        for (String readers : List.of("1", "3")) {
            Path file = folder.resolve("resumed.json");
            String text = Files.readString(whole);
            int documents = 25_000;
            int end = text.indexOf("\n{\"_id\": 25000,");
            long length = text.substring(0, end).getBytes(UTF_8).length;
            // A part of a line was written after the last record of the state.
            Files.write(folder.resolve("resumed.json.part"), Arrays.copyOf(bytes, (int) length + 9));
            String plan = "moving.source {} ExportFormat[type=json, array=false, mode=RELAXED, fields=[], header=true]";
            Files.writeString(
                    folder.resolve("resumed.json.part.export-state"),
                    Document.of("plan", plan, "documents", documents, "bytes", length)
                            .append("last", Document.of("_id", 24_999))
                            .toJson());
            check("export", "source", file, "--resume", "--readers", readers);
            assertThat(Files.mismatch(whole, file)).isEqualTo(-1);
            assertThat(folder.resolve("resumed.json.part")).doesNotExist();
            assertThat(folder.resolve("resumed.json.part.export-state")).doesNotExist();
        }
        assertThat(err.toString()).contains("60000 documents of moving.source were exported");
        assertThat(run("export", "source", whole, "--resume", "--limit", "1")).isEqualTo(1);
    }

    @Test
    void theStandardInputAndAView() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"_id\": 1}\n{\"_id\": 2}".getBytes(ISO_8859_1)));
        try {
            check("import", "target", "-");
        } finally {
            System.setIn(before);
        }
        client.database("moving").runCommand(Document.of("create", "view", "viewOn", "target", "pipeline", List.of()));
        Path file = folder.resolve("view.json");
        check("export", "view", file, "--readers", "3");
        assertThat(file).content().isEqualTo("{\"_id\": 1}\n{\"_id\": 2}\n");
    }

    @Test
    void longLines() throws IOException {
        String text = "x".repeat(3_000_000);
        Path file = file("long.json", "{\"_id\": 1}\n{\"_id\": 2, \"text\": \"" + text + "\"}\n{\"_id\": 3}\n");
        check("import", "target", file);
        assertThat(target.findOne(Document.of("_id", 2)).orElseThrow().string("text"))
                .hasSize(text.length());
        Path table = folder.resolve("long.csv");
        check("export", "target", table, "--fields", "_id,text");
        check("import", "source", table);
        assertThat(source.countDocuments()).isEqualTo(3);
    }
}
