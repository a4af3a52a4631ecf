package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.PoolSettings;
import dev.morelia.simulation.TestedPool.Lease;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One history of a pool with a single connection: threads are served in order, whichever others give up. */
final class QueueHistory {

    private final Simulation simulation;
    private final RandomGenerator random;
    private final TestedPool pool;
    private final List<Integer> served = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();

    private QueueHistory(Simulation simulation, TestedPool pool) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.pool = pool;
    }

    static History of(long seed, TestedPool.Maker maker) {
        var simulation = Simulation.of(seed);
        var server = SimulatedServer.start(simulation, "a.example");
        return simulation.run(() -> {
            try (var connections = new ConnectionFactory(new Background(simulation.env()), ClientSettings.defaults());
                    var pool = maker.make(
                            simulation.env(),
                            PoolSettings.defaults().maxPoolSize(1),
                            (number, deadline, token) -> connections.open(server.address(), number, deadline, token),
                            (failure, generation) -> {})) {
                pool.ready();
                new QueueHistory(simulation, pool).run();
            }
        });
    }

    private void run() throws InterruptedException {
        var first = pool.checkOut(Deadline.NONE, CancelToken.NONE);
        List<SimulatedThread> threads = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int number = i;
            int millis = random.nextInt(3) == 0 ? 100 + random.nextInt(40) : 0;
            threads.add(simulation.start("user", () -> queue(number, millis)));
            while (pool.sizes().waiting() <= number) {
                simulation.pause(Duration.ofMillis(1));
            }
        }
        assertThat(simulation.elapsed())
                .as("all are queued before the first one leaves")
                .isLessThan(Duration.ofMillis(100));
        if (random.nextInt(3) == 0) {
            threads.get(random.nextInt(count)).interrupt();
        }
        simulation.pause(Duration.ofNanos(random.nextLong(140_000_000)));
        giveBack(first);
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1).toNanos()))
                    .as(thread.state())
                    .isTrue();
        }
        assertThat(served).as("order of service").isSorted();
        assertThat(served.size() + left.size()).isEqualTo(count);
    }

    private void queue(int number, int millis) {
        var now = simulation.env().nanoTime();
        var deadline = millis == 0 ? Deadline.NONE : Deadline.after(now, millis * 1_000_000L);
        try {
            var lease = pool.checkOut(deadline, CancelToken.NONE);
            served.add(number);
            giveBack(lease);
        } catch (MongoException e) {
            left.add(number);
        }
    }

    private void giveBack(Lease lease) {
        if (random.nextInt(4) == 0) {
            lease.connection().close();
        }
        pool.checkIn(lease);
    }
}
