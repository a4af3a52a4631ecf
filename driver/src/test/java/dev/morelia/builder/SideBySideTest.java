package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program may import all builders with a star. */
final class SideBySideTest {
    private static final List<Class<?>> BUILDERS = List.of(
            Accumulators.class,
            Aggregates.class,
            Filters.class,
            GeoFilters.class,
            Indexes.class,
            Projections.class,
            Sorts.class,
            SourceStages.class,
            Updates.class);

    /** What a program does with all of them; without the imports. */
    private static final String PROGRAM = """
            public final class AllBuilders {
                public static List<Document> all() {
                    return List.of(
                            and(eq("name", "Ada"), elemMatch("scores", gt("n", 3)), text("word"), size("tags", 2)),
                            geoWithinBox("at", 0, 0, 1, 1),
                            combine(set("a", 1), min("b", 2), max("c", 3), push("d", 4), addToSet("e", 5), unset("f")),
                            fields(include("a"), excludeId(), firstMatch("b"), metaTextScore("s")),
                            orderBy(ascending("a"), descending("b"), byTextScore("s")),
                            compound(ascendingKeys("a"), descendingKeys("b"), textKeys("c"), hashed("d")),
                            group(
                                    "$team",
                                    countDocuments("n"),
                                    minValue("least", "$n"),
                                    maxValue("most", "$n"),
                                    pushValues("all", "$n"),
                                    addValuesToSet("each", "$n"),
                                    sum("total", "$n")),
                            count("n"),
                            setFields("a", "$b"),
                            unsetFields("c"),
                            match(ne("a", 1)),
                            sort(ascending("a")),
                            search(new Document("text", new Document())));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void noTwoHaveAMethodOfTheSameName() {
        Map<String, Class<?>> owners = new HashMap<>();
        for (Class<?> builder : BUILDERS) {
            for (Method method : builder.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    assertThat(owners.computeIfAbsent(method.getName(), name -> builder))
                            .as(method.getName())
                            .isSameAs(builder);
                }
            }
        }
        assertThat(owners).hasSizeGreaterThan(100);
    }

    @Test
    void aProgramImportsThemAll() throws Exception {
        String imports = BUILDERS.stream()
                .map(builder -> "import static " + builder.getName() + ".*;\n")
                .collect(Collectors.joining("", "import dev.morelia.bson.*;\nimport java.util.*;\n", ""));
        assertThat(compile("AllBuilders", imports + PROGRAM)).isEmpty();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            var made = (List<?>)
                    loader.loadClass("AllBuilders").getMethod("all").invoke(null);
            assertThat(made).hasSize(13).element(2).hasToString(Document.parse("""
                    {$set: {a: 1}, $min: {b: 2}, $max: {c: 3}, $push: {d: 4}, $addToSet: {e: 5}, $unset: {f: ""}}""").toString());
            assertThat(made).element(5).hasToString("{\"a\": 1, \"b\": -1, \"c\": \"text\", \"d\": \"hashed\"}");
        }
    }

    /** What the compiler says, nothing if it is content. */
    private String compile(String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-proc:none", "-d", folder.toString(), "-cp", classPath());
            compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
        }
        return said.toString();
    }

    private static String classPath() {
        return List.<Class<?>>of(Document.class, Filters.class, NullMarked.class).stream()
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
