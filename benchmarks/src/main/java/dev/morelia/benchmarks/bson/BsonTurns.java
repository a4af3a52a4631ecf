package dev.morelia.benchmarks.bson;

import dev.morelia.benchmarks.bson.BsonTask.Operation;
import dev.morelia.benchmarks.harness.SpecificationData;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The only JMH benchmark: iterations alternate between the sides, starting with Morelia. Both sides share a process and
 * therefore the JIT profiles, as in a program that uses both. JMH requires a public, non-final class.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BsonTurns {
    static final int OURS = 0;
    static final int PEER = 1;

    /** The row to run. */
    @Param("flat encode")
    public String row = "";

    private List<Operation> sides = List.of();
    private Operation side = () -> this;
    private int iteration;

    /** Loads the document and prepares both sides. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        var wanted = BsonTask.Row.named(row);
        String json = wanted.json(SpecificationData.find());
        sides = List.of(
                new MoreliaBson().operation(wanted.task(), json), new OfficialBson().operation(wanted.task(), json));
    }

    /** Selects the side of the iteration. */
    @Setup(Level.Iteration)
    public void nextTurn() {
        side = sides.get(iteration++ % 2);
    }

    /** Runs the row's task once. */
    @Benchmark
    public Object turn() {
        return side.run();
    }
}
