package dev.morelia.simulation.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import dev.morelia.simulation.bridge.SketchBridge.Bug;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BridgeHistoryTest {
    private static final int SEEDS = 1500;
    private static final int RIGHT = 300;

    @Test
    void operationsEndAsTheirFuturesSayInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> BridgeHistory.of(seed, DriverBridge::new));
        histories.forEach(history -> hashes.add(history.hash()));
        assertThat(hashes).hasSameSizeAs(histories);
    }

    private static TestedBridge.Maker with(Bug bug) {
        return (env, maxInFlight) -> new SketchBridge(env, maxInFlight, bug);
    }

    @Test
    void noBugIsFoundInACorrectBridge() {
        for (long seed = 0; seed < RIGHT; seed++) {
            BridgeHistory.of(seed, with(Bug.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void plantedBugsAreFound(Bug bug) {
        assertThat(Seeds.find(seed -> BridgeHistory.of(seed, with(bug)))).isNotNegative();
    }
}
