package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.TimeSeriesOptions;
import dev.morelia.settings.Collation;
import dev.morelia.testkit.Mongod;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code copy}, {@code dump} and {@code restore}. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class MovingCommandsTest {
    private static String uri = "";
    private static MongoClient client;
    private static MongoDatabase first;
    private static MongoDatabase second;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void connect() {
        uri = Mongod.shared().uri();
        client = MongoClient.create(uri);
        first = client.database("moving_1");
        second = client.database("moving_2");
    }

    @AfterAll
    static void close() {
        first.drop();
        second.drop();
        client.close();
    }

    @BeforeEach
    void empty() {
        first.drop();
        second.drop();
    }

    private int run(Object... arguments) {
        return Morelia.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
    }

    private void succeed(Object... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
    }

    private void fail(String message, Object... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    private static void createKinds() {
        first.createCollection("empty");
        first.createCollection(
                "german",
                new CreateCollectionOptions()
                        .collation(Collation.of("de"))
                        .validator(new Document("n", new Document("$lt", 1_000_000.0))));
        first.collection("german").createIndex(new Document("n", 1));
        first.collection("german")
                .createIndex(new Document("t", 1), new IndexOptions().field("expireAfterSeconds", 2592000.0));
        first.collection("german").insertMany(IntStream.range(0, 500).mapToObj(i -> new Document("n", 500 - i)));
        first.createCollection(
                "last", new CreateCollectionOptions().capped(true).size(4096).max(3));
        first.collection("last").insertMany(IntStream.range(0, 5).mapToObj(i -> new Document("_id", 9 - i)));
        first.createCollection("clustered", new CreateCollectionOptions().clusteredIndex("byId"));
        first.collection("clustered").insertOne(new Document("_id", 5));
        first.createCollection(
                "weather", new CreateCollectionOptions().timeSeries(new TimeSeriesOptions("at").metaField("m")));
        first.collection("weather")
                .insertMany(IntStream.range(0, 1500)
                        .mapToObj(i -> new Document("at", Instant.ofEpochSecond(i)).append("m", i % 2)));
        first.collection("Ünïcode &ö/ü 100%").insertOne(new Document("_id", "ä"));
        first.collection("x".repeat(230) + "/ü").insertOne(new Document("_id", "long"));
        first.createCollection(
                "view", new CreateCollectionOptions().viewOn("german").pipeline(List.of()));
    }

    /** The files of a folder by their paths in it, as text of one char for each byte. */
    private static Map<String, String> files(Path folder) throws IOException {
        var files = new HashMap<String, String>();
        try (var found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                files.put(folder.relativize(file).toString(), content);
            }
        }
        return files;
    }

    private static Map<String, String> withoutUuids(Map<String, String> files) {
        files.replaceAll((name, content) ->
                name.contains(".metadata.") ? content.replaceAll("\"uuid\":\"[0-9a-f]{32}\",", "") : content);
        return files;
    }

    @Test
    void aDumpOfWhatWasRestoredIsTheSame() throws IOException {
        createKinds();
        Path one = folder.resolve("one");
        succeed("dump", uri, one, "--db", "moving_1");
        assertThat(err.toString()).contains("7 collections and 1 view was dumped", "508 documents");
        assertThat(one.resolve("moving_1/%C3%9Cn%C3%AFcode+%26%C3%B6%2F%C3%BC+100%25.bson"))
                .isRegularFile();
        assertThat(one.resolve("moving_1/system.buckets.weather.bson")).isRegularFile();
        assertThat(one.resolve("moving_1/view.bson")).doesNotExist();
        succeed("restore", uri, one, "--to", "moving_2");
        assertThat(second.listCollectionNames()).doesNotContain("morelia.restore");
        assertThat(second.collection("weather").countDocuments()).isEqualTo(1500);
        assertThat(second.collection("view").countDocuments()).isEqualTo(500);
        Path two = folder.resolve("two");
        succeed("dump", uri, two, "--db", "moving_2");
        assertThat(withoutUuids(files(two.resolve("moving_2"))))
                .isEqualTo(withoutUuids(files(one.resolve("moving_1"))));
    }

    @Test
    void withTheirUuidsAllBytesAreTheSame() throws IOException {
        createKinds();
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        succeed("dump", uri, one, "--db", "moving_1", "--gzip");
        fail("exist already", "restore", uri, one, "--preserve-uuid");
        succeed("restore", uri, one, "--drop", "--preserve-uuid");
        succeed("dump", uri, two, "--db", "moving_1", "--gzip");
        assertThat(files(two)).isEqualTo(files(one));
        assertThat(files(one).keySet()).allMatch(name -> name.endsWith(".gz"));
    }

    @Test
    void aDamagedFileIsAnErrorAndTheRestoreGoesOnLater() throws IOException {
        first.collection("people")
                .insertMany(IntStream.range(0, 30_000).mapToObj(i -> new Document("_id", i).append("n", i)));
        first.collection("people").createIndex(new Document("n", 1));
        first.collection("towns").insertOne(new Document("_id", 1));
        succeed("dump", uri, folder, "--db", "moving_1");
        Path file = folder.resolve("moving_1/people.bson");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        fail("people.bson: at byte ", "restore", uri, folder, "--to", "moving_2");
        assertThat(err.toString()).contains("truncated");
        fail("--resume", "restore", uri, folder, "--to", "moving_2");
        Files.write(file, whole);
        succeed("restore", uri, folder, "--to", "moving_2", "--resume");
        assertThat(err.toString()).contains("2 collections and 0 views were restored", "30001 documents");
        assertThat(second.collection("people").find().toList())
                .isEqualTo(first.collection("people").find().toList());
        assertThat(second.collection("people").listIndexes().toList()).hasSize(2);
        assertThat(second.listCollectionNames()).containsExactlyInAnyOrder("people", "towns");
    }

    @Test
    void whatFailsForAMomentCanBeContinued() {
        String none = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50";
        fail("--resume continues what was done so far", "dump", none, folder);
        fail("--resume continues what was done so far", "copy", none, uri);
        first.collection("people").insertOne(new Document("_id", 1));
        succeed("dump", uri + "/moving_1", folder);
        fail("--resume continues what was done so far", "restore", none, folder);
    }

    @Test
    void whatDoesNotExistIsTold() throws IOException {
        first.collection("people").insertOne(new Document("_id", 1));
        fail("the database moving_2 has no collection", "dump", uri, folder, "--db", "moving_1", "--db", "moving_2");
        fail("no collection or view towns", "dump", uri + "/moving_1", folder, "--collection", "towns");
        assertThat(folder).isEmptyDirectory();
        succeed("dump", uri + "/moving_1", folder);
        fail("has no database moving_2", "restore", uri, folder, "--db", "moving_2", "--drop");
        fail("has no collection towns", "restore", uri, folder, "--collection", "towns", "--drop");
        succeed("restore", uri, folder, "--drop");
        assertThat(err.toString()).contains("1 collection and 0 views were restored", ": 1 document,");
    }

    @Test
    void aDumpIsNotOverwrittenButResumed() throws IOException {
        first.collection("people").insertOne(new Document("_id", 1));
        first.collection("towns").insertOne(new Document("_id", 1));
        succeed("dump", uri + "/moving_1", folder);
        fail("exists already", "dump", uri + "/moving_1", folder);
        Map<String, String> before = files(folder);
        Files.delete(folder.resolve("moving_1/towns.metadata.json"));
        Files.writeString(folder.resolve("moving_1/towns.bson"), "half");
        succeed("dump", uri + "/moving_1", folder, "--resume");
        assertThat(files(folder)).isEqualTo(before);
        first.collection("people").insertOne(new Document("_id", 2));
        succeed("dump", uri + "/moving_1", folder, "--overwrite", "--gzip");
        assertThat(files(folder)).doesNotContainKeys("moving_1/people.bson").containsKey("moving_1/people.bson.gz");
        fail("--resume keeps", "dump", uri, folder, "--overwrite", "--resume");
    }

    @Test
    void namesOfFilesLeadNowhereElse() throws IOException {
        Path database = Files.createDirectories(folder.resolve("in/any"));
        Files.write(database.resolve("x%2F..%2F..%2Fout.bson"), new byte[] {5, 0, 0, 0, 0});
        Files.writeString(database.resolve("note.txt"), "note");
        Files.createDirectories(folder.resolve("in/admin"));
        succeed("restore", uri, folder.resolve("in"), "--to", "moving_2");
        assertThat(second.listCollectionNames()).containsExactly("x/../../out");
        assertThat(err.toString()).contains("note.txt", "admin");
        succeed("dump", uri, folder.resolve("out/dump"), "--db", "moving_2");
        assertThat(files(folder.resolve("out")).keySet())
                .allMatch(name -> name.startsWith("dump/"))
                .contains("dump/moving_2/x%2F..%2F..%2Fout.bson");
        Files.write(database.resolve("a%00b.bson"), new byte[] {5, 0, 0, 0, 0});
        fail("a%00b.bson", "restore", uri, folder.resolve("in"), "--to", "moving_2", "--drop");
        fail("no such folder", "restore", uri, folder.resolve("none"));
        fail("no collection to restore", "restore", uri, Files.createDirectories(folder.resolve("empty")));
    }

    @Test
    void copies() {
        createKinds();
        succeed("copy", uri + "/moving_1", uri, "--to", "moving_2", "--parallel", "2");
        assertThat(out.toString().lines())
                .contains("moving_2.view  view")
                .anyMatch(line -> line.startsWith("moving_2.german  500 documents, ") && line.endsWith(" 3 indexes"));
        assertThat(err.toString()).contains("moving_1 was copied to moving_2: 2006 documents");
        fail(
                "replace them with --drop, or copy to another database with --to",
                "copy",
                uri + "/moving_1",
                uri + "/moving_2");
        second.collection("morelia.copy").insertOne(new Document("_id", 1));
        fail("moving_2.morelia.copy is damaged", "copy", uri + "/moving_1", uri + "/moving_2", "--resume");
        second.collection("morelia.copy").drop();
        second.collection("morelia.copy")
                .insertOne(Document.parse("{_id: 1, collection: 'people', kind: 'begun', bounds: []}"));
        fail("continue it with --resume, replace", "copy", uri + "/moving_1", uri + "/moving_2");
        second.collection("morelia.copy").drop();
        succeed("copy", uri, uri, "--from", "moving_1", "--to", "moving_2", "--drop", "--collection", "last");
        fail("--parallel", "copy", uri, uri, "--parallel", "0");
    }

    @Test
    void aCopyOfAllDatabasesIsContinuedAfterThoseThatAreComplete() {
        try (var from = Mongod.start();
                var to = Mongod.start();
                MongoClient old = MongoClient.create(from.uri());
                MongoClient copy = MongoClient.create(to.uri())) {
            fail("the source has no such collections", "copy", from.uri(), to.uri());
            for (String name : List.of("a", "b", "c")) {
                old.database(name).collection("people").insertOne(new Document("_id", name));
            }
            copy.database("b").collection("people").insertOne(new Document("_id", 1));
            fail("in b; nothing was copied", "copy", from.uri(), to.uri());
            assertThat(copy.database("a").listCollectionNames()).isEmpty();
            // As if it had been killed while it copied b.
            copy.database("b").drop();
            succeed("copy", from.uri(), to.uri(), "--from", "a");
            copy.database("b")
                    .collection("morelia.copy")
                    .insertOne(Document.parse("{_id: 1, collection: 'people', kind: 'begun', bounds: []}")
                            .append(
                                    "uuid",
                                    old.database("b")
                                            .collection("people")
                                            .description()
                                            .orElseThrow()
                                            .uuid()));
            succeed("copy", from.uri(), to.uri(), "--resume");
            assertThat(err.toString()).contains("a: the target has all of its collections");
            for (String name : List.of("a", "b", "c")) {
                assertThat(copy.database(name).listCollectionNames()).containsExactly("people");
                assertThat(copy.database(name).collection("people").find().toList())
                        .containsExactly(new Document("_id", name));
            }
        }
    }

    @Test
    void aRestoreIsResumedOnlyWithWhatItWasBegunWith() throws IOException {
        first.collection("people").insertOne(new Document("_id", 1));
        first.collection("towns").insertOne(new Document("_id", 1));
        first.collection("morelia.copy").insertOne(new Document("_id", 1));
        Path one = folder.resolve("one");
        succeed("dump", uri, one, "--db", "moving_1");
        assertThat(one.resolve("moving_1/morelia.copy.bson")).doesNotExist();
        Path towns = one.resolve("moving_1/towns.bson");
        byte[] whole = Files.readAllBytes(towns);
        Files.write(towns, Arrays.copyOf(whole, whole.length - 1));
        fail("truncated", "restore", uri, one, "--to", "moving_2", "--parallel", "1");
        fail("moving_2.towns", "restore", uri, one, "--to", "moving_2", "--resume", "--collection", "people");
        first.collection("towns").drop();
        first.collection("towns").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        Path two = folder.resolve("two");
        succeed("dump", uri, two, "--db", "moving_1");
        fail("another dump", "restore", uri, two, "--to", "moving_2", "--resume");
        Files.write(towns, whole);
        succeed("restore", uri, one, "--to", "moving_2", "--resume");
        assertThat(second.listCollectionNames()).containsExactlyInAnyOrder("people", "towns");
        assertThat(second.collection("towns").countDocuments()).isEqualTo(1);
    }

    @Test
    void halfOfACollectionInADumpIsTold() throws IOException {
        first.collection("people").insertOne(new Document("_id", 1));
        first.collection("towns").insertOne(new Document("_id", 1));
        succeed("dump", uri, folder, "--db", "moving_1");
        Files.delete(folder.resolve("moving_1/people.metadata.json"));
        Files.delete(folder.resolve("moving_1/towns.bson"));
        Files.writeString(folder.resolve("moving_1/morelia.restore.bson"), "");
        succeed("restore", uri, folder, "--to", "moving_2");
        assertThat(err.toString())
                .contains("people.metadata.json is missing: restored without options and indexes")
                .contains("towns.bson is missing: restored without documents")
                .contains("morelia.restore.bson: is of the server itself, or of a command, and not restored");
    }

    @Test
    void aHostileFolderIsAnErrorBeforeAnythingIsWritten() throws IOException {
        Path database = Files.createDirectories(folder.resolve("any"));
        Files.write(database.resolve("x.bson"), new byte[] {5, 0, 0, 0, 0});
        Path metadata = database.resolve("x.metadata.json");
        for (String content : List.of(
                "{\"options\": {\"create\": \"other\"}}",
                "{\"options\": {\"$db\": \"other\"}}",
                "{\"indexes\": [{\"key\": 5}]}",
                "{\"indexes\": [{}]}",
                "{\"options\": [")) {
            Files.writeString(metadata, content);
            fail("x.metadata.json: ", "restore", uri, folder, "--to", "moving_2");
        }
        Files.writeString(metadata, "{}");
        Path twice = Files.write(database.resolve("%78.bson"), new byte[] {5, 0, 0, 0, 0});
        fail("is in the folder twice", "restore", uri, folder, "--to", "moving_2");
        Files.delete(twice);
        for (String name : List.of("a%ff.bson", "%+1.bson", "%zz.bson")) {
            Path file = Files.write(database.resolve(name), new byte[] {5, 0, 0, 0, 0});
            fail("not escaped correctly", "restore", uri, folder, "--to", "moving_2");
            Files.delete(file);
        }
        fail("--to must not be", "restore", uri, folder, "--to", "admin");
        Files.move(database, folder.resolve("admin"));
        fail("of the server itself and not restored", "restore", uri, folder.resolve("admin"));
        assertThat(second.listCollectionNames()).isEmpty();
    }

    @Test
    void aDocumentThatIsInTheFileTwiceIsRestoredOnce() throws IOException {
        first.collection("people").insertMany(IntStream.range(0, 10).mapToObj(i -> new Document("_id", i)));
        succeed("dump", uri, folder, "--db", "moving_1");
        Path file = folder.resolve("moving_1/people.bson");
        byte[] all = Files.readAllBytes(file);
        byte[] more = Arrays.copyOf(all, all.length + all.length / 5);
        System.arraycopy(all, 0, more, all.length, all.length / 5);
        Files.write(file, more);
        succeed("restore", uri, folder, "--to", "moving_2");
        assertThat(err.toString()).contains("people.bson: 2 documents with the _id of one before", "10 documents, ");
        assertThat(second.collection("people").countDocuments()).isEqualTo(10);
    }

    @Test
    void aLongNameIsShortenedWithinAnEscapedByte() throws IOException {
        String name = "\u00fc".repeat(100);
        first.collection(name).insertOne(new Document("_id", 1));
        succeed("dump", uri, folder, "--db", "moving_1");
        Map<String, String> before = files(folder);
        succeed("dump", uri, folder, "--db", "moving_1", "--resume");
        assertThat(files(folder)).isEqualTo(before);
        succeed("restore", uri, folder, "--to", "moving_2");
        assertThat(second.listCollectionNames()).containsExactly(name);
    }
}
