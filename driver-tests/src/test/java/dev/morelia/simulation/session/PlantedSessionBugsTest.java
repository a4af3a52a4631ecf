package dev.morelia.simulation.session;

import dev.morelia.simulation.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in a client, its environment, its servers or its users. */
class PlantedSessionBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(SessionBug bug) {
        Seeds.find(seed -> SessionHistory.of(seed, bug));
    }
}
