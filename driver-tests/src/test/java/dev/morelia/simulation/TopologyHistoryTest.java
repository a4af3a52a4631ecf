package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.TopologyHistory.Bug;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class TopologyHistoryTest {

    private static final int SEEDS = 400;

    @Test
    void invariantsOfTheTopologyHoldInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> TopologyHistory.of(seed, Bug.NONE));
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }
}
