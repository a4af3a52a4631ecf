package dev.morelia.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code morelia bench}: runs the benchmarks with its arguments in a separate process. The benchmarks include the
 * official driver, on which neither this command nor anything else that is published may depend.
 */
@Command(
        name = "bench",
        description = {
            "Compares the performance of Morelia and the official driver.",
            "The two alternate within one run; figures are medians, a ratio above 1 means that Morelia is faster."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    /** System property set by the launcher: the class path of the module {@code benchmarks}. */
    static final String CLASS_PATH_PROPERTY = "morelia.benchmarks.path";

    /** Tells the benchmarks how to start this program, on which they do not depend either. */
    private static final String TOOLS_PATH_PROPERTY = "morelia.tools.path";

    private static final String PROGRAM = "dev.morelia.benchmarks.Bench";

    /** The first Java version that warns about JMH's use of Unsafe. */
    private static final int UNSAFE_WARNED_FROM = 24;

    /** The benchmarks, declared here as well, so that help and argument errors need no build. */
    enum Name {
        BSON,
        WIRE,
        DRIVER,
        POOL,
        CONNECT,
        SESSION,
        ASYNC,
        COMPAT,
        TRANSFER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Name name;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the rows to FILE as JSON.")
    private @Nullable String json;

    @Option(names = "--quick", description = "A smoke test: few slices, meaningless figures.")
    private boolean quick;

    @Option(names = "--row", paramLabel = "TEXT", description = "Run only the rows whose name contains TEXT.")
    private @Nullable String row;

    @Option(names = "--specs", paramLabel = "DIR", description = "The folder of the MongoDB specifications.")
    private @Nullable String specifications;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String classPath = System.getProperty(CLASS_PATH_PROPERTY, "");
        if (classPath.isEmpty()) {
            throw new CommandFailedException(
                    "The benchmarks run only in a checkout of Morelia: use ./morelia bench there.");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= UNSAFE_WARNED_FROM) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-D" + TOOLS_PATH_PROPERTY + "=" + System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, PROGRAM));
        command.addAll(arguments());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        arguments.add(String.valueOf(name));
        if (quick) {
            arguments.add("--quick");
        }
        add(arguments, "--json", json);
        add(arguments, "--row", row);
        add(arguments, "--specs", specifications);
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null) {
            arguments.add(option + "=" + value);
        }
    }
}
