package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.PoolSettings;
import dev.morelia.simulation.TestedPool.Lease;
import dev.morelia.simulation.TestedPool.Opener;
import dev.morelia.simulation.TestedPool.Owner;
import dev.morelia.simulation.fault.Seam;
import dev.morelia.simulation.fault.Thrower;
import dev.morelia.simulation.fault.ThrowingEnv;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One history of a pool with arbitrary exceptions for a while, of the system and of listeners: a check-out ends in time
 * and never with a listener's exception; and afterwards no connection, permit or queue entry is left, and the maximum
 * number of connections can be checked out at once.
 */
final class ThrowingPoolHistory {

    /** Creates a pool, initially paused, that runs the listener for each event. */
    @FunctionalInterface
    interface Maker {
        TestedPool make(ThrowingEnv env, PoolSettings settings, Opener opener, Owner owner, Runnable listener);
    }

    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);
    private static final Duration MAXIMUM_RUN = Duration.ofMinutes(2);

    /** A background thread with repeated exceptions pauses for at most half a second. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedServer server;
    private final Thrower thrower;
    private final ConnectionFactory connections;
    private final PoolSettings settings;
    private final TestedPool pool;
    private boolean over;

    private ThrowingPoolHistory(Simulation simulation, Maker maker) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.server = SimulatedServer.start(simulation, "a.example");
        this.thrower = new Thrower(random.nextLong());
        var env = new ThrowingEnv(simulation.env(), thrower);
        this.connections = new ConnectionFactory(
                new Background(env),
                ClientSettings.defaults().socket(socket -> socket.connectTimeout(CONNECT_TIMEOUT)));
        int most = 1 + random.nextInt(3);
        this.settings = PoolSettings.defaults()
                .maxPoolSize(most)
                .maxConnecting(1 + random.nextInt(2))
                .minPoolSize(random.nextInt(3) == 0 ? random.nextInt(most + 1) : 0)
                .maxIdleTime(Duration.ofMillis(random.nextInt(3) == 0 ? 40 : 0));
        this.pool = maker.make(env, settings, this::open, this::openFailed, () -> thrower.mayThrow(Seam.LISTENER));
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    static History of(long seed, Maker maker) {
        var simulation = Simulation.of(seed);
        var history = simulation.run(() -> new ThrowingPoolHistory(simulation, maker).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        pool.ready();
        var monitor = simulation.start("monitor", this::monitor);
        List<SimulatedThread> users = new ArrayList<>();
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            users.add(simulation.start("user", this::use));
        }
        thrower.throwOneIn(3 + random.nextInt(60));
        simulation.later(
                Duration.ofNanos(random.nextLong(1_000_000_000L)), "end of exceptions", () -> thrower.throwOneIn(0));
        for (var user : users) {
            assertEnds(user);
        }
        over = true;
        assertEnds(monitor);
        thrower.throwOneIn(0);
        simulation.pause(Duration.ofSeconds(3));
        pool.ready();
        assertWhole();
        pool.close();
        simulation.pause(CONNECT_TIMEOUT.multipliedBy(3));
        assertThat(pool.sizes().size()).as("size of the closed pool").isZero();
        connections.close();
    }

    private void assertEnds(SimulatedThread thread) throws InterruptedException {
        assertThat(thread.join(MAXIMUM_RUN.toNanos()))
                .as(thread.state() + "; pool: " + pool.sizes())
                .isTrue();
    }

    private Connection open(long number, Deadline deadline, CancelToken token) {
        return connections.open(server.address(), number, deadline, token);
    }

    private void openFailed(MongoException failure, long generation) {
        if (generation == pool.generation()) {
            pool.clear(false);
        }
    }

    /** Finds out after a while that the server is reachable, and sometimes breaks connections. */
    private void monitor() throws InterruptedException {
        while (!over) {
            simulation.pause(Duration.ofNanos(random.nextLong(30_000_000)));
            try {
                pool.ready();
                switch (random.nextInt(20)) {
                    case 0 -> server.resetLinks();
                    case 1 -> pool.clear(random.nextBoolean());
                    default -> {}
                }
            } catch (Throwable e) {
                requireInjected(e);
            }
        }
    }

    private void use() throws InterruptedException {
        int operations = 3 + random.nextInt(10);
        for (int i = 0; i < operations; i++) {
            simulation.pause(Duration.ofNanos(random.nextLong(50_000_000)));
            var timeout = Duration.ofMillis(20 + random.nextInt(400));
            long start = simulation.elapsed().toNanos();
            try {
                operate(Deadline.after(start, timeout.toNanos()));
            } catch (MongoException e) {
                simulation.note("no connection: " + e.getClass().getSimpleName());
                assertThat(Seam.LISTENER.hasThrown(e)).isFalse();
            } catch (Throwable e) {
                requireInjected(e);
            }
            assertThat(simulation.elapsed().minusNanos(start))
                    .as("time of an operation")
                    .isLessThanOrEqualTo(timeout.plus(SLACK));
        }
    }

    private void operate(Deadline deadline) throws InterruptedException {
        Lease lease = pool.checkOut(deadline, CancelToken.NONE);
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(20_000_000)));
            lease.connection().roundTrip(PING, null, deadline, CancelToken.NONE);
        } finally {
            pool.checkIn(lease);
        }
    }

    /** An exception of a listener must not fail a check-out. */
    private static void requireInjected(Throwable failure) {
        if (!Seam.anyHasThrown(failure) || Seam.LISTENER.hasThrown(failure)) {
            throw new AssertionError("not an injected exception of the system", failure);
        }
    }

    // ---- the end ----

    private void assertWhole() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(2));
        var sizes = pool.sizes();
        assertThat(sizes.inUse()).as("connections in use").isZero();
        if (settings.maxIdleTime().isZero() || pool.minimum() == 0) {
            assertThat(sizes.pending()).as("connections being opened").isZero();
        }
        assertThat(sizes.waiting()).as("threads in the queue").isZero();
        assertThat(pool.operationCount()).as("operations").isZero();
        List<SimulatedThread> threads = new ArrayList<>();
        var together = new int[1];
        for (int i = 0; i < settings.maxPoolSize(); i++) {
            threads.add(simulation.start("last user", () -> takeOneOfAll(together)));
        }
        for (var thread : threads) {
            assertEnds(thread);
        }
        assertThat(pool.operationCount()).as("operations").isZero();
        simulation.pause(Duration.ofSeconds(1));
        // With maxIdleTime there is always one that has just expired.
        int least = settings.maxIdleTime().isZero() ? pool.minimum() : 0;
        assertThat(pool.sizes().size()).as("connections open").isGreaterThanOrEqualTo(least);
    }

    private void takeOneOfAll(int[] together) throws InterruptedException {
        var lease = pool.checkOut(Deadline.NONE, CancelToken.NONE);
        together[0]++;
        while (together[0] < settings.maxPoolSize()) {
            simulation.pause(Duration.ofMillis(1));
        }
        pool.checkIn(lease);
    }
}
