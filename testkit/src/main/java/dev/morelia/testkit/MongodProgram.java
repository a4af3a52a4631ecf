package dev.morelia.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mongod program of this machine, or why there is none. Looked up once per JVM, because the lookup may download it.
 *
 * @param path the program, null if there is none
 * @param absence why there is none, null if there is one
 */
record MongodProgram(@Nullable Path path, @Nullable String absence) {
    private static final class Holder {
        static final MongodProgram FOUND = locate();
    }

    static MongodProgram found() {
        return Holder.FOUND;
    }

    private static MongodProgram locate() {
        for (var named : new String[] {System.getProperty("morelia.mongod"), System.getenv("MONGOD")}) {
            if (named != null && !named.isEmpty()) {
                return checked(Path.of(named));
            }
        }
        return script().map(MongodProgram::fetched).or(MongodProgram::onPath).orElseGet(MongodProgram::none);
    }

    private static MongodProgram checked(Path program) {
        return Files.isExecutable(program)
                ? new MongodProgram(program, null)
                : new MongodProgram(null, program + " is not an executable file");
    }

    private static MongodProgram none() {
        return new MongodProgram(null, "no mongod: set the environment variable MONGOD to one, or put one on the PATH");
    }

    /** The project's {@code dev/mongod}, if the working directory is in a checkout of the project. */
    private static Optional<Path> script() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var script = folder.resolve("dev").resolve("mongod");
            if (Files.isRegularFile(script) && Files.isExecutable(script)) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    private static Optional<MongodProgram> onPath() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mongod"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new MongodProgram(program, null));
    }

    private static MongodProgram fetched(Path script) {
        try {
            var talk = Files.createTempFile("morelia-mongod", ".log");
            try {
                return fetched(script, talk);
            } finally {
                Files.delete(talk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MongodProgram fetched(Path script, Path talk) throws IOException {
        var process = new ProcessBuilder(script.toString())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectError(talk.toFile())
                .start();
        var path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        var code = process.onExit().join().exitValue();
        if (code == 0) {
            return new MongodProgram(Path.of(path), null);
        }
        var lines = Files.readAllLines(talk);
        return new MongodProgram(null, lines.isEmpty() ? script + " failed with code " + code : lines.getLast());
    }
}
