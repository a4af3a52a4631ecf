package dev.morelia.testkit.simulation;

import org.junit.jupiter.api.Test;

class ThrowingHistoryTest {

    private static final int SEEDS = 1_000;

    @Test
    void aClientRecoversFromWhateverIsThrownAtIt() {
        Seeds.run(SEEDS, WriteHistory::throwing);
    }
}
