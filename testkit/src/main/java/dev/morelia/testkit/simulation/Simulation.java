package dev.morelia.testkit.simulation;

import dev.morelia.MongoClient;
import dev.morelia.internal.env.EnvOverride;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program in simulated time, on simulated threads and a simulated network, with all decisions made from
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
 * <p>The run succeeds when all threads have ended. It fails with a {@link SimulationFailure} if one of them throws, if
 * none can continue, or if a limit is reached. An instance is for one run. Before the run it is used by the thread that
 * created it, during the run only by simulated threads and events.
 */
public final class Simulation {

    /** A program that may throw. */
    @FunctionalInterface
    public interface Program {
        /**
         * Runs it.
         *
         * @throws Exception for any reason; the run then fails
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
     * Creates a simulation with a seed for all decisions.
     *
     * @param seed any number
     */
    public static Simulation of(long seed) {
        return new Simulation(seed, false);
    }

    /**
     * Makes the {@link History} contain the whole text. The run itself is the same.
     *
     * @param seed any number
     */
    public static Simulation keepText(long seed) {
        return new Simulation(seed, true);
    }

    /**
     * Runs a program as the first simulated thread, and everything that it starts, to the end.
     *
     * @param program the first thread's body
     * @return the history of the run
     * @throws SimulationFailure if the run fails
     */
    public History run(Program program) {
        return kernel.run(program);
    }

    /** The environment for a driver. */
    public SimulatedEnv env() {
        return env;
    }

    /**
     * Creates a client in this simulation: its threads, time and connections are simulated, and only simulated threads
     * may use it. It must be closed before the run can end. A scenario must close its cursors, because abandoned ones
     * are detected by the garbage collector at unpredictable times. Documents without {@code _id} get one that differs
     * from run to run.
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

    /** Randomness for the scenario itself, independent of the driver's. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * Starts a simulated thread.
     *
     * @param name the name, for traces
     * @param body the body; an exception fails the run
     */
    public SimulatedThread start(String name, Program body) {
        var thread = kernel.start(name, body);
        kernel.preempt();
        return thread;
    }

    /**
     * Schedules an event for a later time. It runs on no thread, so it must not wait. It does not happen if all threads
     * have ended before.
     *
     * @param delay the delay from now
     * @param what a description, for traces
     * @param event the event
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

    /** The simulated time that has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(kernel.now());
    }

    /**
     * Adds a line to the trace. It is part of the hash, so it must be the same in every run with the same seed.
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
     * Makes the run fail, where an exception on the calling thread would not; only the first reason counts.
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
