package dev.morelia.benchmarks.bson;

import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Row.Figures;
import dev.morelia.benchmarks.harness.Samples;
import dev.morelia.benchmarks.harness.SpecificationData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench bson}: JMH benchmarks, whose iterations alternate between Morelia and the peer within each fork (see
 * {@link BsonTurns}). Several forks, because compilation differs from process to process. Allocation is measured by
 * JMH's {@code gc} profiler, processor time by {@link CpuProfiler}. Rates are in megabytes of the specification's
 * source file.
 */
public final class BsonBench {
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

    /** The first Java version that warns about JMH's use of Unsafe, in each fork. */
    private static final int UNSAFE_WARNED_FROM = 24;

    private final Plan plan;

    /** Prepares the benchmark. */
    public BsonBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        for (var row : BsonTask.Row.all()) {
            if (plan.wants(row.name())) {
                plan.report().progress(row.name());
                plan.report().add(measured(row));
            }
        }
        plan.report().printTables();
    }

    private Row measured(BsonTask.Row row) throws Exception {
        boolean wholeDocument = row.task() != BsonTask.RAW_FIELD;
        double units = wholeDocument ? row.json(plan.data()).strip().length() / 1e6 : 1;
        var results = new Runner(options(row)).run();
        return new Row(
                row.name(),
                wholeDocument ? "MB/s" : "ops/s",
                figures(results, BsonTurns.OURS, units),
                figures(results, BsonTurns.PEER, units),
                null);
    }

    private Options options(BsonTask.Row row) {
        return new OptionsBuilder()
                .include(BsonTurns.class.getName())
                .param("row", row.name())
                .forks(plan.quick() ? 1 : 3)
                .warmupIterations(plan.quick() ? 4 : 10)
                .warmupTime(TimeValue.milliseconds(plan.quick() ? 100 : 120))
                .measurementIterations(plan.quick() ? 6 : 18)
                .measurementTime(TimeValue.milliseconds(60))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(jvmArguments())
                .build();
    }

    private String[] jvmArguments() {
        String specifications = "-D" + SpecificationData.PROPERTY + "="
                + plan.data().folder().toAbsolutePath().getParent();
        return Runtime.version().feature() >= UNSAFE_WARNED_FROM
                ? new String[] {specifications, "--sun-misc-unsafe-memory-access=allow"}
                : new String[] {specifications};
    }

    /** Selects a side's iterations: those with the indexes {@code turn}, {@code turn} + 2 and so on in their fork. */
    private static Figures figures(Collection<RunResult> results, int turn, double units) throws RunnerException {
        var nanos = new Samples();
        var bytes = new Samples();
        var cpuNanos = new Samples();
        var jvmNanos = new Samples();
        for (var result : results) {
            for (var fork : result.getBenchmarkResults()) {
                var iterations = List.copyOf(fork.getIterationResults());
                for (int place = turn; place < iterations.size(); place += 2) {
                    var iteration = iterations.get(place);
                    nanos.add(iteration.getPrimaryResult().getScore());
                    bytes.add(secondary(iteration, BYTES_PER_OPERATION));
                    cpuNanos.add(secondary(iteration, CpuProfiler.NANOS_PER_OPERATION));
                    jvmNanos.add(secondary(iteration, CpuProfiler.JVM_NANOS_PER_OPERATION));
                }
            }
        }
        if (nanos.size() == 0) {
            throw new RunnerException("the row was not measured");
        }
        return Figures.of(nanos, bytes, cpuNanos, jvmNanos, units);
    }

    private static double secondary(IterationResult iteration, String name) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(name)).getScore();
    }

    /** The name of the string field in the middle of a document, which {@code raw field} reads. */
    static String middleString(Map<String, ? extends @Nullable Object> document) {
        var strings = document.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String)
                .map(Map.Entry::getKey)
                .toList();
        return strings.get(strings.size() / 2);
    }
}
