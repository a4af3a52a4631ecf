package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shell scripts find, and what they say when they find nothing. */
class ScriptsTest {
    @TempDir
    Path folder;

    private Path programs;

    /** What one run of a script came to. */
    private record Outcome(int code, String output, String error) {}

    /** A PATH of the system's tools alone, without java, mvn and mongod. */
    @BeforeEach
    void provideTools() throws IOException {
        programs = Files.createDirectory(folder.resolve("programs"));
        for (var tool : List.of(
                "cat",
                "dirname",
                "find",
                "grep",
                "head",
                "mkdir",
                "mktemp",
                "readlink",
                "rm",
                "sed",
                "sort",
                "tail",
                "touch",
                "tr",
                "uname")) {
            for (var place : List.of("/bin", "/usr/bin")) {
                if (Files.exists(Path.of(place, tool))) {
                    program("programs/" + tool, "exec " + place + "/" + tool + " \"$@\"");
                }
            }
        }
    }

    @Test
    void theJdkNamedByTheUserIsTaken() throws Exception {
        var named = jdk("named", "21.0.4");
        jdk("jdks/newer", "25");
        assertThat(run("dev/jdk", Map.of("JAVA_HOME", named.toString()))).isEqualTo(found(named));
    }

    @Test
    void theJdkOnThePathIsTakenThroughItsLink() throws Exception {
        var linked = jdk("linked", "22.0.1");
        Files.createSymbolicLink(programs.resolve("java"), linked.resolve("bin/java"));
        jdk("jdks/newer", "25");
        assertThat(run("dev/jdk", Map.of("JAVA_HOME", jdk("old", "17.0.1").toString())))
                .isEqualTo(found(linked));
    }

    @Test
    void elseTheNewestJdkIsTaken() throws Exception {
        jdk("jdks/a", "21.0.9");
        var newest = jdk("jdks/b", "25.0.3");
        jdk("jdks/c", "1.8.0_400");
        jdk("jdks/d", "24");
        Files.delete(jdk("jdks/e-without-compiler", "26").resolve("bin/javac"));
        assertThat(run("dev/jdk", Map.of())).isEqualTo(found(newest));
    }

    @Test
    void withoutANewJdkEveryCommandPrintsOneMessage() throws Exception {
        jdk("jdks/a", "17.0.15");
        for (var script : List.of("dev/jdk", "mvnw", "morelia")) {
            var outcome = run(script, Map.of());
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.output()).isEmpty();
            assertThat(outcome.error().lines()).singleElement().asString().startsWith("Morelia needs JDK 21 or newer");
        }
    }

    /** A log of continuous integration is no terminal, and a first build takes minutes. */
    @Test
    void aBuildIsAnnouncedWhereverItsOutputGoes() throws Exception {
        var project = folder.resolve("project");
        Files.createDirectories(project.resolve("dev"));
        for (var script : List.of("morelia", "dev/jdk")) {
            Files.copy(Code.root().resolve(script), project.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        program("project/mvnw", "exit 1");
        jdk("jdks/newest", "25.0.3");
        var outcome = run(project.resolve("morelia").toString(), Map.of());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.error().lines())
                .containsExactly(
                        "Building tools (first run, a few minutes)", "morelia: tools does not build, see above.");
    }

    @Test
    void theMongodNamedByTheUserIsTaken() throws Exception {
        var named = program("named/mongod", "exit 0");
        program("programs/mongod", "exit 0");
        assertThat(run("dev/mongod", Map.of("MONGOD", named.toString()))).isEqualTo(found(named));
    }

    @Test
    void theMongodOnThePathIsTaken() throws Exception {
        var onPath = program("programs/mongod", "exit 0");
        program("cache/morelia/mongod-6.0.5", "exit 0");
        assertThat(run("dev/mongod", Map.of())).isEqualTo(found(onPath));
    }

    @Test
    void theMongodInTheCacheIsTaken() throws Exception {
        var cached = program("cache/morelia/mongod-6.0.5", "exit 0");
        assertThat(run("dev/mongod", Map.of())).isEqualTo(found(cached));
    }

    @Test
    void missingLibrariesAreNamedByTheirPackages() throws Exception {
        var broken = program("broken/mongod", "echo 'cannot open shared object file' >&2; exit 127");
        program("programs/ldd", "printf '\\tlibcurl.so.4 => not found\\n\\tlibc.so.6 => /lib/libc.so.6 (0x1)\\n'");
        assertThat(run("dev/mongod", Map.of("MONGOD", broken.toString())))
                .isEqualTo(failed("dev/mongod: " + broken + " misses shared libraries: install libcurl4."));
    }

    @Test
    void aMongodThatDoesNotStartIsNamed() throws Exception {
        var broken = program("broken/mongod", "echo 'illegal instruction' >&2; exit 132");
        assertThat(run("dev/mongod", Map.of("MONGOD", broken.toString())))
                .isEqualTo(failed("dev/mongod: " + broken + " does not start: illegal instruction"));
    }

    @Test
    void withoutAMongodAndWithoutPythonOneMessageSaysSo() throws Exception {
        var outcome = run("dev/mongod", Map.of());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.error().lines())
                .singleElement()
                .asString()
                .startsWith("dev/mongod: no mongod here")
                .endsWith("put mongod on the PATH, or set MONGOD to it.");
    }

    @Test
    void theChromiumNamedByTheUserIsTaken() throws Exception {
        var named = program("named/chromium", "exit 0");
        program("programs/chromium", "exit 0");
        assertThat(run("dev/chromium", Map.of("CHROMIUM", named.toString()))).isEqualTo(found(named));
    }

    @Test
    void withoutAChromiumAndWithoutAptOneMessageSaysSo() throws Exception {
        assertThat(run("dev/chromium", Map.of()))
                .isEqualTo(failed("dev/chromium: no Chromium here, and no apt-get to install it with: install Chromium"
                        + " and put it on the PATH, or set CHROMIUM to it."));
    }

    private static Outcome found(Path path) {
        return new Outcome(0, path + "\n", "");
    }

    private static Outcome failed(String message) {
        return new Outcome(1, "", message + "\n");
    }

    private Path jdk(String name, String version) throws IOException {
        var home = folder.resolve(name);
        program(name + "/bin/java", "exit 1");
        program(name + "/bin/javac", "exit 1");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Path program(String name, String body) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        file.toFile().setExecutable(true);
        return file;
    }

    private Outcome run(String script, Map<String, String> environment) throws Exception {
        var error = folder.resolve("error");
        var program = new ProcessBuilder(Code.root().resolve(script).toString()).redirectError(error.toFile());
        program.environment().clear();
        program.environment()
                .putAll(Map.of(
                        "PATH", programs.toString(),
                        "HOME", folder.toString(),
                        "XDG_CACHE_HOME", folder.resolve("cache").toString(),
                        "MORELIA_JDKS", folder.resolve("jdks").toString()));
        program.environment().putAll(environment);
        var process = program.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(error));
    }
}
