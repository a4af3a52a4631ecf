package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SessionHistoryTest {

    private static final int SEEDS = 5_000;
    private static final int REPLAYED = 20;

    @Test
    void sessionsKeepTheirGuaranteesInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, SessionHistory::of);
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void aHistoryIsTheSameWhenRepeated() {
        for (long seed = 0; seed < REPLAYED; seed++) {
            assertThat(SessionHistory.of(seed)).isEqualTo(SessionHistory.of(seed));
        }
    }
}
