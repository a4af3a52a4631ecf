package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.Waiter.Outcome;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Connections through a load balancer belong to services, and may be kept by cursors. */
class LoadBalancedPoolTest {
    private static PoolBench balanced(int maxPoolSize, ObjectId service) {
        var bench = PoolBench.ready(atMost(maxPoolSize).waitQueueTimeout(Duration.ofMillis(20)));
        bench.hello = Document.copyOf(bench.hello).append("serviceId", service);
        return bench;
    }

    @Test
    void aFailedAuthenticationClearsItsServiceAlone() {
        var service = new ObjectId();
        try (var bench = balanced(5, service)) {
            var ofService = bench.take();
            bench.hello = Document.copyOf(bench.hello).append("serviceId", new ObjectId());
            var ofOther = bench.take();
            bench.hello = Document.copyOf(bench.hello).append("serviceId", service);
            bench.authentication = token -> {
                throw PoolBench.refused();
            };
            assertThatThrownBy(bench::take).isInstanceOf(ConnectionOpenException.class);
            assertThat(bench.failedServices).containsExactly(service);
            assertThat(bench.links.getLast().isClosed()).isTrue();
            bench.pool.checkIn(ofService);
            bench.pool.checkIn(ofOther);
            assertThat(ofService.connection().usable()).isFalse();
            assertThat(bench.take()).isSameAs(ofOther);
        }
    }

    @Test
    void aServiceClearedDuringAuthenticationMakesTheConnectionStale() {
        var service = new ObjectId();
        try (var bench = balanced(5, service)) {
            bench.authentication = token -> bench.pool.clear(service);
            assertThatThrownBy(bench::take).isInstanceOf(PoolClearedException.class);
            assertThat(bench.openLinks()).isZero();
            bench.authentication = token -> {};
            assertThat(bench.take().generation())
                    .as("of a service without connections")
                    .isZero();
        }
    }

    @Test
    void theErrorOfAnExhaustedPoolCountsWhatConnectionsAreKeptFor() {
        try (var bench = balanced(3, new ObjectId())) {
            bench.take().pin(ConnectionUse.CURSOR);
            bench.take().pin(ConnectionUse.TRANSACTION);
            var third = bench.take();
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("Timeout waiting for connection from the connection pool. maxPoolSize: 3,"
                            + " connections in use by cursors: 1, connections in use by transactions: 1,"
                            + " connections in use by other operations: 1. ")
                    .hasMessageContaining("cursor of find on app.orders for ")
                    .hasMessageContaining("read cursors to the end or close them");
            third.pin(ConnectionUse.CURSOR);
            bench.pool.checkIn(third);
            bench.take();
            assertThatThrownBy(bench::take).hasMessageContaining("by other operations: 1. ");
        }
    }

    @Test
    void aThreadThatHoldsAllConnectionsItselfIsRecognized() {
        var state = new PoolState(atMost(1));
        state.ready();
        var cursor = waiter(Thread.currentThread());
        assertThat(state.enqueue(cursor, 0)).isTrue();
        assertThat(cursor.outcome()).isEqualTo(Outcome.PERMIT);
        var pending = Objects.requireNonNull(cursor.connection());
        var insert = waiter(Thread.currentThread());
        assertThat(state.enqueue(insert, 0)).isTrue();
        assertThat(state.isHeldBy(insert)).as("it is being established").isFalse();
        state.established(pending, cursor, 0);
        assertThat(state.isHeldBy(insert)).as("it is not pinned").isFalse();
        pending.pin(ConnectionUse.CURSOR);
        assertThat(state.isHeldBy(insert)).isTrue();
        var other = waiter(new Thread(() -> {}));
        assertThat(state.enqueue(other, 0)).isTrue();
        assertThat(state.isHeldBy(other))
                .as("the first thread may close its cursor")
                .isFalse();
    }

    private static Waiter waiter(Thread thread) {
        return new Waiter(SystemEnv.INSTANCE, "find", PoolBench.ORDERS, thread, 0);
    }
}
