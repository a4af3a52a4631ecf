package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static dev.morelia.internal.pool.PoolBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.PoolBench.Call;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Maintenance, warm-up, events and the end. */
@Timeout(120)
class PoolLifeTest {

    private static Stream<CloseReason> closed(PoolBench bench) {
        return bench.events().stream()
                .filter(PoolEvent.ConnectionClosed.class::isInstance)
                .map(event -> ((PoolEvent.ConnectionClosed) event).reason());
    }

    @Test
    void minPoolSizeIsKeptWhileReady() {
        try (var bench = new PoolBench(PoolSettings.defaults().minPoolSize(3))) {
            assertThat(bench.links).isEmpty();
            bench.pool.ready();
            bench.pool.warmUp(Deadline.NONE);
            assertThat(bench.pool.statistics().idle()).isEqualTo(3);
            var broken = bench.take();
            broken.connection().close();
            bench.pool.checkIn(broken);
            await(() -> bench.pool.statistics().idle() == 3);
            assertThat(bench.links).hasSize(4);
            bench.pool.clear(null, false);
            await(() -> bench.openLinks() == 0);
            bench.pool.ready();
            bench.pool.warmUp(Deadline.NONE);
            assertThat(bench.openLinks()).isEqualTo(3);
        }
    }

    /** Its server has left the deployment, or the client was disconnected: both go on. */
    @Test
    void aPoolThatIsClosedWithoutItsClientLetsOperationsTryAgain() {
        var owner = new PoolOwner() {
            @Override
            public void openFailed(
                    ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId) {}

            @Override
            public boolean isClosed() {
                return false;
            }
        };
        try (var bench = PoolBench.ready(atMost(1))) {
            var pool = new ConnectionPool(
                    new Background(SystemEnv.INSTANCE), PoolBench.SERVER, atMost(1), bench::connect, owner, List.of());
            pool.ready();
            pool.close();
            assertThatThrownBy(() -> pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE))
                    .isInstanceOf(PoolClearedException.class)
                    .hasMessageContaining("the client was disconnected. Nothing was sent: try again");
        }
    }

    @Test
    void warmUpThrowsWhatTheLastAttemptMet() {
        try (var bench = new PoolBench(PoolSettings.defaults().minPoolSize(1))) {
            bench.clearsOnFailure = true;
            bench.attempt = token -> {
                throw PoolBench.refused();
            };
            var warming = PoolBench.start(() -> {
                bench.pool.warmUp(Deadline.NONE);
                return "";
            });
            // It waits for a pool that is not ready yet.
            await(() -> warming.thread().getState() == Thread.State.WAITING);
            bench.pool.ready();
            assertThatThrownBy(warming::join).isInstanceOf(ConnectionOpenException.class);
        }
    }

    @Test
    void warmUpEndsWithItsDeadlineAndWithThePool() {
        var bench = new PoolBench(PoolSettings.defaults().minPoolSize(1));
        var soon = Deadline.after(SystemEnv.INSTANCE.nanoTime(), TimeUnit.MILLISECONDS.toNanos(10));
        assertThatThrownBy(() -> bench.pool.warmUp(soon)).isInstanceOf(OperationTimeoutException.class);
        var warming = PoolBench.start(() -> {
            bench.pool.warmUp(Deadline.NONE);
            return "";
        });
        await(() -> warming.thread().getState() == Thread.State.WAITING);
        bench.close();
        assertThatThrownBy(warming::join).isInstanceOf(ClientClosedException.class);
    }

    @Test
    void anIdleConnectionIsClosedWhenItsTimeIsUp() {
        try (var bench = PoolBench.ready(atMost(5).maxIdleTime(Duration.ofMillis(20)))) {
            bench.pool.checkIn(bench.take());
            await(() -> bench.openLinks() == 0);
            await(() -> closed(bench).count() == 1);
            assertThat(closed(bench)).containsExactly(CloseReason.IDLE);
        }
    }

    @Test
    void anOldConnectionIsClosedAtItsCheckIn() throws InterruptedException {
        try (var bench = PoolBench.ready(atMost(5).maxLifeTime(Duration.ofMillis(1)))) {
            var old = bench.take();
            Thread.sleep(5);
            bench.pool.checkIn(old);
            assertThat(old.connection().usable()).isFalse();
            assertThat(closed(bench)).containsExactly(CloseReason.IDLE);
        }
    }

    @Test
    void aConnectionThatBrokeWhileIdleIsNotHandedOut() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var broken = bench.take();
            bench.pool.checkIn(broken);
            broken.connection().close();
            assertThat(bench.take()).isNotSameAs(broken);
            assertThat(closed(bench)).containsExactly(CloseReason.ERROR);
        }
    }

    @Test
    void eventsComeInTheOrderOfTheSpecification() {
        var bench = new PoolBench(atMost(1));
        bench.pool.ready();
        bench.pool.ready();
        bench.pool.checkIn(bench.take());
        bench.close();
        assertThat(bench.events().stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "PoolCreated",
                        "PoolReady",
                        "CheckOutStarted",
                        "ConnectionCreated",
                        "ConnectionReady",
                        "CheckedOut",
                        "CheckedIn",
                        "ConnectionClosed",
                        "PoolClosed");
        assertThat(closed(bench)).containsExactly(CloseReason.POOL_CLOSED);
    }

    @Test
    void aListenerThatThrowsOrLooksIntoThePoolFromAnotherThreadDoesNotDisturb() {
        var bench = new PoolBench(atMost(1));
        var listener = new PoolListener() {
            ConnectionPool pool = bench.pool;

            private void disturb() {
                // Would never end if the pool's monitor were held here.
                PoolBench.start(pool::statistics).join();
                throw new IllegalStateException("broken listener");
            }

            @Override
            public void poolReady(PoolEvent.PoolReady event) {
                disturb();
            }

            @Override
            public void poolCleared(PoolEvent.PoolCleared event) {
                disturb();
            }

            @Override
            public void poolClosed(PoolEvent.PoolClosed event) {
                disturb();
            }

            @Override
            public void checkedOut(PoolEvent.CheckedOut event) {
                disturb();
            }

            @Override
            public void checkedIn(PoolEvent.CheckedIn event) {
                disturb();
            }

            @Override
            public void connectionClosed(PoolEvent.ConnectionClosed event) {
                throw new AssertionError("broken listener");
            }
        };
        var pool = new ConnectionPool(
                new Background(SystemEnv.INSTANCE),
                PoolBench.SERVER,
                atMost(1),
                bench::connect,
                (server, failure, generation, handshakeDone) -> {},
                List.of(listener));
        listener.pool = pool;
        pool.ready();
        var held = pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE);
        pool.clear(null, true);
        pool.checkIn(held);
        pool.ready();
        pool.checkIn(pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE));
        pool.close();
        assertThat(bench.openLinks()).isZero();
        bench.close();
    }

    @Test
    void aPoolWithoutABackgroundThreadWorks() {
        var env = (Env) Proxy.newProxyInstance(
                Env.class.getClassLoader(), new Class<?>[] {Env.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return method.invoke(SystemEnv.INSTANCE, arguments);
                });
        try (var bench = new PoolBench(atMost(2));
                var pool = new ConnectionPool(
                        new Background(env),
                        PoolBench.SERVER,
                        atMost(2).minPoolSize(1),
                        bench::connect,
                        (server, failure, generation, handshakeDone) -> {},
                        List.of())) {
            pool.ready();
            pool.checkIn(pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE));
            pool.clear(null, false);
            pool.ready();
            // From another thread, which would wait for ever if the monitor had been left locked.
            var taken = PoolBench.start(() -> pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE))
                    .join();
            assertThat(taken.generation()).isEqualTo(1);
            assertThat(bench.openLinks()).isEqualTo(1);
        }
    }

    /** Everything at once, from many threads; nothing may be lost, and no operation left waiting. */
    @Test
    void nothingIsLostUnderStress() {
        for (int seed = 0; seed < 6; seed++) {
            var settings = atMost(4).minPoolSize(2).maxIdleTime(Duration.ofMillis(30));
            try (var bench = new PoolBench(settings, true)) {
                bench.pool.ready();
                stress(bench, seed);
                bench.pool.ready();
                bench.pool.warmUp(Deadline.NONE);
                assertThat(bench.pool.operationCount()).isZero();
                var statistics = bench.pool.statistics();
                assertThat(statistics.inUse()).isZero();
                assertThat(statistics.waiting()).isZero();
                assertThat(statistics.size()).isBetween(2, 4);
                bench.pool.close();
                await(() -> bench.pool.statistics().size() == 0 && bench.openLinks() == 0);
            }
        }
    }

    private static void stress(PoolBench bench, int seed) {
        var calls = new ArrayList<Call<Integer>>();
        for (int thread = 0; thread < 16; thread++) {
            var random = new Random(100L * seed + thread);
            calls.add(PoolBench.start(() -> useMany(bench, random)));
        }
        var chaos = new Random(seed);
        while (calls.stream().anyMatch(call -> !call.task().isDone())) {
            switch (chaos.nextInt(4)) {
                case 0 -> bench.pool.clear(null, chaos.nextBoolean());
                case 1 -> calls.get(chaos.nextInt(calls.size())).thread().interrupt();
                default -> bench.pool.ready();
            }
            LockSupport.parkNanos(10_000);
        }
        calls.forEach(Call::join);
    }

    private static int useMany(PoolBench bench, Random random) {
        int served = 0;
        for (int i = 0; i < 300; i++) {
            var token = random.nextInt(4) == 0 ? new CancelToken() : CancelToken.NONE;
            if (token != CancelToken.NONE) {
                Thread.ofVirtual().start(token::cancel);
            }
            long nanos = random.nextInt(8) == 0 ? 20_000 : TimeUnit.SECONDS.toNanos(20);
            try {
                var deadline = Deadline.after(SystemEnv.INSTANCE.nanoTime(), nanos);
                var taken = bench.pool.checkOut("find", PoolBench.ORDERS, deadline, token);
                served++;
                LockSupport.parkNanos(10_000);
                if (random.nextInt(10) == 0) {
                    taken.connection().close();
                }
                bench.pool.checkIn(taken);
            } catch (MongoException rejected) {
                if (rejected instanceof InterruptedOperationException) {
                    Thread.interrupted();
                }
            }
        }
        return served;
    }
}
