package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static dev.morelia.internal.pool.PoolBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.PoolClearedException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.PoolSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clearing: what becomes of connections and of waiting operations, and the order of the events. */
@Timeout(120)
class PoolClearTest {

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
    void aClearSaysWhetherACheckFailedOrAnOperation() {
        try (var bench = PoolBench.ready(atMost(1))) {
            bench.pool.clearing(new IOException("reset"), true, false).run();
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolClearedException.class)
                    .hasMessageContaining("was cleared because a heartbeat failed: reset. Nothing was sent");
            bench.pool.ready();
            bench.pool.clear(new IOException("reset"), false);
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolClearedException.class)
                    .hasMessageContaining("was cleared because another operation failed: reset. Nothing was sent");
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
            Runnable rest = bench.pool.clearing(null, false, false);
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
            Runnable rest = pool.clearing(null, true, true);
            pool.checkIn(held);
            rest.run();
            pool.close();
            await(() -> told.size() == 2);
            assertThat(told).containsExactly("cleared", "closed");
        }
    }
}
