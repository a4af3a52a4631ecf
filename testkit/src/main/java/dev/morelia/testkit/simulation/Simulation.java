package dev.morelia.testkit.simulation;

import dev.morelia.MongoClient;
import dev.morelia.internal.env.EnvOverride;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program in simulated time, on simulated threads and a simulated network, with every decision drawn from
 * one seed.
 *
 * {@snippet :
 * var simulation = Simulation.of(seed);
 * var server = SimulatedServer.start(simulation, "a.example");
 * simulation.run(() -> {
 *     var reader = simulation.start("reader", () -> { ... simulation.env() ... });
 *     simulation.later(Duration.ofSeconds(3), "kill a", server::kill);
 *     simulation.pause(Duration.ofSeconds(10));
 * });
 * }
 *
 * <p>The run ends well when all threads have ended. It fails with a {@link SimulationFailure} when one of them throws,
 * when none can go on, or when a limit is met. An object serves one run. Before the run it is used by the thread that
 * made it, during the run by the simulated threads and events only.
 */
public final class Simulation {

    /** A program that may throw. */
    @FunctionalInterface
    public interface Program {
        /**
         * Runs it.
         *
         * @throws Exception for whatever reason; it ends the run as a failure
         */
        void run() throws Exception;
    }

    private static final long MAXIMUM_STEPS = 2_000_000;
    private static final Duration MAXIMUM_TIME = Duration.ofHours(1);

    private final SplittableRandom random;
    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final SimulatedEnv env;

    private Simulation(long seed, boolean keepText) {
        var seeds = new SplittableRandom(seed);
        this.random = seeds.split();
        this.kernel = new Kernel(seed, seeds.split(), MAXIMUM_STEPS, MAXIMUM_TIME.toNanos(), keepText);
        this.network = new SimulatedNetwork(kernel, seeds.split());
        this.env = new SimulatedEnv(kernel, network, seeds.split(), seeds.split());
    }

    /**
     * A simulation that draws all decisions from this seed.
     *
     * @param seed any number
     */
    public static Simulation of(long seed) {
        return new Simulation(seed, false);
    }

    /**
     * A simulation whose {@link History} holds the whole text. It takes the same course as without.
     *
     * @param seed any number
     */
    public static Simulation keepText(long seed) {
        return new Simulation(seed, true);
    }

    /**
     * Runs the program as the first simulated thread, and everything that it starts, to the end.
     *
     * @param program the first thread's body
     * @return what has happened
     * @throws SimulationFailure when the run fails
     */
    public History run(Program program) {
        return kernel.run(program);
    }

    /** The environment for a driver. */
    public SimulatedEnv env() {
        return env;
    }

    /**
     * A whole client that lives in this simulation: its threads, its time and its connections are simulated ones, and
     * only simulated threads may use it. It must be closed before the run can end. A cursor that is dropped without
     * being closed is one that the garbage collector tells of, at any time, so a scenario must close its cursors; and
     * documents without {@code _id} get one that differs from run to run.
     *
     * @param builder the client's builder, with a connection string of simulated servers
     */
    public MongoClient client(MongoClient.Builder builder) {
        return EnvOverride.with(env, builder::build);
    }

    /** The network. */
    public SimulatedNetwork network() {
        return network;
    }

    /** Randomness for the scenario itself, which differs from what the driver is given. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * Starts a simulated thread.
     *
     * @param name for traces
     * @param body what it runs; an exception out of it fails the run
     */
    public SimulatedThread start(String name, Program body) {
        var thread = kernel.start(name, body);
        kernel.preempt();
        return thread;
    }

    /**
     * Lets something happen at a later time, on no thread, so that it must not wait. It does not happen when all
     * threads have ended before.
     *
     * @param delay from now
     * @param what for traces
     * @param event what happens
     */
    public void later(Duration delay, String what, Runnable event) {
        kernel.after(delay.toNanos(), what, event);
    }

    /**
     * Pauses the calling simulated thread.
     *
     * @param duration how long
     * @throws InterruptedException when the thread is interrupted
     */
    public void pause(Duration duration) throws InterruptedException {
        env.sleep(duration.toNanos());
    }

    /** How much simulated time has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(kernel.now());
    }

    /**
     * Adds a line to the trace. It counts for the hash, so it must say the same in every run of the same seed.
     *
     * @param what the line
     */
    public void note(String what) {
        kernel.note(what);
    }

    /** The calling thread. */
    public SimulatedThread currentThread() {
        return kernel.current();
    }

    /** The threads that have not ended, in the order of their start. */
    public List<SimulatedThread> liveThreads() {
        return List.copyOf(kernel.liveThreads());
    }

    /**
     * Notes that the history has failed, where an exception on the calling thread would not show it; the first reason
     * counts.
     *
     * @param why what is wrong
     */
    public void fail(String why, @Nullable Throwable cause) {
        kernel.fail(why, cause);
    }

    Kernel kernel() {
        return kernel;
    }
}
