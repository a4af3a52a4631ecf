package dev.morelia.tools;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.tools.dump.DumpOptions.Existing;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that {@code copy}, {@code dump} and {@code restore} have in common. */
final class MovingOption {
    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "A collection or view; may be repeated. All by default")
    private Set<String> collections = new LinkedHashSet<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many threads work at a time, 1 to 64; ${DEFAULT-VALUE} by default")
    private int parallelism = 4;

    @Option(
            names = {"--drop", "--overwrite"},
            description = "Replace collections or files that exist; without it nothing is written if there are any")
    private boolean replace;

    @Option(names = "--resume", description = "Continue where an interrupted command of the same arguments ended")
    private boolean resume;

    Set<String> collections() {
        return collections;
    }

    int parallelism() {
        if (parallelism < 1 || parallelism > 64) {
            throw new CommandFailedException("--parallel must be from 1 to 64, but is " + parallelism);
        }
        return parallelism;
    }

    /** The failure of a command in one line, and that it can be continued if the cause may pass. */
    static CommandFailedException failed(RuntimeException failure) {
        boolean passes = failure instanceof MongoException met
                && (met.isTransient() || met instanceof InterruptedOperationException);
        return new CommandFailedException(
                failure.getMessage()
                        + (passes ? System.lineSeparator() + "--resume continues what was done so far" : ""),
                failure);
    }

    Existing existing() {
        if (replace && resume) {
            throw new CommandFailedException(
                    "--resume keeps what exists: it cannot be used with --drop or --overwrite");
        }
        return replace ? Existing.REPLACE : resume ? Existing.RESUME : Existing.FAIL;
    }
}
