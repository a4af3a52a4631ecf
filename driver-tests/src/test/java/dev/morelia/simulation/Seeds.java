package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.testkit.simulation.SimulationFailure;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The seeds that a test runs: {@code -Dsimulation.seed=n} runs only that one, {@code -Dsimulation.seeds=n} the first n
 * ones instead of the test's default number.
 */
public final class Seeds {

    /** Most planted bugs are found within thirty seeds; the seed differs whenever a scenario changes. */
    private static final int ENOUGH_FOR_BUGS = 1000;

    private Seeds() {}

    /** Runs the history of each seed and collects the results. A failure tells the command that repeats it. */
    public static <H> List<H> run(int enough, LongFunction<H> history) {
        Long only = Long.getLong("simulation.seed");
        long first = only == null ? 0 : only;
        long end = only == null ? Long.getLong("simulation.seeds", enough) : first + 1;
        var test = callingTest();
        // Several at once: a history runs one thread at a time, and mostly waits for the change of threads.
        List<Outcome<H>> outcomes = LongStream.range(first, end)
                .parallel()
                .mapToObj(seed -> run(seed, history, test))
                .toList();
        return outcomes.stream().map(Outcome::required).toList();
    }

    /** What a seed has led to. A failure is kept, as a parallel stream would throw a copy without its message. */
    private record Outcome<H>(@Nullable H history, @Nullable AssertionError failure) {
        @SuppressWarnings("NullAway") // a history is the value of a function that returns one
        H required() {
            if (failure != null) {
                throw failure;
            }
            return history;
        }
    }

    private static <H> Outcome<H> run(long seed, LongFunction<H> history, StackFrame test) {
        try {
            return new Outcome<>(history.apply(seed), null);
        } catch (Throwable failure) {
            var told = new AssertionError(
                    "seed " + seed + " has failed; repeat it with\n  " + command(seed, test) + "\n"
                            + failure.getMessage(),
                    failure);
            return new Outcome<>(null, told);
        }
    }

    private static StackFrame callingTest() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().endsWith("Test")
                                && !frame.getMethodName().startsWith("lambda$"))
                        .findFirst()
                        .orElseThrow());
    }

    /** Runs only the calling test with the seed, wherever it was started. */
    private static String command(long seed, StackFrame test) {
        return String.format(
                Locale.ROOT,
                "./mvnw -pl driver-tests -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='%s#%s' "
                        + "-Dsimulation.seed=%d",
                test.getClassName().substring(test.getClassName().lastIndexOf('.') + 1),
                test.getMethodName(),
                seed);
    }

    /** Runs histories until one fails, as at least one must; returns its seed. */
    public static long find(LongConsumer history) {
        for (long seed = 0; seed < ENOUGH_FOR_BUGS; seed++) {
            long chosen = seed;
            if (catchThrowableOfType(SimulationFailure.class, () -> history.accept(chosen)) != null) {
                return seed;
            }
        }
        throw new AssertionError("no bug was found by " + ENOUGH_FOR_BUGS + " histories");
    }
}
