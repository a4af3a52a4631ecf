package dev.morelia.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code morelia bench}: hands its arguments to the benchmarks' own program in a process of its own. The benchmarks
 * carry the official driver, which neither this command nor anything else we publish may depend on.
 */
@Command(
        name = "bench",
        description = {
            "Measures Morelia side by side with the official driver: bson, wire or driver.",
            "Ours and theirs alternate within one run; figures are medians, a ratio above 1 means we are faster."
        },
        customSynopsis = "morelia bench NAME [--json FILE] [--quick] [--row TEXT] [--specs DIR]")
final class BenchCommand implements Callable<Integer> {
    /** System property set by the launcher: the class path of the module {@code benchmarks}. */
    static final String CLASS_PATH_PROPERTY = "morelia.benchmarks.path";

    private static final String PROGRAM = "dev.morelia.benchmarks.Bench";

    /** The first Java that warns of what JMH does with Unsafe. */
    private static final int UNSAFE_WARNED_FROM = 24;

    /** All of them, {@code --help} too: they are the other program's. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String classPath = System.getProperty(CLASS_PATH_PROPERTY, "");
        if (classPath.isEmpty()) {
            throw new CommandFailedException(
                    "The benchmarks run from a checkout of Morelia: there, ./morelia bench builds what it needs.");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= UNSAFE_WARNED_FROM) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", classPath, PROGRAM));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
