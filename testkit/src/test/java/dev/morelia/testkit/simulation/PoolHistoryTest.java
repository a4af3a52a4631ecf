package dev.morelia.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PoolHistoryTest {

    private static final int SEEDS = 1500;
    private static final int QUEUE_SEEDS = 300;

    @Test
    void whatAPoolPromisesHoldsInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> PoolHistory.of(seed, DriverPool::new));
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void whoComesFirstIsServedFirst() {
        assertThat(Seeds.run(QUEUE_SEEDS, seed -> QueueHistory.of(seed, DriverPool::new)))
                .isNotEmpty();
    }
}
