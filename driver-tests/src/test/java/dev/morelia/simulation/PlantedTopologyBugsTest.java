package dev.morelia.simulation;

import dev.morelia.simulation.TopologyHistory.Bug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: what is wrong around a topology is found by its histories. */
class PlantedTopologyBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        PlantedPoolBugsTest.find(seed -> TopologyHistory.of(seed, bug));
    }
}
