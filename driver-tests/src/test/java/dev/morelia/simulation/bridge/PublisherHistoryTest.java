package dev.morelia.simulation.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.simulation.Seeds;
import dev.morelia.simulation.bridge.SketchPublishers.Bug;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublisherHistoryTest {
    private static final int SEEDS = 1500;
    private static final int RIGHT = 200;

    @Test
    void subscribersGetWhatTheyRequestInEveryHistory() {
        var hashes = new HashSet<Long>();
        var histories = Seeds.run(SEEDS, seed -> PublisherHistory.of(seed, DriverPublishers::new));
        histories.forEach(history -> hashes.add(history.hash()));
        // Short ones may be the same.
        assertThat(hashes).hasSizeGreaterThan(histories.size() * 99 / 100);
    }

    private static TestedPublishers.Maker with(Bug bug) {
        return (env, maxInFlight) -> new SketchPublishers(env, maxInFlight, bug);
    }

    @Test
    void noBugIsFoundInCorrectPublishers() {
        for (long seed = 0; seed < RIGHT; seed++) {
            PublisherHistory.of(seed, with(Bug.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void plantedBugsAreFound(Bug bug) {
        assertThat(Seeds.find(seed -> PublisherHistory.of(seed, with(bug)))).isNotNegative();
    }
}
