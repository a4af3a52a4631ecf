package dev.morelia.simulation.change;

import dev.morelia.simulation.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in the processes with durable consumers. */
class PlantedDurableBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(DurableBug bug) {
        Seeds.find(seed -> DurableHistory.of(seed, bug));
    }
}
