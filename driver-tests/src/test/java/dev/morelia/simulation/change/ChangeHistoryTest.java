package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ChangeHistoryTest {

    private static final int SEEDS = 200;
    private static final int REPLAYED = 10;

    @Test
    void everyChangeIsReturnedOnceInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, ChangeHistory::of);
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void aHistoryIsTheSameWhenRepeated() {
        for (long seed = 0; seed < REPLAYED; seed++) {
            assertThat(ChangeHistory.of(seed)).isEqualTo(ChangeHistory.of(seed));
        }
    }
}
