package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documentation shows compiles. */
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w+");
    private static final Pattern TABLE = Pattern.compile("\\| (official driver|PyMongo|Motor) \\| Morelia \\|");

    /** What the code of a table's cell may use. */
    private static final String FRAME = """
            import static dev.morelia.builder.Filters.eq;
            import static dev.morelia.builder.Sorts.descending;
            import static dev.morelia.builder.Updates.inc;

            import dev.morelia.*;
            import dev.morelia.bson.*;
            import dev.morelia.bson.codec.*;
            import dev.morelia.bson.io.*;
            import dev.morelia.bson.json.*;
            import dev.morelia.builder.*;
            import dev.morelia.error.*;
            import dev.morelia.event.*;
            import dev.morelia.gridfs.*;
            import dev.morelia.options.*;
            import dev.morelia.options.admin.*;
            import dev.morelia.result.*;
            import dev.morelia.settings.*;
            import dev.morelia.topology.*;
            import dev.morelia.embedded.*;
            import dev.morelia.testkit.*;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;

            abstract class Page {
                record Person(ObjectId id, String name, int age) {}
                record Money(long cents) {}
                interface Vault { char[] password(); }
                sealed interface Shape {}
                record Circle(double radius) implements Shape {}
                String uri, json;
                ClientSettings settings;
                CommandListener commandListener;
                PoolListener poolListener;
                TopologyListener topologyListener;
                MongoClient client;
                ClientSession session;
                MongoException failure;
                MongoDatabase database;
                MongoCollection<Document> things, accounts, orders, stock;
                MongoCollection<Person> people;
                Document document, filter, update, order;
                Vault vault;
                String from, to, item;
                long amount;
                List<Document> pipeline;
                List<String> tags;
                Person ada;
                ObjectId id;
                Codec<Money> moneyCodec;
                Money money;
                BsonOutput output;
                BsonInput input;
                GridFsBucket bucket;
                InputStream source;
                OutputStream destination;
                byte[] header, body;
                CodecRegistry registry;

            """;

    /** A program that imports all builders with a star; without the other imports. */
    private static final String ALL_BUILDERS = """
            import static dev.morelia.builder.Accumulators.*;
            import static dev.morelia.builder.Aggregates.*;
            import static dev.morelia.builder.Filters.*;
            import static dev.morelia.builder.GeoFilters.*;
            import static dev.morelia.builder.Indexes.*;
            import static dev.morelia.builder.Projections.*;
            import static dev.morelia.builder.Sorts.*;
            import static dev.morelia.builder.SourceStages.*;
            import static dev.morelia.builder.Updates.*;

            import dev.morelia.bson.Document;
            import java.util.List;

            class AllBuilders {
                List<Document> all = List.of(
                        and(eq("name", "Ada"), elemMatch("scores", gt("n", 3)), text("word"), size("tags", 2)),
                        geoWithinBox("at", 0, 0, 1, 1),
                        combine(set("a", 1), min("b", 2), max("c", 3), push("d", 4), addToSet("e", 5), unset("f")),
                        fields(include("a"), excludeId(), firstMatch("b"), metaTextScore("s")),
                        orderBy(ascending("a"), descending("b"), byTextScore("s")),
                        compound(ascendingKeys("a"), descendingKeys("b"), textKeys("c"), hashed("d")),
                        count("n"),
                        setFields("a", "$b"),
                        unsetFields("c"),
                        match(ne("a", 1)));

                List<Document> pipeline = List.of(
                        search(new Document("text", new Document())),
                        group(
                                "$team",
                                sum("total", "$n"),
                                countDocuments("n"),
                                minValue("least", "$n"),
                                maxValue("most", "$n"),
                                pushValues("all", "$n"),
                                addValuesToSet("each", "$n")),
                        sort(ascending("a")));
            }
            """;

    @TempDir
    Path folder;

    @Test
    void allBuildersAreImportedSideBySide() throws IOException {
        assertThat(errors("AllBuilders", ALL_BUILDERS)).isEmpty();
    }

    @Test
    void fromTheOfficialDriver() throws IOException {
        var page = Files.readString(Code.root().resolve("docs/from-the-official-driver.md"));
        var members = Stream.concat(cells(page), blocks(page)).toList();
        assertThat(members).hasSizeGreaterThan(100);
        assertThat(errors("Page", FRAME + numbered(members) + "}\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"docs/from-pymongo.md, 60", "docs/from-motor.md, 40"})
    void fromOtherLanguages(String page, int atLeast) throws IOException {
        var members = cells(Files.readString(Code.root().resolve(page))).toList();
        assertThat(members).hasSizeGreaterThan(atLeast);
        assertThat(errors("Page", FRAME + numbered(members) + "}\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "bulk-writes", "change-streams", "connecting", "gridfs", "sessions"})
    void samplesOfChapters(String page) throws IOException {
        var members = blocks(Files.readString(Code.root().resolve("docs/" + page + ".md")))
                .toList();
        assertThat(members).isNotEmpty();
        assertThat(errors("Page", FRAME + numbered(members) + "}\n")).isEmpty();
    }

    @Test
    void readme() throws IOException {
        var blocks = blocks(Files.readString(Code.root().resolve("README.md"))).toList();
        assertThat(blocks).isNotEmpty();
        for (var block : blocks) {
            var name = Pattern.compile("class (\\w+)").matcher(block);
            assertThat(name.find()).as(block).isTrue();
            assertThat(errors(name.group(1), block)).isEmpty();
        }
    }

    private static Stream<String> blocks(String page) {
        return BLOCK.matcher(page).results().map(block -> block.group(1));
    }

    /** The code in the right column of each table that sets Morelia beside another driver. */
    private static Stream<String> cells(String page) {
        var cells = new ArrayList<String>();
        boolean inTable = false;
        for (var line : page.lines().toList()) {
            boolean begins = TABLE.matcher(line).matches();
            inTable = line.startsWith("|") && (inTable || begins);
            if (inTable && !begins) {
                CODE.matcher(line.substring(line.lastIndexOf(" | ") + 1))
                        .results()
                        .forEach(code -> cells.add(code.group(1)));
            }
        }
        return cells.stream().filter(code -> !code.equals("id")).map(DocumentationTest::statement);
    }

    private static String statement(String code) {
        if (code.startsWith("@")) {
            return "record R(" + code + " String component) {}";
        }
        if (TYPE.matcher(code).matches()) {
            return "Class<?> type = " + code + ".class;";
        }
        return code + ";";
    }

    /** Each in a method of its own. */
    private static String numbered(List<String> bodies) {
        var methods = new StringBuilder();
        for (var body : bodies) {
            methods.append("void method").append(methods.length()).append("() throws Exception {\n");
            methods.append(body).append("\n}\n");
        }
        return methods.toString();
    }

    /** What the compiler says, nothing if it is content. */
    private String errors(String name, String source) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
            compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
        }
        return said.toString();
    }
}
