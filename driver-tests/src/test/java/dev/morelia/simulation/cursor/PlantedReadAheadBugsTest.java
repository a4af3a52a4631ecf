package dev.morelia.simulation.cursor;

import dev.morelia.simulation.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each bug planted in a client, its environment or its users. */
class PlantedReadAheadBugsTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void bugsAreFound(ReadAheadBug bug) {
        Seeds.find(seed -> ReadAheadHistory.of(seed, bug));
    }
}
