package dev.morelia.benchmarks.bson;

import dev.morelia.benchmarks.harness.ProcessClock;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/** Adds the processor time of the process to each iteration. JMH requires a public class. */
public final class CpuProfiler implements InternalProfiler {
    static final String NANOS_PER_OPERATION = "cpu.norm";
    static final String JVM_NANOS_PER_OPERATION = "cpu.jvm.norm";

    private final ProcessClock clock = new ProcessClock();

    @Override
    public String getDescription() {
        return "processor time of all threads of the process";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        clock.start();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        var spent = clock.stop();
        double operations = result.getMetadata().getAllOps();
        return List.of(
                result(NANOS_PER_OPERATION, spent.nanos() / operations),
                result(JVM_NANOS_PER_OPERATION, spent.jvmNanos() / operations));
    }

    private static ScalarResult result(String name, double nanos) {
        return new ScalarResult(name, nanos, "ns/op", AggregationPolicy.AVG);
    }
}
