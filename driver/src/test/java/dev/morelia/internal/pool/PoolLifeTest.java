package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static dev.morelia.internal.pool.PoolBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
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
import dev.morelia.settings.ServerAddress;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pausing, clearing, maintenance, warm-up and events. */
@Timeout(120)
class PoolLifeTest {

    private static Stream<CloseReason> closed(PoolBench bench) {
        return bench.events().stream()
                .filter(PoolEvent.ConnectionClosed.class::isInstance)
                .map(event -> ((PoolEvent.ConnectionClosed) event).reason());
    }

    @Test
    void clearFailsTheQueueAndMakesConnectionsStale() {
        try (var bench = PoolBench.ready(atMost(2))) {
            var held = bench.take();
            bench.pool.checkIn(bench.take());
            bench.take();
            var waiting = bench.startWaiting();
            var cause = new IOException("gone");
            bench.pool.clear(cause, false);
            assertThatThrownBy(waiting::join)
                    .isInstanceOf(PoolClearedException.class)
                    .hasCause(cause);
            assertThat(bench.pool.generation()).isEqualTo(1);
            assertThat(held.connection().usable()).isTrue();
            bench.pool.checkIn(held);
            assertThat(held.connection().usable()).isFalse();
            bench.pool.ready();
            assertThat(bench.take().generation()).isEqualTo(1);
        }
    }

    @Test
    void idleConnectionsAreClosedSoonAfterAClear() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var first = bench.take();
            bench.pool.checkIn(bench.take());
            bench.pool.checkIn(first);
            bench.pool.clear(null, false);
            await(() -> bench.openLinks() == 0);
            assertThat(bench.pool.statistics().size()).isZero();
            await(() -> closed(bench).count() == 2);
            assertThat(closed(bench)).containsOnly(CloseReason.STALE);
        }
    }

    @Test
    void clearMayInterruptWhatIsInUseAndBeingOpened() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var held = bench.take();
            var gate = new CountDownLatch(1);
            bench.attempt = token -> ConnectionPoolTest.pass(gate);
            var opening = PoolBench.start(bench::take);
            await(() -> bench.pool.statistics().pending() == 1);
            bench.pool.clear(null, true);
            assertThat(held.connection().usable()).isFalse();
            assertThat(held.wasInterrupted()).isTrue();
            gate.countDown();
            assertThatThrownBy(opening::join).isInstanceOf(PoolClearedException.class);
            assertThat(bench.failures).isEmpty();
            assertThat(bench.openLinks()).isZero();
        }
    }

    @Test
    void aConnectionOpenedAfterAClearIsClosed() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var gate = new CountDownLatch(1);
            bench.attempt = token -> ConnectionPoolTest.pass(gate);
            var opening = PoolBench.start(bench::take);
            await(() -> bench.pool.statistics().pending() == 1);
            bench.pool.clear(null, false);
            bench.pool.ready();
            gate.countDown();
            assertThatThrownBy(opening::join).isInstanceOf(PoolClearedException.class);
            assertThat(bench.openLinks()).isZero();
            assertThat(bench.pool.statistics().size()).isZero();
        }
    }

    @Test
    void aServiceBehindALoadBalancerIsClearedAlone() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var one = new ObjectId();
            bench.hello = bench.hello.append("serviceId", one);
            var first = bench.take();
            bench.hello = Document.copyOf(bench.hello).append("serviceId", new ObjectId());
            var second = bench.take();
            assertThat(first.serviceId()).isEqualTo(one);
            bench.pool.clear(one);
            assertThat(bench.pool.generation(one)).isEqualTo(1);
            bench.pool.checkIn(first);
            bench.pool.checkIn(second);
            assertThat(first.connection().usable()).isFalse();
            assertThat(bench.take()).isSameAs(second);
            assertThat(bench.pool.generation(one)).isZero();
            assertThat(bench.pool.statistics().ready()).isTrue();
        }
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

    private static List<String> names(PoolBench bench) {
        return bench.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private static void assertClearedBeforeClosed(PoolBench bench, int closed) {
        await(() -> closed(bench).count() == closed);
        var names = names(bench);
        assertThat(names).containsOnlyOnce("PoolCleared");
        assertThat(names.subList(0, names.indexOf("PoolCleared"))).doesNotContain("ConnectionClosed");
    }

    /** The thread that clears holds a lock and runs what follows later: others go on meanwhile. */
    @Test
    void aClearIsToldBeforeWhatItEntailsOnOtherThreads() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var held = bench.take();
            bench.pool.checkIn(bench.take());
            Runnable rest = bench.pool.clearing(null, false);
            bench.pool.checkIn(held);
            assertClearedBeforeClosed(bench, 2);
            rest.run();
        }
    }

    @Test
    void aClearThatInterruptsIsToldBeforeTheConnectionsItCuts() {
        try (var bench = PoolBench.ready(atMost(5))) {
            var held = bench.take();
            var gate = new CountDownLatch(1);
            bench.attempt = token -> ConnectionPoolTest.pass(gate);
            var opening = PoolBench.start(bench::take);
            await(() -> bench.pool.statistics().pending() == 1);
            bench.pool.clear(null, true);
            gate.countDown();
            bench.pool.checkIn(held);
            assertThatThrownBy(opening::join).isInstanceOf(PoolClearedException.class);
            assertClearedBeforeClosed(bench, 2);
        }
    }

    @Test
    void aFillThatFailsIsClosedAfterTheClearItCauses() {
        try (var bench = new PoolBench(PoolSettings.defaults().minPoolSize(1))) {
            bench.clearsOnFailure = true;
            bench.attempt = token -> {
                throw PoolBench.refused();
            };
            bench.pool.ready();
            assertClearedBeforeClosed(bench, 1);
        }
    }

    @Test
    void aClearIsToldFirstEvenIfListenersThrow() {
        var told = new CopyOnWriteArrayList<String>();
        var throwing = new PoolListener() {
            @Override
            public void poolCleared(PoolEvent.PoolCleared event) {
                told.add("cleared");
                throw new AssertionError("broken listener");
            }

            @Override
            public void connectionClosed(PoolEvent.ConnectionClosed event) {
                told.add("closed");
                throw new AssertionError("broken listener");
            }
        };
        try (var bench = new PoolBench(atMost(2), true)) {
            var background = new Background(SystemEnv.INSTANCE);
            var pool = new ConnectionPool(
                    background,
                    PoolBench.SERVER,
                    atMost(2),
                    bench::connect,
                    (server, failure, generation, handshakeDone) -> {},
                    List.of(throwing));
            pool.ready();
            var held = pool.checkOut("find", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE);
            Runnable rest = pool.clearing(null, true);
            pool.checkIn(held);
            rest.run();
            pool.close();
            await(() -> told.size() == 2);
            assertThat(told).containsExactly("cleared", "closed");
        }
    }

    /** Its server has left the deployment, or the client was disconnected: both go on. */
    @Test
    void aPoolThatIsClosedWithoutItsClientLetsOperationsTryAgain() {
        var owner = new PoolOwner() {
            @Override
            public void openFailed(
                    ServerAddress server, MongoException failure, long generation, boolean handshakeDone) {}

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
    void aPoolWithoutAThreadForItsUpkeepWorks() {
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

    /** Everything at once, from many threads; nothing may be lost, and nobody left behind. */
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
            } catch (MongoException refused) {
                if (refused instanceof InterruptedOperationException) {
                    Thread.interrupted();
                }
            }
        }
        return served;
    }
}
