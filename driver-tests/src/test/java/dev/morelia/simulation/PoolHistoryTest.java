package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.fault.ListenerOfAll;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolHistoryTest {

    private static final int SEEDS = 1500;
    private static final int QUEUE_SEEDS = 300;
    private static final int THROWING_SEEDS = 1000;

    @Test
    void invariantsOfThePoolHoldInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> PoolHistory.of(seed, DriverPool::new));
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void threadsAreServedInOrder() {
        assertThat(Seeds.run(QUEUE_SEEDS, seed -> QueueHistory.of(seed, DriverPool::new)))
                .isNotEmpty();
    }

    @Test
    void nothingIsLostWhenThrowablesAreInjected() {
        assertThat(Seeds.run(
                        THROWING_SEEDS,
                        seed -> ThrowingPoolHistory.of(
                                seed,
                                (env, settings, opener, owner, listener) -> new DriverPool(
                                        env, settings, opener, owner, List.of(new ListenerOfAll(listener))))))
                .isNotEmpty();
    }
}
