package dev.morelia.simulation;

import dev.morelia.simulation.WriteHistory.Bug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: what is wrong around a client that writes is found by its histories. */
class PlantedWriteBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        PlantedPoolBugsTest.find(seed -> WriteHistory.of(seed, bug));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFoundWhereThrowablesAreInjected(ThrowingBug bug) {
        PlantedPoolBugsTest.find(seed -> ThrowingHistory.of(seed, bug));
    }
}
