package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.WriteHistory.Bug;
import dev.morelia.simulation.fault.Seam;
import java.util.EnumSet;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class WriteHistoryTest {

    private static final int SEEDS = 400;
    private static final int THROWING_SEEDS = 1_000;
    private static final int REPLAYED = 20;

    @Test
    void acknowledgedWritesAreExecutedOnceInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> WriteHistory.of(seed, Bug.NONE));
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    @Test
    void aClientRecoversFromInjectedThrowables() {
        var seams = EnumSet.noneOf(Seam.class);
        Seeds.run(THROWING_SEEDS, seed -> {
            seams.addAll(ThrowingHistory.of(seed, ThrowingBug.NONE));
            return seed;
        });
        if (Long.getLong("simulation.seed") == null) {
            assertThat(seams).containsExactly(Seam.values());
        }
    }

    @Test
    void aHistoryIsTheSameWhenRepeated() {
        for (long seed = 0; seed < REPLAYED; seed++) {
            assertThat(WriteHistory.of(seed, Bug.NONE)).isEqualTo(WriteHistory.of(seed, Bug.NONE));
        }
    }
}
