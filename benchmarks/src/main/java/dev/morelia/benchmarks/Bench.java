package dev.morelia.benchmarks;

import dev.morelia.benchmarks.async.AsyncBench;
import dev.morelia.benchmarks.async.CompatBench;
import dev.morelia.benchmarks.bson.BsonBench;
import dev.morelia.benchmarks.driver.ConnectBench;
import dev.morelia.benchmarks.driver.DriverBench;
import dev.morelia.benchmarks.driver.PoolBench;
import dev.morelia.benchmarks.driver.SessionBench;
import dev.morelia.benchmarks.driver.WireBench;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Report;
import dev.morelia.benchmarks.harness.SpecificationData;
import dev.morelia.benchmarks.harness.UnavailableException;
import dev.morelia.benchmarks.transfer.TransferBench;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program run by {@code ./morelia bench NAME}. */
@Command(
        name = "morelia bench",
        description = "Compares the performance of Morelia and the official driver.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    /** The benchmarks. */
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

        private final String word = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return word;
        }
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Name name;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the rows to FILE as JSON.")
    private @Nullable Path json;

    @Option(names = "--quick", description = "A smoke test: few slices, meaningless figures.")
    private boolean quick;

    @Option(names = "--row", paramLabel = "TEXT", description = "Run only the rows whose name contains TEXT.")
    private String row = "";

    @Option(names = "--specs", paramLabel = "DIR", description = "The folder of the MongoDB specifications.")
    private @Nullable Path specifications;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs a benchmark and exits: with status 0 after success, 1 if something it needs is missing, 2 if the arguments
     * are invalid.
     *
     * @param arguments {@code NAME [--json FILE] [--quick] [--row TEXT] [--specs DIR]}
     */
    public static void main(String... arguments) {
        System.exit(commandLine(System.out).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out) {
        return new CommandLine(new Bench(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof UnavailableException) {
                        command.getErr().println(failure.getMessage());
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    return ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws Exception {
        if (specifications != null) {
            System.setProperty(
                    SpecificationData.PROPERTY, specifications.toAbsolutePath().toString());
        }
        var data = SpecificationData.find();
        var report = new Report(out);
        var plan = new Plan(quick, row, data, report);
        switch (name) {
            case BSON -> new BsonBench(plan).run();
            case WIRE -> new WireBench(plan).run();
            case DRIVER -> new DriverBench(plan).run();
            case POOL -> new PoolBench(plan).run();
            case CONNECT -> new ConnectBench(plan).run();
            case SESSION -> new SessionBench(plan).run();
            case ASYNC -> new AsyncBench(plan).run();
            case COMPAT -> new CompatBench(plan).run();
            case TRANSFER -> new TransferBench(plan).run();
            case null -> throw new IllegalStateException("picocli requires NAME");
        }
        if (json != null) {
            report.writeJson(json);
        }
        return ExitCode.OK;
    }
}
