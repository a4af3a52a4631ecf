package dev.morelia.simulation;

import dev.morelia.simulation.WriteHistory.Bug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in a client or its environment. */
class PlantedWriteBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(Bug bug) {
        Seeds.find(seed -> WriteHistory.of(seed, bug));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFoundWithInjectedThrowables(ThrowingBug bug) {
        Seeds.find(seed -> ThrowingHistory.of(seed, bug));
    }
}
