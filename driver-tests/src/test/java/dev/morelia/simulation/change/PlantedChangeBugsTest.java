package dev.morelia.simulation.change;

import dev.morelia.simulation.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in a client or its servers. */
class PlantedChangeBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(ChangeBug bug) {
        Seeds.find(seed -> ChangeHistory.of(seed, bug));
    }
}
