package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class DurableHistoryTest {

    private static final int SEEDS = 12;
    private static final int REPLAYED = 1;

    @Test
    void everyChangeIsHandledByOneConsumerInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, DurableHistory::of);
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void aHistoryIsTheSameWhenRepeated() {
        for (long seed = 0; seed < REPLAYED; seed++) {
            assertThat(DurableHistory.of(seed)).isEqualTo(DurableHistory.of(seed));
        }
    }
}
