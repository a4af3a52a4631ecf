package dev.morelia.testkit;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A temporary folder and the one process at a time that works in it. Closing it kills the process and deletes the
 * folder; so does the end of this JVM, {@code kill -9} included.
 *
 * <p>How that is ensured: beside the folder runs a small shell, the guard, that reads its standard input. Only this JVM
 * holds the other end of that pipe, so it closes however the JVM ends. The guard then moves the folder aside, kills the
 * process whose number it finds in there, and deletes it. The process is started by a shell that first writes its own
 * number into the folder and then becomes the program: one that starts while the JVM dies either has its number
 * written, or finds no folder to write it to and ends.
 */
final class GuardedFolder implements AutoCloseable {
    /** {@code $0} is the folder. What a terminal signals to its whole group is not meant for the guard. */
    private static final String GUARD = """
            trap '' HUP INT TERM
            read -r nothing
            mv "$0" "$0.gone" || exit
            kill -KILL "$(cat "$0.gone/pid")"
            until rm -rf "$0.gone"; do sleep 1; done
            """;

    /** {@code $0} is the folder, the rest the command line. */
    private static final String BECOME = "echo $$ >\"$0/pid\" && exec \"$@\"";

    private final Path path;
    private final Process guard;

    private GuardedFolder(Path path, Process guard) {
        this.path = path;
        this.guard = guard;
    }

    static GuardedFolder create(String prefix) throws IOException {
        var path = Files.createTempDirectory(prefix);
        var guard = new ProcessBuilder("sh", "-c", GUARD, path.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new GuardedFolder(path, guard);
    }

    Path path() {
        return path;
    }

    /** Starts the process; what it prints goes to the file {@code output}. */
    Process launch(List<String> command, Path output) throws IOException {
        var line = new ArrayList<>(List.of("sh", "-c", BECOME, path.toString()));
        line.addAll(command);
        return new ProcessBuilder(line)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** To be called once the process is known to have ended: its number may soon belong to another one. */
    void forget() throws IOException {
        Files.deleteIfExists(path.resolve("pid"));
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        guard.onExit().join();
    }
}
