package dev.morelia.testkit;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A temporary folder with at most one process that works in it. Closing it kills the process and deletes the folder; so
 * does the exit of this JVM, even by {@code kill -9}.
 *
 * <p>This is ensured by a small shell process, the guard, that reads its standard input. Only this JVM holds the other
 * end of that pipe, so it is closed however the JVM exits. The guard then moves the folder away, kills the process
 * whose id is stored in it, and deletes it. The process is started by a shell that first writes its own id into the
 * folder and then executes the program: a process that starts while the JVM dies has either stored its id, or finds no
 * folder and exits.
 */
final class GuardedFolder implements AutoCloseable {
    /** {@code $0} is the folder. The guard ignores signals that a terminal sends to its process group. */
    private static final String GUARD = """
            trap '' HUP INT TERM
            read -r nothing
            mv "$0" "$0.gone" || exit
            kill -KILL "$(cat "$0.gone/pid")"
            until rm -rf "$0.gone"; do sleep 1; done
            """;

    /** {@code $0} is the folder, the rest the command line. */
    private static final String BECOME = "echo $$ >\"$0/pid\" && exec \"$@\"";

    /** A folder to use instead of that for temporary files, such as one in memory. */
    private static final String ANOTHER = System.getProperty("morelia.mongod.folder", "");

    /** Another folder must have room for the servers of a whole test run. */
    private static final long ROOM_BYTES = 8L << 30;

    private final Path path;
    private final Process guard;

    private GuardedFolder(Path path, Process guard) {
        this.path = path;
        this.guard = guard;
    }

    static GuardedFolder create(String prefix) throws IOException {
        var path = hasRoom(ANOTHER, ROOM_BYTES)
                ? Files.createTempDirectory(Path.of(ANOTHER), prefix)
                : Files.createTempDirectory(prefix);
        var guard = new ProcessBuilder("sh", "-c", GUARD, path.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new GuardedFolder(path, guard);
    }

    /** Whether a folder exists and has more room than so many bytes. */
    static boolean hasRoom(String folder, long bytes) {
        return !folder.isEmpty() && new File(folder).getUsableSpace() > bytes;
    }

    Path path() {
        return path;
    }

    /** Starts the process; its output goes to the file {@code output}. */
    Process launch(List<String> command, Path output) throws IOException {
        var line = new ArrayList<>(List.of("sh", "-c", BECOME, path.toString()));
        line.addAll(command);
        return new ProcessBuilder(line)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Must be called once the process has exited: its id may be reused soon. */
    void forget() throws IOException {
        Files.deleteIfExists(path.resolve("pid"));
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        guard.onExit().join();
    }
}
