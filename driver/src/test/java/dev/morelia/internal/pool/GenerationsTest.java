package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.ObjectId;
import org.junit.jupiter.api.Test;

/** Which connections a clear makes stale. */
class GenerationsTest {
    private final Generations generations = new Generations();
    private final PoolState pool = new PoolState(atMost(1));

    private PooledConnection established() {
        return new PooledConnection(pool, 1, generations.ofPool(), true);
    }

    private PooledConnection established(ObjectId serviceId) {
        PooledConnection connection = established();
        generations.join(connection, serviceId);
        return connection;
    }

    @Test
    void aClearMakesOlderConnectionsStale() {
        var older = established();
        assertThat(generations.isStale(older)).isFalse();
        generations.clear();
        var newer = established();
        assertThat(generations.ofPool()).isEqualTo(1);
        assertThat(generations.isStale(older)).isTrue();
        assertThat(generations.isStale(newer)).isFalse();
    }

    @Test
    void aServiceIsClearedApartFromOthersAndFromThePool() {
        var first = new ObjectId();
        var second = new ObjectId();
        var ofFirst = established(first);
        var ofSecond = established(second);
        var pending = established();
        generations.clear(first);
        assertThat(generations.of(first)).isEqualTo(1);
        assertThat(generations.of(second)).isZero();
        assertThat(generations.ofPool()).isZero();
        assertThat(generations.isStale(ofFirst)).isTrue();
        assertThat(generations.isStale(ofSecond)).isFalse();
        assertThat(generations.isStale(pending)).isFalse();
        assertThat(generations.isStale(established(first))).isFalse();
    }

    @Test
    void aClearOfThePoolLeavesTheConnectionsToServices() {
        var ofService = established(new ObjectId());
        generations.clear();
        assertThat(generations.isStale(ofService)).isFalse();
    }

    @Test
    void aServiceIsForgottenWithItsLastConnection() {
        var service = new ObjectId();
        var first = established(service);
        var second = established(service);
        generations.clear(service);
        generations.leave(first);
        assertThat(generations.of(service)).isEqualTo(1);
        generations.leave(second);
        assertThat(generations.of(service)).isZero();
        assertThat(generations.isStale(established(service))).isFalse();
    }

    @Test
    void aServiceWithoutConnectionsCannotBeCleared() {
        var service = new ObjectId();
        generations.clear(service);
        assertThat(generations.of(service)).isZero();
        generations.leave(established());
        assertThat(generations.of(service)).isZero();
    }
}
