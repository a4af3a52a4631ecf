package dev.morelia.simulation;

import dev.morelia.simulation.TopologyHistory.Bug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in a topology or its environment. */
class PlantedTopologyBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(Bug bug) {
        Seeds.find(seed -> TopologyHistory.of(seed, bug));
    }
}
