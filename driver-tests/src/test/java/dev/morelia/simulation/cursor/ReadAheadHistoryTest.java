package dev.morelia.simulation.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ReadAheadHistoryTest {

    private static final int SEEDS = 100;
    private static final int REPLAYED = 10;

    @Test
    void cursorsLoseAndKeepNothingInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, ReadAheadHistory::of);
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void aHistoryIsTheSameWhenRepeated() {
        for (long seed = 0; seed < REPLAYED; seed++) {
            assertThat(ReadAheadHistory.of(seed)).isEqualTo(ReadAheadHistory.of(seed));
        }
    }
}
